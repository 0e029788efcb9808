-- Gives back what nobody paid for in time: many orders of many shops at once, as stoa_batch. Which states expire, and into which, the caller
-- says (f_ from, t_ to). An order that somebody else has in hand at this moment is left to the next look; one that has moved on, or whose
-- time is not over by the database's clock, is left alone. Locks: orders by (tenant, id), then stock, then the sagas.
create function expire_batch(
    p_tenant uuid[], p_order uuid[], p_step text, p_reason text, p_correlation text,
    f_status text[], f_payment text[], f_fulfilment text[], t_status text[], t_payment text[], t_fulfilment text[]
) returns table (
    tenant_id uuid, id uuid, created_by uuid, number text, version_id int, status text, payment text, fulfilment text, total bigint,
    currency text, pieces int, contact_name text, modified_date timestamptz
) language plpgsql as $$
#variable_conflict use_column
declare
    shelf_keeper constant uuid := '00000000-0000-7000-8000-000000000002';
    v_tenant uuid[];
    v_order uuid[];
    v_to int[];
    v_shelf record;
begin
    select array_agg(k.tenant_id), array_agg(k.id), array_agg(k.n) into v_tenant, v_order, v_to
    from (
        select o.tenant_id, o.id, f.n::int as n
        from unnest(p_tenant, p_order) d (tenant, id)
        join orders o on o.tenant_id = d.tenant and o.id = d.id
        join order_saga g on g.tenant_id = o.tenant_id and g.order_id = o.id
        join unnest(f_status, f_payment, f_fulfilment) with ordinality f (status, payment, fulfilment, n)
            on f.status = o.status and f.payment = o.payment and f.fulfilment = o.fulfilment
        where g.expires_date <= clock_timestamp()
        order by o.tenant_id, o.id
        for no key update of o skip locked
    ) k;
    if v_order is null then
        return;
    end if;

    -- What the lines hold, and by whose order the news of it travels.
    select array_agg(b.tenant_id) as tenant, array_agg(b.variant_id) as variant, array_agg(b.location_id) as location,
        array_agg(b.quantity) as quantity
    into v_shelf
    from (
        select l.tenant_id, l.variant_id, l.location_id, sum(l.quantity - l.cancelled)::int as quantity
        from unnest(v_tenant, v_order) e (tenant, id)
        join order_line l on l.tenant_id = e.tenant and l.order_id = e.id
        group by l.tenant_id, l.variant_id, l.location_id
    ) b;
    perform stock_lock(v_shelf.tenant, v_shelf.variant);
    update stock s set reserved = s.reserved - b.quantity, modified_by = shelf_keeper
    from unnest(v_shelf.tenant, v_shelf.variant, v_shelf.location, v_shelf.quantity) b (tenant, variant, location, quantity)
    where s.tenant_id = b.tenant and s.variant_id = b.variant and s.location_id = b.location;

    update order_line l set cancelled = l.quantity, modified_by = shelf_keeper
    from unnest(v_tenant, v_order) e (tenant, id)
    where l.tenant_id = e.tenant and l.order_id = e.id;

    update order_saga g
    set due_date = clock_timestamp(), attempts = 0, payment_token = null, expires_date = 'infinity', last_error = null,
        parked_date = null, modified_by = shelf_keeper
    from unnest(v_tenant, v_order) e (tenant, id)
    where g.tenant_id = e.tenant and g.order_id = e.id;

    return query
    with moved as (
        update orders o set status = t.status, payment = t.payment, fulfilment = t.fulfilment, payment_action_url = null,
            modified_by = shelf_keeper
        from unnest(v_tenant, v_order, v_to) e (tenant, id, n)
        join unnest(t_status, t_payment, t_fulfilment) with ordinality t (status, payment, fulfilment, n) on t.n = e.n
        where o.tenant_id = e.tenant and o.id = e.id
        returning o.tenant_id, o.id, o.created_by, o.number, o.version_id, o.status, o.payment, o.fulfilment, o.total, o.currency, o.pieces,
            o.contact_name, o.modified_date
    ), noted as (
        insert into order_event (tenant_id, created_by, order_id, version, step, status, payment, fulfilment, actor, reason)
        select m.tenant_id, shelf_keeper, m.id, m.version_id, p_step, m.status, m.payment, m.fulfilment, 'system', p_reason from moved m
    ), told as (
        insert into outbox (tenant_id, created_by, type, aggregate, aggregate_version, correlation_id, data)
        select m.tenant_id, shelf_keeper, 'OrderChanged', m.id, m.version_id, p_correlation,
            jsonb_build_object('orderId', m.id, 'version', m.version_id, 'status', m.status, 'payment', m.payment, 'fulfilment', m.fulfilment)
        from moved m
    )
    select * from moved;

    perform stock_tell(array_agg(b.tenant), array_agg(b.variant), array_agg(b.quantity), array_agg(p_correlation))
    from (
        select u.tenant, u.variant, sum(u.quantity)::int as quantity
        from unnest(v_shelf.tenant, v_shelf.variant, v_shelf.quantity) u (tenant, variant, quantity)
        group by u.tenant, u.variant
    ) b;
end $$;
grant execute on function
    expire_batch(uuid[], uuid[], text, text, text, text[], text[], text[], text[], text[], text[]) to stoa_batch;
