-- How orders move on: steps of many orders, of one shop by stoa_app or of several by stoa_batch, in one call. In arrays p_ an element is an
-- order, in arrays n_ it is some pieces of one. Which step may follow which stands in Transition.

-- What steps do to the shelves. SELL: what was reserved leaves the shelf. RELEASE: what was reserved is free again. RETURN: what was sold
-- comes back. p_number: null where the order does not move. p_named: only the pieces in n_, else all that were neither shipped nor
-- cancelled. The orders are locked.
create function order_stock(
    p_tenant uuid[], p_actor uuid[], p_order uuid[], p_number text[], p_effect text[], p_correlation text[], p_named boolean[],
    n_item int[], n_line int[], n_location uuid[], n_pieces int[]
) returns void language plpgsql as $$
#variable_conflict use_column
declare
    shelf_keeper constant uuid := '00000000-0000-7000-8000-000000000002'; -- many orders, one update: the system changes the stock
    what record;
begin
    select array_agg(c.item) as item, array_agg(c.tenant_id) as tenant, array_agg(c.line_no) as line, array_agg(c.variant_id) as variant,
        array_agg(c.location_id) as location, array_agg(c.pieces) as pieces
    into what
    from (
        select u.i::int as item, l.tenant_id, l.line_no, l.variant_id, l.location_id,
            case when u.named then n.pieces else l.quantity - l.shipped - l.cancelled end as pieces
        from unnest(p_tenant, p_order, p_number, p_effect, p_named) with ordinality u (tenant, id, number, effect, named, i)
        join order_line l on l.tenant_id = u.tenant and l.order_id = u.id
        left join unnest(n_item, n_line, n_location, n_pieces) n (item, line_no, location_id, pieces)
            on n.item = u.i and n.line_no = l.line_no and n.location_id = l.location_id
        where u.number is not null and u.effect <> 'KEEP'
    ) c
    where c.pieces > 0;
    if what.item is null then
        return;
    end if;
    perform stock_lock(what.tenant, what.variant);

    -- A shelf changes once, whoever has a share in it; each order has its line in the ledger.
    with shares as (
        select w.item, w.tenant, w.variant, w.location, sum(w.pieces)::int as pieces,
            case p_effect[w.item] when 'SELL' then -1 when 'RETURN' then 1 else 0 end as shelf,
            case p_effect[w.item] when 'RETURN' then 0 else -1 end as held
        from unnest(what.item, what.tenant, what.variant, what.location, what.pieces) w (item, tenant, variant, location, pieces)
        group by w.item, w.tenant, w.variant, w.location
    ), changed as (
        update stock s set on_hand = s.on_hand + b.shelf, reserved = s.reserved + b.held, modified_by = shelf_keeper
        from (
            select h.tenant, h.variant, h.location, sum(h.shelf * h.pieces)::int as shelf, sum(h.held * h.pieces)::int as held
            from shares h
            group by h.tenant, h.variant, h.location
        ) b
        where s.tenant_id = b.tenant and s.variant_id = b.variant and s.location_id = b.location
        returning s.tenant_id, s.variant_id, s.location_id, s.version_id, s.on_hand - b.shelf as before
    )
    insert into stock_movement (tenant_id, created_by, variant_id, location_id, stock_version, place, kind, delta, on_hand, reason, order_id)
    select c.tenant_id, p_actor[h.item], c.variant_id, c.location_id, c.version_id, row_number() over of_shelf,
        case h.shelf when 1 then 'RETURN' else 'SALE' end, h.shelf * h.pieces, c.before + sum(h.shelf * h.pieces) over of_shelf,
        'Order ' || p_number[h.item], p_order[h.item]
    from changed c
    join shares h on h.tenant = c.tenant_id and h.variant = c.variant_id and h.location = c.location_id
    where h.shelf <> 0
    window of_shelf as (partition by c.tenant_id, c.variant_id, c.location_id order by h.item);

    -- What is sold was reserved before: nothing changes for who would buy now.
    if array['RELEASE', 'RETURN'] && p_effect then
        update order_line l set cancelled = l.cancelled + w.pieces, modified_by = p_actor[w.item]
        from unnest(what.item, what.line, what.location, what.pieces) w (item, line, location, pieces)
        where p_effect[w.item] <> 'SELL' and l.tenant_id = p_tenant[w.item] and l.order_id = p_order[w.item] and l.line_no = w.line
            and l.location_id = w.location;
        perform stock_tell(array_agg(b.tenant), array_agg(b.variant), array_agg(b.pieces), array_agg(b.correlation))
        from (
            select w.tenant, w.variant, sum(w.pieces)::int as pieces, min(p_correlation[w.item]) as correlation
            from unnest(what.item, what.tenant, what.variant, what.pieces) w (item, tenant, variant, pieces)
            where p_effect[w.item] <> 'SELL'
            group by w.tenant, w.variant
        ) b;
    end if;
