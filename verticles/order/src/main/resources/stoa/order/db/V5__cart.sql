-- What somebody means to buy: one row, because many clicks are one state. Lines are variants and quantities only; prices and what is left
-- are read when the cart is. created_by says whose it is; a guest's is reached by its token alone. It goes when its time is over, so it is
-- plumbing with a version of its own: that of what the shopper has changed.
create table cart (
    tenant_id uuid not null,
    id uuid not null,
    version int not null default 1,
    status text not null default 'OPEN',
    lines jsonb not null, -- [{"variantId": ..., "quantity": ...}], each variant once, in the shopper's order
    shipping_method text,
    country text,
    order_id uuid,
    expires_date timestamptz not null,
    due_date timestamptz not null, -- when the sweep looks at it next: left behind, or over
    primary key (tenant_id, id),
    constraint cart_order foreign key (tenant_id, order_id) references orders,
    constraint cart_status check (status in ('OPEN', 'ORDERED', 'MERGED')),
    constraint cart_ordered check ((status = 'ORDERED') = (order_id is not null)),
    constraint cart_lines check (jsonb_array_length(lines) <= 50)
);
call stoa.plumbing_table('cart', batch => 'select, update', fillfactor => 80);
-- A person has one open cart, on every device; guests are all the same one to the database.
create unique index cart_open on cart (tenant_id, created_by)
    where status = 'OPEN' and created_by <> '00000000-0000-7000-8000-000000000001';
create index cart_order on cart (tenant_id, order_id) where order_id is not null;
create index cart_due on cart (due_date);
call stoa.scheduling_columns('cart', '{tenant_id, due_date}');

-- Some of a shop's carts that are due: those whose time is over go, those that were left with something in them are told once. Returns how
-- many of each, and how many it has looked at in all.
create function cart_sweep(p_most int, p_correlation text) returns table (abandoned int, expired int, looked_at int) language plpgsql as $$
begin
    with due as (
        select c.id from cart c
        where c.tenant_id = stoa.tenant_id() and c.due_date <= clock_timestamp() and c.expires_date <= clock_timestamp()
        order by c.due_date limit p_most for update skip locked
    )
    delete from cart c using due where c.tenant_id = stoa.tenant_id() and c.id = due.id;
    get diagnostics expired = row_count;

    with due as (
        select c.id from cart c
        where c.tenant_id = stoa.tenant_id() and c.due_date <= clock_timestamp()
        order by c.due_date limit p_most for update skip locked
    ), told as (
        update cart c set due_date = c.expires_date
        from due where c.tenant_id = stoa.tenant_id() and c.id = due.id
        returning c.id, c.version, c.status, c.lines, c.created_by
    ), noted as (
        insert into outbox (tenant_id, id, type, aggregate, aggregate_version, correlation_id, data)
        select stoa.tenant_id(), gen_random_uuid(), 'CartAbandoned', t.id, t.version, p_correlation,
            jsonb_strip_nulls(jsonb_build_object('cartId', t.id, 'version', t.version,
                'pieces', (select sum((l ->> 'quantity')::int) from jsonb_array_elements(t.lines) l),
                'userId', nullif(t.created_by, '00000000-0000-7000-8000-000000000001')))
        from told t
        where t.status = 'OPEN' and jsonb_array_length(t.lines) > 0
        returning 1
    )
    select (select count(*) from noted), expired + (select count(*) from told) into abandoned, looked_at;
    return next;
end $$;
grant execute on function cart_sweep(int, text) to stoa_app;
