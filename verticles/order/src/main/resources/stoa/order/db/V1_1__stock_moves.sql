-- How stock moves. Every writer locks all rows of a variant, in the order of the primary key, before it changes one: so the numbers of a
-- variant over all its locations are true at each change, and nobody waits in a circle.

-- What a checkout would get of one row.
create function stock_sellable(p_on_hand int, p_reserved int, p_allowance int) returns int language sql immutable parallel safe
    return greatest(0, p_on_hand - p_reserved + p_allowance);

create function stock_lock(p_tenant uuid[], p_variant uuid[]) returns void language plpgsql as $$
begin
    perform from stock s
    join (select distinct w.tenant, w.variant from unnest(p_tenant, p_variant) w (tenant, variant)) w
        on s.tenant_id = w.tenant and s.variant_id = w.variant
    order by s.tenant_id, s.variant_id, s.location_id
    for no key update of s;
end $$;

-- Tells what can be sold of variants whose rows are locked and changed; each variant once. p_delta: by how many the available pieces have
-- changed. What falls to its threshold is told to be low, once for each time it falls. The sum of the versions grows with each change.
create function stock_tell(p_tenant uuid[], p_variant uuid[], p_delta int[], p_correlation text[]) returns void language plpgsql as $$
#variable_conflict use_column
declare
    shelf_keeper constant uuid := '00000000-0000-7000-8000-000000000002'; -- the batch's role names who acts in each row
begin
    with told as (
        select c.tenant, c.variant, c.delta, c.correlation, sum(s.on_hand - s.reserved) as available,
            least(sum(stock_sellable(s.on_hand, s.reserved, s.allowance)), 1000000) as sellable, sum(s.version_id)::int as version,
            max(s.low_at) as low_at
        from unnest(p_tenant, p_variant, p_delta, p_correlation) c (tenant, variant, delta, correlation)
        join stock s on s.tenant_id = c.tenant and s.variant_id = c.variant
        group by c.tenant, c.variant, c.delta, c.correlation
    )
    insert into outbox (tenant_id, created_by, type, aggregate, aggregate_version, correlation_id, data)
    select t.tenant, shelf_keeper, 'StockChanged', t.variant, t.version, t.correlation,
        jsonb_build_object('variantId', t.variant, 'available', t.sellable, 'version', t.version)
    from told t
    union all
    select t.tenant, shelf_keeper, 'StockLow', t.variant, t.version, t.correlation,
        jsonb_build_object('variantId', t.variant, 'available', t.available, 'threshold', t.low_at, 'version', t.version)
    from told t
    where t.available <= t.low_at and t.available - t.delta > t.low_at;
end $$;

-- A movement by staff, and its line in the ledger; the caller tells of it. p_counted: what is there after a count, else p_delta is added.
-- moved is false where that would take what is promised, or is more than a shelf holds. What a transfer takes must lie there.
create function stock_move(
    p_variant uuid, p_location uuid, p_delta int, p_counted int, p_kind text, p_reason text, p_other uuid
) returns table (moved boolean, on_hand int, reserved int, delta int) language plpgsql as $$
#variable_conflict use_column
declare
    shop constant uuid := stoa.tenant_id();
    floor_of int;
    target bigint;
    version int;
begin
    perform stock_open(p_variant, p_location);
    perform stock_lock(array[shop], array[p_variant]);
    select s.on_hand, s.reserved, s.reserved - case p_kind when 'TRANSFER' then 0 else s.allowance end
    into on_hand, reserved, floor_of
    from stock s where s.tenant_id = shop and s.variant_id = p_variant and s.location_id = p_location;
    target := coalesce(p_counted, on_hand::bigint + p_delta);
    delta := target - on_hand;
    moved := (target >= floor_of or delta >= 0) and target between -1000000000 and 1000000000;
    if moved then
        update stock s set on_hand = target
        where s.tenant_id = shop and s.variant_id = p_variant and s.location_id = p_location
        returning s.on_hand, s.version_id into on_hand, version;
        insert into stock_movement (variant_id, location_id, stock_version, kind, delta, on_hand, reason, other_location_id)
        values (p_variant, p_location, version, p_kind, stock_move.delta, stock_move.on_hand, p_reason, p_other);
    end if;
    return next;
end $$;

-- A shelf for the variant at this location; the main location comes into being with its first shelf.
create function stock_open(p_variant uuid, p_location uuid) returns void language plpgsql as $$
declare
    home constant uuid := '00000000-0000-7000-8000-000000000010';
begin
    if p_location = home then
        insert into location (id, name, priority) values (home, 'Main', 0) on conflict do nothing;
    end if;
    insert into stock (variant_id, location_id, on_hand) values (p_variant, p_location, 0) on conflict do nothing;
end $$;

-- The next shelves after this one, and whether they agree with the ledger and with the orders that are not paid yet.
create function stock_check(p_variant uuid, p_location uuid, p_limit int)
returns table (variant_id uuid, location_id uuid, on_hand int, moved int, reserved int, promised int) language plpgsql stable as $$
#variable_conflict use_column
begin
    return query
    with shelves as (
        select s.variant_id, s.location_id, s.on_hand, s.reserved
        from stock s
        where s.tenant_id = stoa.tenant_id() and (s.variant_id, s.location_id) > (p_variant, p_location)
        order by s.variant_id, s.location_id
        limit p_limit
    ), unpaid as (
        select l.variant_id, l.location_id, sum(l.quantity - l.cancelled)::int as pieces
        from order_saga g
        join orders o on o.tenant_id = g.tenant_id and o.id = g.order_id
        join order_line l on l.tenant_id = o.tenant_id and l.order_id = o.id
        where g.tenant_id = stoa.tenant_id() and o.status = 'PLACED' and o.payment in ('PENDING', 'REQUIRES_ACTION')
        group by l.variant_id, l.location_id
    )
    select s.variant_id, s.location_id, s.on_hand,
        (select coalesce(sum(m.delta), 0)::int from stock_movement m
         where m.tenant_id = stoa.tenant_id() and m.variant_id = s.variant_id and m.location_id = s.location_id),
        s.reserved, coalesce(u.pieces, 0)
    from shelves s
    left join unpaid u on u.variant_id = s.variant_id and u.location_id = s.location_id
    order by s.variant_id, s.location_id;
end $$;

grant execute on function stock_sellable(int, int, int), stock_lock(uuid[], uuid[]), stock_tell(uuid[], uuid[], int[], text[])
    to stoa_app, stoa_batch;
grant execute on function stock_move(uuid, uuid, int, int, text, text, uuid), stock_open(uuid, uuid), stock_check(uuid, uuid, int) to stoa_app;