end $$;

-- When the sagas of the orders that move (p_number) are due again; one that has ended (null) goes.
create function order_sagas(
    p_tenant uuid[], p_actor uuid[], p_order uuid[], p_number text[], p_status text[], p_payment text[], p_effect text[],
    p_again_ms bigint[]
) returns void language plpgsql as $$
#variable_conflict use_column
begin
    -- In one order, as news of payments takes them too.
    perform from order_saga g
    join unnest(p_tenant, p_order, p_number) u (tenant, id, number) on g.tenant_id = u.tenant and g.order_id = u.id
    where u.number is not null
    order by g.tenant_id, g.order_id
    for update of g;

    delete from order_saga g
    using unnest(p_tenant, p_order, p_number, p_again_ms) u (tenant, id, number, again_ms)
    where u.number is not null and u.again_ms is null and g.tenant_id = u.tenant and g.order_id = u.id
        and g.due_date > clock_timestamp();

    -- What was hastened (Sagas.HASTEN) while the step was on its way is looked at once more: somebody has learned something since the answer
    -- that the step came from.
    update order_saga g set payment_token = null, expires_date = 'infinity', modified_by = u.actor
    from unnest(p_tenant, p_actor, p_order, p_number, p_again_ms) u (tenant, actor, id, number, again_ms)
    where u.number is not null and u.again_ms is null and g.tenant_id = u.tenant and g.order_id = u.id;

    update order_saga g
    set due_date = clock_timestamp() + u.again_ms * interval '1 millisecond', attempts = 0, last_error = null, parked_date = null,
        payment_token = case when u.status = 'PLACED' and u.payment in ('PENDING', 'REQUIRES_ACTION') then g.payment_token end,
        expires_date = case u.effect when 'KEEP' then g.expires_date else 'infinity' end, -- nothing is held any more
        modified_by = u.actor
    from unnest(p_tenant, p_actor, p_order, p_number, p_status, p_payment, p_effect, p_again_ms)
        u (tenant, actor, id, number, status, payment, effect, again_ms)
    where u.number is not null and u.again_ms is not null and g.tenant_id = u.tenant and g.order_id = u.id;

    -- News of a payment may open the same one at this moment, without the lock of the order.
    insert into order_saga (tenant_id, created_by, order_id, due_date, expires_date, expires_latest_date)
    select u.tenant, u.actor, u.id, clock_timestamp() + u.again_ms * interval '1 millisecond', 'infinity', 'infinity'
    from unnest(p_tenant, p_actor, p_order, p_number, p_again_ms) u (tenant, actor, id, number, again_ms)
    where u.number is not null and u.again_ms is not null
        and not exists (select from order_saga g where g.tenant_id = u.tenant and g.order_id = u.id)
    order by u.tenant, u.id
    on conflict (tenant_id, order_id) do nothing;
end $$;

