package stoa.order;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import stoa.messages.Caller;
import stoa.openapi.model.Link;
import stoa.openapi.model.StockLocation;
import stoa.openapi.model.StockLocationInput;
import stoa.openapi.model.StockLocationList;
import stoa.platform.Refusal;
import stoa.tenancy.ConstraintViolated;
import stoa.tenancy.Ids;
import stoa.tenancy.Sql;
import stoa.tenancy.Tenancy;

/** Where a shop keeps its pieces. Every shop has the main one; its row comes into being when it is first needed. */
final class Locations {
    static final UUID MAIN = UUID.fromString("00000000-0000-7000-8000-000000000010");

    /** So that they fit on one page, and a checkout that takes from all of them stays cheap. */
    private static final int MOST = 100;

    private static final StockLocation UNTOUCHED = location(MAIN, "Main", 0, 0);
    private static final String FIND =
            "select l.id, l.name, l.priority, l.version_id from location l where l.deleted_at is null";

    private final Tenancy tenancy;

    Locations(Tenancy tenancy) {
        this.tenancy = tenancy;
    }

    Future<StockLocationList> list(Caller caller) {
        return tenancy.read(caller, sql -> sql.query(FIND, Tuple.tuple()))
                .map(rows -> new StockLocationList(
                        withMain(Orders.list(rows, Locations::location)),
                        Map.of(
                                "self", new Link("/api/v1/locations", null),
                                "create", new Link("/api/v1/locations", Link.Method.POST))));
    }

    private static List<StockLocation> withMain(List<StockLocation> found) {
        var all = new ArrayList<>(found);
        if (all.stream().noneMatch(StockLocation::main)) {
            all.add(UNTOUCHED);
        }
        all.sort(Comparator.comparingInt(StockLocation::priority)
                .thenComparing(at -> at.id().toString()));
        return all;
    }

    /** 409 where the name is taken, or the shop has as many as it may. */
    Future<StockLocation> open(Sql sql, StockLocationInput input) {
        return sql.query("select count(*)::int as n from location", Tuple.tuple())
                .compose(rows -> rows.iterator().next().getInteger("n") >= MOST - 1
                        ? Future.failedFuture(Refusal.conflict(
                                "/problems/too-many-locations",
                                "Too many locations",
                                "A shop has at most " + MOST + ".",
                                List.of()))
                        : sql.query(
                                "insert into location (id, name, priority) values ($1, $2, $3)"
                                        + " returning id, name, priority, version_id",
                                Tuple.of(Ids.next(), input.name(), input.priority())))
                .map(Locations::only);
    }

    /** 404 where there is none, 412 where it has changed since it was read. */
    Future<StockLocation> change(Caller caller, UUID id, int version, StockLocationInput input) {
        return tenancy.write(
                        caller,
                        sql -> write(sql, id, version, input)
                                .compose(rows ->
                                        rows.size() == 1 ? Future.succeededFuture(only(rows)) : refused(sql, id)))
                .recover(Locations::nameTaken);
    }

    private static Future<RowSet<Row>> write(Sql sql, UUID id, int version, StockLocationInput input) {
        return id.equals(MAIN) && version == 0
                ? sql.query(
                        "insert into location (id, name, priority) values ($1, $2, $3) on conflict (tenant_id, id) do nothing"
                                + " returning id, name, priority, version_id",
                        Tuple.of(id, input.name(), input.priority()))
                : sql.query(
                        "update location l set name = $3, priority = $4 where l.id = $1 and l.version_id = $2"
                                + " and l.deleted_at is null returning l.id, l.name, l.priority, l.version_id",
                        Tuple.of(id, version, input.name(), input.priority()));
    }

    private static Future<StockLocation> refused(Sql sql, UUID id) {
        return sql.query(FIND + " and l.id = $1", Tuple.of(id)).compose(rows -> {
            if (rows.size() == 1) {
                return Future.failedFuture(Refusal.stale(only(rows).version()));
            }
            return Future.failedFuture(id.equals(MAIN) ? Refusal.stale(0) : Refusal.notFound("location"));
        });
    }

    static <T> Future<T> nameTaken(Throwable failure) {
        return failure instanceof ConstraintViolated broken
                        && broken.constraint().equals("location_name")
                ? Future.failedFuture(Refusal.conflict(
                        "/problems/name-taken",
                        "The name is taken",
                        "Another location has this name.",
                        List.of(Refusal.Fault.of("/name", "is taken"))))
                : Future.failedFuture(failure);
    }

    private static StockLocation only(RowSet<Row> rows) {
        return location(rows.iterator().next());
    }

    private static StockLocation location(Row row) {
        return location(
                row.getUUID("id"), row.getString("name"), row.getInteger("priority"), row.getInteger("version_id"));
    }

    private static StockLocation location(UUID id, String name, int priority, int version) {
        var self = new Link("/api/v1/locations/" + id, null);
        return new StockLocation(id, name, priority, id.equals(MAIN), version, Map.of("self", self));
    }
}
