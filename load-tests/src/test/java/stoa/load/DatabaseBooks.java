package stoa.load;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * The database's own books, of all shops, read by an administrator whom no policy binds. Each check is a question whose every row is a mistake.
 *
 * @param mistakes by what is wrong, each with the rows that say where
 */
public record DatabaseBooks(Map<String, List<String>> mistakes) {
    /** Enough to see what it is about. */
    private static final int SHOWN = 5;

    private static final Map<String, String> CHECKS = checks();

    private static Map<String, String> checks() {
        var checks = new LinkedHashMap<String, String>();
        checks.put("what is on hand is not the sum of its movements", """
                select s.tenant_id, s.variant_id, s.on_hand, coalesce(m.total, 0) as moved
                from stoa.stock s
                left join (select tenant_id, variant_id, location_id, sum(delta) as total
                    from stoa.stock_movement group by 1, 2, 3) m using (tenant_id, variant_id, location_id)
                where s.on_hand <> coalesce(m.total, 0)""");
        checks.put("pieces are reserved for nobody, or somebody's are not reserved", """
                select s.tenant_id, s.variant_id, s.reserved, coalesce(l.held, 0) as held
                from stoa.stock s
                left join (select l.tenant_id, l.variant_id, l.location_id, sum(l.quantity - l.cancelled) as held
                    from stoa.order_line l join stoa.orders o on o.tenant_id = l.tenant_id and o.id = l.order_id
                    where o.status = 'PLACED' and o.payment in ('PENDING', 'REQUIRES_ACTION') group by 1, 2, 3) l
                    using (tenant_id, variant_id, location_id)
                where s.reserved <> coalesce(l.held, 0)""");
        checks.put("pieces taken from stock are not the pieces that the order keeps", """
                select o.tenant_id, o.id, o.status, coalesce(m.taken, 0) as taken, l.kept
                from stoa.orders o
                join (select tenant_id, order_id, sum(quantity - cancelled) as kept from stoa.order_line group by 1, 2) l
                    on l.tenant_id = o.tenant_id and l.order_id = o.id
                left join (select tenant_id, order_id, -sum(delta) as taken
                    from stoa.stock_movement where order_id is not null group by 1, 2) m
                    on m.tenant_id = o.tenant_id and m.order_id = o.id
                where not exists (select from stoa.order_saga g where g.tenant_id = o.tenant_id and g.order_id = o.id)
                    and coalesce(m.taken, 0) <> case when o.status = 'CANCELLED' then 0 else l.kept end""");
        checks.put("an order stands and was not charged", """
                select o.tenant_id, o.id, o.status from stoa.orders o
                where o.status in ('PAID', 'SHIPPED', 'DELIVERED') and o.total > 0
                    and not exists (select from stoa.payment p
                        where p.tenant_id = o.tenant_id and p.order_id = o.id and p.status in ('CAPTURED', 'REFUNDED'))""");
        checks.put("an order is cancelled and its charge stands", """
                select o.tenant_id, o.id from stoa.orders o
                join stoa.payment p on p.tenant_id = o.tenant_id and p.order_id = o.id
                where o.status = 'CANCELLED' and p.status = 'CAPTURED'
                    and not exists (select from stoa.order_saga g where g.tenant_id = o.tenant_id and g.order_id = o.id)""");
        checks.put("there is a charge without an order", """
                select p.tenant_id, p.id, p.order_id from stoa.payment p
                where not exists (select from stoa.orders o where o.tenant_id = p.tenant_id and o.id = p.order_id)""");
        checks.put("an order is charged twice, or with more than its total", """
                select o.tenant_id, o.id, o.total, sum(p.captured) as captured
                from stoa.orders o join stoa.payment p on p.tenant_id = o.tenant_id and p.order_id = o.id
                group by 1, 2, 3 having sum(p.captured) > o.total
                    or count(*) filter (where p.status in ('AUTHORISED', 'CAPTURED', 'REFUNDED')) > 1""");
        checks.put("the money's ledger is not balanced", """
                select tenant_id, payment_id, kind, total, sum(debit) as debit, sum(credit) as credit
                from stoa.ledger_entry group by 1, 2, 3, 4, currency having sum(debit) <> sum(credit)""");
        checks.put("the timeline of an order has a gap, or does not end where the order stands", """
                select o.tenant_id, o.id, o.version_id, count(e.version) as events from stoa.orders o
                left join stoa.order_event e on e.tenant_id = o.tenant_id and e.order_id = o.id
                group by 1, 2, 3 having count(e.version) <> o.version_id or max(e.version) <> o.version_id""");
        checks.put("an event was parked", """
                select tenant_id, id, type, last_error from stoa.outbox where state = 'parked'""");
        return checks;
    }

    /** @param url {@code postgres://user[:password]@host:port/database} of an administrator */
    public static DatabaseBooks read(String url) {
        var mistakes = new LinkedHashMap<String, List<String>>();
        try (Connection connection = connect(URI.create(url))) {
            for (var check : CHECKS.entrySet()) {
                List<String> rows = rows(connection, check.getValue());
                if (!rows.isEmpty()) {
                    mistakes.put(check.getKey(), rows);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The database's books cannot be read: " + e.getMessage(), e);
        }
        return new DatabaseBooks(mistakes);
    }

    /** In plain words; empty if the books agree. */
    public List<String> wrong() {
        return mistakes.entrySet().stream()
                .map(e -> e.getKey() + ", " + e.getValue().size() + " times: "
                        + String.join(
                                "; ",
                                e.getValue()
                                        .subList(0, Math.min(SHOWN, e.getValue().size()))))
                .toList();
    }

    private static List<String> rows(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            var rows = new ArrayList<String>();
            while (result.next()) {
                var row = new StringBuilder();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.append(i == 1 ? "" : " ")
                            .append(result.getMetaData().getColumnLabel(i))
                            .append('=')
                            .append(result.getString(i));
                }
                rows.add(row.toString());
            }
            return rows;
        }
    }

    private static Connection connect(URI url) throws SQLException {
        var properties = new Properties();
        if (url.getUserInfo() != null) {
            String[] user = url.getUserInfo().split(":", 2);
            properties.setProperty("user", user[0]);
            if (user.length == 2) {
                properties.setProperty("password", user[1]);
            }
        }
        int port = url.getPort() < 0 ? 5432 : url.getPort();
        return DriverManager.getConnection(
                "jdbc:postgresql://" + url.getHost() + ":" + port + url.getPath(), properties);
    }
}