-- One step of each order, and all it brings: stock, ledger, timeline, saga, events. The caller says from which version; where an order has
-- moved on in the meantime nothing happens and no row comes back. Of two steps of one order the first in the arrays happens.
-- p_named and n_: see order_stock. p_again_ms: when the saga is due again; null where it has ended.
-- Locks: orders by (tenant, id), then stock, then sagas.
create function order_steps(
    p_tenant uuid[], p_actor uuid[], p_order uuid[], p_version int[], p_event uuid[], p_step text[], p_status text[], p_payment text[],
    p_fulfilment text[], p_to_capture bigint[], p_to_refund bigint[], p_captured bigint[], p_refunded bigint[], p_hold text[],
    p_action_url text[], p_effect text[], p_by text[], p_reason text[], p_correlation text[], p_again_ms bigint[], p_named boolean[],
    n_item int[], n_line int[], n_location uuid[], n_pieces int[]
) returns table (
    item int, tenant_id uuid, id uuid, created_by uuid, number text, version_id int, status text, payment text, fulfilment text,
    total bigint, currency text, pieces int, contact_name text, modified_date timestamptz
) language plpgsql as $$
#variable_conflict use_column
declare
    numbers text[]; -- of the orders that stand where they were seen
begin
    select array_agg(k.number order by u.i) into numbers
    from generate_subscripts(p_order, 1) u (i)
    left join (
        select distinct on (f.tenant_id, f.id) f.i, f.number
        from (
            select u.i, o.tenant_id, o.id, o.number
            from unnest(p_tenant, p_order, p_version) with ordinality u (tenant, id, version, i)
            join orders o on o.tenant_id = u.tenant and o.id = u.id
            where o.version_id = u.version
            order by o.tenant_id, o.id, u.i
            for no key update of o
        ) f
        order by f.tenant_id, f.id, f.i
    ) k on k.i = u.i;
    if cardinality(array_remove(numbers, null)) = 0 then
        return;
    end if;
    if p_effect <> array_fill('KEEP'::text, array[cardinality(p_effect)]) then
        perform order_stock(p_tenant, p_actor, p_order, numbers, p_effect, p_correlation, p_named, n_item, n_line, n_location, n_pieces);
    end if;
    perform order_sagas(p_tenant, p_actor, p_order, numbers, p_status, p_payment, p_effect, p_again_ms);

    return query
    with moved as (
        update orders o set status = p_status[g.i], payment = p_payment[g.i], fulfilment = p_fulfilment[g.i],
            to_capture = p_to_capture[g.i], to_refund = p_to_refund[g.i], captured = p_captured[g.i], refunded = p_refunded[g.i],
            hold = p_hold[g.i], payment_action_url = p_action_url[g.i], modified_by = p_actor[g.i]
        from unnest(numbers) with ordinality g (number, i)
        where g.number is not null and o.tenant_id = p_tenant[g.i] and o.id = p_order[g.i]
        returning g.i::int, o.tenant_id, o.id, o.created_by, o.number, o.version_id, o.status, o.payment, o.fulfilment, o.total, o.currency,
            o.pieces, o.contact_name, o.modified_date
    ), noted as (
        insert into order_event (tenant_id, created_by, order_id, version, step, status, payment, fulfilment, actor, reason)
        select m.tenant_id, p_actor[m.i], m.id, m.version_id, p_step[m.i], m.status, m.payment, m.fulfilment, p_by[m.i], p_reason[m.i]
        from moved m
    ), told as (
        insert into outbox (tenant_id, created_by, id, type, aggregate, aggregate_version, correlation_id, data)
        select m.tenant_id, p_actor[m.i], p_event[m.i], 'OrderChanged', m.id, m.version_id, p_correlation[m.i],
            jsonb_build_object('orderId', m.id, 'version', m.version_id, 'status', m.status, 'payment', m.payment,
                'fulfilment', m.fulfilment)
        from moved m
    )
    select * from moved;
end $$;

grant execute on function
    order_stock(uuid[], uuid[], uuid[], text[], text[], text[], boolean[], int[], int[], uuid[], int[]),
    order_sagas(uuid[], uuid[], uuid[], text[], text[], text[], text[], bigint[]),
    order_steps(uuid[], uuid[], uuid[], int[], uuid[], text[], text[], text[], text[], bigint[], bigint[], bigint[], bigint[], text[],
        text[], text[], text[], text[], text[], bigint[], boolean[], int[], int[], uuid[], int[])
    to stoa_app, stoa_batch;
