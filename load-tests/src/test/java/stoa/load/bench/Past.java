package stoa.load.bench;

/** Orders that were there before: copies of one that each shop really took, written by the database itself. */
final class Past {
    private static final String COPY = """
            set session_replication_role = replica;
            create temp table past on commit preserve rows as
                select t.id as tenant_id, gen_random_uuid() as id, n, o.id as model
                from stoa.tenant t
                cross join lateral (select id from stoa.orders where tenant_id = t.id order by number limit 1) o
                cross join generate_series(1, EACH) n;
            insert into stoa.orders
                select (jsonb_populate_record(o, jsonb_build_object('id', p.id, 'number', 'PAST-' || p.n,
                    'created_date', o.created_date - p.n * interval '1 second'))).*
                from past p join stoa.orders o on o.tenant_id = p.tenant_id and o.id = p.model;
            insert into stoa.order_line
                select (jsonb_populate_record(l, jsonb_build_object('order_id', p.id))).*
                from past p join stoa.order_line l on l.tenant_id = p.tenant_id and l.order_id = p.model;
            insert into stoa.order_event
                select (jsonb_populate_record(e, jsonb_build_object('order_id', p.id))).*
                from past p join stoa.order_event e on e.tenant_id = p.tenant_id and e.order_id = p.model;
            insert into stoa.payment
                select (jsonb_populate_record(x, jsonb_build_object('id', gen_random_uuid(), 'order_id', p.id, 'intent_id', 'past-' || p.id))).*
                from past p join stoa.payment x on x.tenant_id = p.tenant_id and x.order_id = p.model;
            drop table past;
            set session_replication_role = origin""";

    private Past() {}

    /** Every shop has taken an order before. */
    static void write(Database database, int orders, int shops) {
        database.execute(COPY.replace("EACH", Integer.toString(Math.max(1, orders / shops))));
    }
}
