-- Gives back what nobody paid for in time: many orders of many shops at once, as stoa_batch. Which states expire, and into which, the caller
-- says (f_ from, t_ to). An order that somebody else has in hand at this moment is left to the next look; one that has moved on, or whose
-- time is not over by the database's clock, is left alone. Locks: as order_steps, which takes the step.
create function expire_batch(
    p_tenant uuid[], p_order uuid[], p_step text, p_reason text, p_correlation text,
    f_status text[], f_payment text[], f_fulfilment text[], t_status text[], t_payment text[], t_fulfilment text[]
) returns table (
    item int, tenant_id uuid, id uuid, created_by uuid, number text, version_id int, status text, payment text, fulfilment text,
    total bigint, currency text, pieces int, contact_name text, modified_date timestamptz
) language plpgsql as $$
#variable_conflict use_column
declare
    shelf_keeper constant uuid := '00000000-0000-7000-8000-000000000002';
begin
    return query
    select s.*
    from (
        select array_agg(k.tenant_id) as tenant, array_agg(shelf_keeper) as actor, array_agg(k.id) as id, array_agg(k.version_id) as version,
            array_agg(gen_random_uuid()) as event, array_agg(p_step) as step, array_agg(t_status[k.n]) as status,
            array_agg(t_payment[k.n]) as payment, array_agg(t_fulfilment[k.n]) as fulfilment, array_agg(k.to_capture) as to_capture,
            array_agg(k.to_refund) as to_refund, array_agg(k.captured) as captured, array_agg(k.refunded) as refunded,
            array_agg(k.hold) as hold, array_agg(null::text) as action_url, array_agg('RELEASE'::text) as effect,
            array_agg('system'::text) as by, array_agg(p_reason) as reason, array_agg(p_correlation) as correlation,
            array_agg(0::bigint) as again_ms, array_agg(false) as named
        from (
            select o.tenant_id, o.id, o.version_id, o.to_capture, o.to_refund, o.captured, o.refunded, o.hold, f.n
            from unnest(p_tenant, p_order) d (tenant, id)
            join orders o on o.tenant_id = d.tenant and o.id = d.id
            join order_saga g on g.tenant_id = o.tenant_id and g.order_id = o.id
            join unnest(f_status, f_payment, f_fulfilment) with ordinality f (status, payment, fulfilment, n)
                on f.status = o.status and f.payment = o.payment and f.fulfilment = o.fulfilment
            where g.expires_date <= clock_timestamp()
            order by o.tenant_id, o.id
            for no key update of o skip locked
        ) k
        having count(*) > 0
    ) e
    cross join lateral order_steps(e.tenant, e.actor, e.id, e.version, e.event, e.step, e.status, e.payment, e.fulfilment, e.to_capture,
        e.to_refund, e.captured, e.refunded, e.hold, e.action_url, e.effect, e.by, e.reason, e.correlation, e.again_ms, e.named,
        '{}', '{}', '{}', '{}') s;
end $$;
grant execute on function
    expire_batch(uuid[], uuid[], text, text, text, text[], text[], text[], text[], text[], text[]) to stoa_batch;
