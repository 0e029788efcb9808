-- What limits leave to the buyers of open items, each variant of each buyer once: as many as one order may hold, and what is left of the
-- buyer's own number. A piece of an order that was cancelled is a cancelled piece. Who holds the lock of the variant's stock reads the
-- truth, everybody else a good guess.
create function checkout_limits(p_open boolean[], p_tenant uuid[], p_buyer bytea[], l_item int[], l_variant uuid[])
returns table (tenant uuid, variant uuid, buyer bytea, per_order int, per_buyer int) language plpgsql stable as $$
begin
    return query
    select b.tenant, b.variant, b.buyer, p.max_per_order,
        case when p.max_per_buyer is not null then p.max_per_buyer - (
            select coalesce(sum(l.quantity - l.cancelled), 0)::int
            from order_line l
            where l.tenant_id = b.tenant and l.variant_id = b.variant and l.buyer = b.buyer
        ) end
    from (
        select distinct p_tenant[w.item] as tenant, w.variant, p_buyer[w.item] as buyer
        from unnest(l_item, l_variant) w (item, variant)
        where p_open[w.item]
    ) b
    join stock_policy p on p.tenant_id = b.tenant and p.variant_id = b.variant
    where p.max_per_order is not null or p.max_per_buyer is not null;
end $$;

-- Who gets what from where, once all rows are locked: in order of arrival, all lines of an item or none. A line is served by the first
-- location that has all of it, else by one after the other in the order of their priority, and what may be owed comes last.
-- One row for each part of a line that is served (again: a further part of the same line; wanted: pieces of the line), or one for an item
-- that is refused.
create function checkout_allot(
    p_tenant uuid[], p_buyer bytea[], p_open boolean[], l_item int[], l_line int[], l_variant uuid[], l_quantity int[]
) returns table (
    item int, outcome text, entry int, again boolean, limited boolean, location uuid, pieces int, wanted int, wrong_line int[], wrong_available int[]
) language plpgsql as $$
#variable_conflict use_column
declare
    shelf int[]; -- what is left at each place
    had int[]; -- by the buyers of limited variants, in this batch
    shelf_before int[];
    had_before int[];
    far_line int[];
    far_available int[];
    part_entry int[];
    part_limited boolean[];
    part_place int[];
    part_pieces int[];
    part_wanted int[];
    missing int;
    own int; -- the first part of this line
    r record;
begin
    for r in
        with wants as (
            select l.entry::int as entry, l.item, l.line, p_tenant[l.item] as tenant, p_buyer[l.item] as buyer, l.variant, l.quantity,
                sum(l.quantity) over (partition by l.item, l.variant order by l.line)::int as so_far
            from unnest(l_item, l_line, l_variant, l_quantity) with ordinality l (item, line, variant, quantity, entry)
            where p_open[l.item]
        ), rows_of as (
            select s.tenant_id, s.variant_id, s.location_id, s.on_hand - s.reserved as available, s.allowance
            from (select distinct w.tenant, w.variant from wants w) d
            join stock s on s.tenant_id = d.tenant and s.variant_id = d.variant
        ), places as (
            select f.tenant_id, f.variant_id, f.location_id, f.owed, f.free,
                row_number() over (order by f.tenant_id, f.variant_id, f.owed, p.priority, f.location_id)::int as place
            from (
                select o.tenant_id, o.variant_id, o.location_id, false as owed, greatest(0, o.available) as free from rows_of o
                union all
                select o.tenant_id, o.variant_id, o.location_id, true, greatest(0, least(o.allowance, o.available + o.allowance))
                from rows_of o where o.allowance > 0
            ) f
            join location p on p.tenant_id = f.tenant_id and p.id = f.location_id
        ), spans as (
            select f.tenant_id, f.variant_id, min(f.place) as first, max(f.place) filter (where not f.owed) as last,
                max(f.place) as owed_to
            from places f
            group by f.tenant_id, f.variant_id
        ), limits as (
            select b.tenant, b.variant, b.buyer, b.per_order, b.per_buyer, row_number() over ()::int as number
            from checkout_limits(p_open, p_tenant, p_buyer, l_item, l_variant) b
        )
        select w.item, array_agg(w.entry order by w.line) as entries, array_agg(w.line order by w.line) as lines,
            array_agg(w.quantity order by w.line) as quantities, array_agg(w.so_far order by w.line) as so_far,
            array_agg(s.first order by w.line) as first, array_agg(s.last order by w.line) as last,
            array_agg(s.owed_to order by w.line) as owed_to, array_agg(m.number order by w.line) as limits,
            array_agg(m.per_order order by w.line) as per_order, array_agg(m.per_buyer order by w.line) as per_buyer,
            (select array_agg(f.free order by f.place) from places f) as shelf,
            (select array_agg(f.location_id order by f.place) from places f) as locations,
            (select array_fill(0, array[count(*)::int]) from limits) as had
        from wants w
        join spans s on s.tenant_id = w.tenant and s.variant_id = w.variant
        left join limits m on m.tenant = w.tenant and m.variant = w.variant and m.buyer = w.buyer
        group by w.item
        order by w.item
    loop
        shelf := coalesce(shelf, r.shelf);
        had := coalesce(had, r.had);
        shelf_before := shelf;
        had_before := had;
        wrong_line := '{}';
        wrong_available := '{}';
        far_line := '{}';
        far_available := '{}';
        part_entry := '{}';
        part_limited := '{}';
        part_place := '{}';
        part_pieces := '{}';
        part_wanted := '{}';
        for n in 1 .. cardinality(r.lines) loop
            if r.limits[n] is not null then
                if r.so_far[n] > r.per_order[n] or had[r.limits[n]] + r.quantities[n] > r.per_buyer[n] then
                    far_line := far_line || r.lines[n];
                    far_available := far_available || greatest(0,
                        least(r.per_order[n] - (r.so_far[n] - r.quantities[n]), r.per_buyer[n] - had[r.limits[n]]));
                end if;
                had[r.limits[n]] := had[r.limits[n]] + r.quantities[n];
            end if;
            missing := r.quantities[n];
            own := cardinality(part_entry) + 1;
            for place in r.first[n] .. r.last[n] loop
                if shelf[place] >= missing then
                    part_entry := part_entry || r.entries[n];
                    part_limited := part_limited || (r.limits[n] is not null);
                    part_place := part_place || place;
                    part_pieces := part_pieces || missing;
                    part_wanted := part_wanted || r.quantities[n];
                    shelf[place] := shelf[place] - missing;
                    missing := 0;
                    exit;
                end if;
            end loop;
            for place in r.first[n] .. r.owed_to[n] loop
                exit when missing = 0;
                continue when shelf[place] = 0;
                declare
                    part constant int := least(missing, shelf[place]);
                    same int; -- what is owed lies, in name, where pieces of this line were taken already
                begin
                    select p into same from generate_series(own, cardinality(part_entry)) p
                    where r.locations[part_place[p]] = r.locations[place];
                    if same is null then
                        part_entry := part_entry || r.entries[n];
                        part_limited := part_limited || (r.limits[n] is not null);
                        part_place := part_place || place;
                        part_pieces := part_pieces || part;
                        part_wanted := part_wanted || r.quantities[n];
                    else
                        part_pieces[same] := part_pieces[same] + part;
                    end if;
                    shelf[place] := shelf[place] - part;
                    missing := missing - part;
                end;
            end loop;
            if missing > 0 then
                wrong_line := wrong_line || r.lines[n];
                wrong_available := wrong_available || (r.quantities[n] - missing);
            end if;
        end loop;

        item := r.item;
        if wrong_line = '{}' and far_line = '{}' then
            outcome := 'TAKEN';
            for p in 1 .. cardinality(part_entry) loop
                entry := part_entry[p];
                again := p > 1 and part_entry[p - 1] = part_entry[p];
                limited := part_limited[p];
                location := r.locations[part_place[p]];
                pieces := part_pieces[p];
                wanted := part_wanted[p];
                return next;
            end loop;
        else
            shelf := shelf_before;
            had := had_before;
            outcome := case when wrong_line = '{}' then 'LIMITED' else 'OUT_OF_STOCK' end;
            if wrong_line = '{}' then
                wrong_line := far_line;
                wrong_available := far_available;
            end if;
            return next;
        end if;
    end loop;
end $$;

-- Who asks for more than there is, or than limits leave, by itself: told before anything is locked or written, so that a sold-out article
-- costs a look. Limits are looked up only where an article has some.
create function checkout_short(
    p_open boolean[], p_tenant uuid[], p_buyer bytea[], l_item int[], l_line int[], l_variant uuid[], l_quantity int[]
) returns table (item int, outcome text, wrong_line int[], wrong_available int[]) language plpgsql as $$
#variable_conflict use_column
declare
    within boolean[] := p_open;
    limited boolean := false;
    r record;
begin
    for r in
        select k.item, array_agg(k.line order by k.line) filter (where k.quantity > k.sellable) as lines,
            array_agg(k.sellable order by k.line) filter (where k.quantity > k.sellable) as available, bool_or(k.limited) as limited
        from (
            select w.item, w.line, w.quantity, coalesce(s.sellable, 0)::int as sellable, coalesce(s.limited, false) as limited
            from (
                select l.item, l.variant, min(l.line) as line, sum(l.quantity) as quantity
                from unnest(l_item, l_line, l_variant, l_quantity) l (item, line, variant, quantity)
                where p_open[l.item]
                group by l.item, l.variant
            ) w
            cross join lateral (
                select sum(stock_sellable(s.on_hand, s.reserved, s.allowance)) as sellable, bool_or(s.limited) as limited
                from stock s where s.tenant_id = p_tenant[w.item] and s.variant_id = w.variant
            ) s
        ) k
        group by k.item
    loop
        limited := limited or r.limited;
        if r.lines is not null then
            within[r.item] := false;
            item := r.item;
            outcome := 'OUT_OF_STOCK';
            wrong_line := r.lines;
            wrong_available := r.available;
            return next;
        end if;
    end loop;
    if not limited then
        return;
    end if;

    return query
    select k.item, 'LIMITED', array_agg(k.line order by k.line), array_agg(k.allowed order by k.line)
    from (
        select w.item, w.line, w.quantity, greatest(0, least(m.per_order, m.per_buyer)) as allowed
        from (
            select l.item, l.variant, min(l.line) as line, sum(l.quantity) as quantity
            from unnest(l_item, l_line, l_variant, l_quantity) l (item, line, variant, quantity)
            where within[l.item]
            group by l.item, l.variant
        ) w
        join checkout_limits(within, p_tenant, p_buyer, l_item, l_variant) m
            on m.tenant = p_tenant[w.item] and m.variant = w.variant and m.buyer = p_buyer[w.item]
    ) k
    where k.quantity > k.allowed
    group by k.item;
end $$;

-- A cart becomes one order, whatever the keys of those who press the button twice: who comes too late with it. Locked before the keys, by
-- every checkout.
create function checkout_carts(p_open boolean[], p_tenant uuid[], p_actor uuid[], p_key text[], p_cart uuid[], p_cart_version int[])
returns table (item int, outcome text) language plpgsql as $$
#variable_conflict use_column
declare
    carts uuid[] := '{}';
    found int[] := '{}';
    r record;
begin
    for r in
        select u.i::int as i, c.id, c.status, c.version = u.version as seen
        from unnest(p_tenant, p_cart, p_cart_version) with ordinality u (tenant, cart, version, i)
        join cart c on c.tenant_id = u.tenant and c.id = u.cart
        where p_open[u.i]
        order by c.tenant_id, c.id, u.i
        for no key update of c
    loop
        if r.status = 'ORDERED' and exists (select from idempotency_key k where k.tenant_id = p_tenant[r.i]
            and k.principal = p_actor[r.i] and k.operation = 'createCheckout' and k.key = p_key[r.i]
            and k.expires_at > clock_timestamp()) then
            raise exception 'a key of this batch was taken while its cart was waited for' using errcode = 'serialization_failure';
        end if;
        found := found || r.i;
        if r.status = 'OPEN' and r.seen and r.id <> all (carts) then
            carts := carts || r.id;
        else
            item := r.i;
            outcome := case when r.status = 'ORDERED' or r.id = any (carts) then 'CART_ORDERED' else 'CART_CHANGED' end;
            return next;
        end if;
    end loop;
    return query
    select u.i::int, 'CART_CHANGED'
    from unnest(p_cart) with ordinality u (cart, i)
    where u.cart is not null and p_open[u.i] and u.i <> all (found);
end $$;

-- The keys of the open items, taken. The same key in another batch at this moment: waits for that one's commit here, then all of this
-- batch looks again from the start.
create function checkout_keys(p_open boolean[], p_tenant uuid[], p_actor uuid[], p_key text[], p_hash bytea[], p_order uuid[])
returns void language plpgsql as $$
declare
    taken int;
begin
    insert into idempotency_key as k (tenant_id, created_by, principal, operation, key, body_hash, status, headers, body, expires_at)
    select u.tenant, u.actor, u.actor, 'createCheckout', u.key, u.hash, 201, '{}', jsonb_build_object('orderId', u.id),
        clock_timestamp() + interval '24 hours'
    from unnest(p_tenant, p_actor, p_key, p_hash, p_order) with ordinality u (tenant, actor, key, hash, id, i)
    where p_open[u.i]
    order by u.tenant, u.actor, u.key
    on conflict (tenant_id, principal, operation, key) do update
    set body_hash = excluded.body_hash, body = excluded.body, expires_at = excluded.expires_at
    where k.expires_at <= clock_timestamp();
    get diagnostics taken = row_count;
    if taken < (select count(*) from unnest(p_open) u (open) where u.open) then
        raise exception 'a key of this batch was taken in the meantime' using errcode = 'serialization_failure';
    end if;
end $$;

-- Takes what lies at the main location alone, without limits and enough for everybody.
create function checkout_take(
    p_open boolean[], p_tenant uuid[], p_correlation text[], l_item int[], l_variant uuid[], l_quantity int[], l_event uuid[]
) returns void language plpgsql as $$
declare
    home constant uuid := '00000000-0000-7000-8000-000000000010';
    shelf_keeper constant uuid := '00000000-0000-7000-8000-000000000002'; -- many buyers, one update: the system changes the stock
begin
    with bought as (
        select p_tenant[l.item] as tenant, l.variant, sum(l.quantity)::int as quantity, (array_agg(l.event))[1] as event,
            (array_agg(p_correlation[l.item]))[1] as correlation
        from unnest(l_item, l_variant, l_quantity, l_event) l (item, variant, quantity, event)
        where p_open[l.item]
        group by p_tenant[l.item], l.variant
    ), changed as (
        update stock s set reserved = s.reserved + b.quantity, modified_by = shelf_keeper
        from bought b
        where s.tenant_id = b.tenant and s.variant_id = b.variant and s.location_id = home
        returning s.tenant_id, s.variant_id, s.on_hand - s.reserved as available, s.allowance, s.low_at, s.version_id, b.quantity,
            b.event, b.correlation
    )
    insert into outbox (tenant_id, created_by, id, type, aggregate, aggregate_version, correlation_id, data)
    select c.tenant_id, shelf_keeper, c.event, 'StockChanged', c.variant_id, c.version_id, c.correlation,
        jsonb_build_object('variantId', c.variant_id, 'available', least(c.available + c.allowance, 1000000), 'version', c.version_id)
    from changed c
    union all
    select c.tenant_id, shelf_keeper, gen_random_uuid(), 'StockLow', c.variant_id, c.version_id, c.correlation,
        jsonb_build_object('variantId', c.variant_id, 'available', c.available, 'threshold', c.low_at, 'version', c.version_id)
    from changed c
    where c.available <= c.low_at and c.available + c.quantity > c.low_at;
end $$;

-- A batch of checkouts of many shops in one transaction, by one call: arrays in, one outcome for each item. All lines of an item or none;
-- who comes first in the batch is served first. Runs as stoa_batch, which sees just the tenants listed for this transaction; the actor
-- comes with each item. Items have different keys (the caller merges equal ones).
-- What lies at the main location alone, without limits and enough for everybody, is taken as it is (checkout_take); all else is shared out
-- by checkout_allot.
-- Locks: carts and keys, then stock by (tenant, variant, location); the orders are new, nobody else knows them yet.
create function checkout_batch(
    p_tenant uuid[], p_actor uuid[], p_key text[], p_hash bytea[], p_order uuid[], p_event uuid[], p_number text[], p_locale text[],
    p_email text[], p_name text[], p_address text[], p_currency text[], p_total bigint[], p_pieces int[], p_price text[], p_token text[],
    p_cart uuid[], p_cart_version int[], p_correlation text[], p_buyer bytea[],
    l_item int[], l_line int[], l_variant uuid[], l_product uuid[], l_sku text[], l_name text[], l_image text[], l_quantity int[],
    l_price bigint[], l_amount bigint[], l_event uuid[],
    p_hold_ms bigint, p_longest_hold_ms bigint, p_due_ms bigint
) returns table (item int, outcome text, placed_order uuid, at timestamptz, wrong_line int[], wrong_available int[])
language plpgsql as $$
#variable_conflict use_column
declare
    home constant uuid := '00000000-0000-7000-8000-000000000010';
    shelf_keeper constant uuid := '00000000-0000-7000-8000-000000000002'; -- many buyers, one update: the system changes the stock
    open boolean[] := array_fill(true, array[cardinality(p_order)]);
    -- Beside the other parts of each key: as a constant it alone may look selective enough.
    of_checkout constant text[] := array_fill('createCheckout'::text, array[cardinality(p_order)]);
    waiting int := cardinality(p_order);
    plain boolean;
    l_location uuid[] := array_fill(home, array[cardinality(l_item)]);
    l_limited boolean[] := array_fill(false, array[cardinality(l_item)]);
    l_paid bigint[] := l_amount;
    before int; -- pieces of a line in the parts before
    given_up int[] := '{}';
    r record;
begin
    -- A key that was answered before: that order again, or a refusal where it came with another body.
    for r in
        select u.i::int as i, k.body_hash = u.hash as same, (k.body::jsonb ->> 'orderId')::uuid as placed
        from unnest(p_tenant, p_actor, of_checkout, p_key, p_hash) with ordinality u (tenant, actor, operation, key, hash, i)
        join idempotency_key k
            on k.tenant_id = u.tenant and k.principal = u.actor and k.operation = u.operation and k.key = u.key
        where k.expires_at > clock_timestamp()
    loop
        open[r.i] := false;
        waiting := waiting - 1;
        item := r.i;
        outcome := case when r.same then 'REPLAYED' else 'KEY_REUSED' end;
        placed_order := r.placed;
        return next;
    end loop;
    placed_order := null;

    for r in select * from checkout_short(open, p_tenant, p_buyer, l_item, l_line, l_variant, l_quantity) loop
        open[r.item] := false;
        waiting := waiting - 1;
        item := r.item;
        outcome := r.outcome;
        wrong_line := r.wrong_line;
        wrong_available := r.wrong_available;
        return next;
    end loop;
    wrong_line := null;
    wrong_available := null;

    if cardinality(array_remove(p_cart, null)) > 0 then
        for r in select * from checkout_carts(open, p_tenant, p_actor, p_key, p_cart, p_cart_version) loop
            open[r.item] := false;
            waiting := waiting - 1;
            item := r.item;
            outcome := r.outcome;
            return next;
        end loop;
    end if;
    if waiting = 0 then
        return;
    end if;
    perform checkout_keys(open, p_tenant, p_actor, p_key, p_hash, p_order);

    select coalesce(bool_and(k.plain), true) into plain
    from (
        select s.location_id = home and not s.limited and s.on_hand - s.reserved + s.allowance >= w.wanted as plain
        from (
            select p_tenant[l.item] as tenant, l.variant, sum(l.quantity) as wanted
            from unnest(l_item, l_variant, l_quantity) l (item, variant, quantity)
            where open[l.item]
            group by p_tenant[l.item], l.variant
        ) w
        join stock s on s.tenant_id = w.tenant and s.variant_id = w.variant
        order by s.tenant_id, s.variant_id, s.location_id
        for no key update of s
    ) k;

    if plain then
        perform checkout_take(open, p_tenant, p_correlation, l_item, l_variant, l_quantity, l_event);
    else
        for r in select * from checkout_allot(p_tenant, p_buyer, open, l_item, l_line, l_variant, l_quantity) loop
            if r.outcome <> 'TAKEN' then
                open[r.item] := false;
                waiting := waiting - 1;
                given_up := given_up || r.item;
                item := r.item;
                outcome := r.outcome;
                wrong_line := r.wrong_line;
                wrong_available := r.wrong_available;
                return next;
            elsif r.again then
                l_item := l_item || r.item;
                l_line := l_line || l_line[r.entry];
                l_variant := l_variant || l_variant[r.entry];
                l_product := l_product || l_product[r.entry];
                l_sku := l_sku || l_sku[r.entry];
                l_name := l_name || l_name[r.entry];
                l_image := l_image || l_image[r.entry];
                l_quantity := l_quantity || r.pieces;
                l_price := l_price || l_price[r.entry];
                l_paid := l_paid || l_amount[r.entry] * (before + r.pieces) / r.wanted - l_amount[r.entry] * before / r.wanted;
                l_location := l_location || r.location;
                l_limited := l_limited || r.limited;
                before := before + r.pieces;
            else
                l_paid[r.entry] := l_amount[r.entry] * r.pieces / r.wanted;
                before := r.pieces;
                l_location[r.entry] := r.location;
                l_quantity[r.entry] := r.pieces;
                l_limited[r.entry] := r.limited;
            end if;
        end loop;
        delete from idempotency_key k
        using unnest(p_tenant, p_actor, of_checkout, p_key) with ordinality u (tenant, actor, operation, key, i)
        where u.i = any (given_up) and k.tenant_id = u.tenant and k.principal = u.actor and k.operation = u.operation
            and k.key = u.key;
        if waiting = 0 then
            return;
        end if;
        update stock s set reserved = s.reserved + b.quantity, modified_by = shelf_keeper
        from (
            select p_tenant[l.item] as tenant, l.variant, l.location, sum(l.quantity)::int as quantity
            from unnest(l_item, l_variant, l_location, l_quantity) l (item, variant, location, quantity)
            where open[l.item]
            group by p_tenant[l.item], l.variant, l.location
        ) b
        where s.tenant_id = b.tenant and s.variant_id = b.variant and s.location_id = b.location;
        perform stock_tell(array_agg(b.tenant), array_agg(b.variant), array_agg(-b.quantity), array_agg(b.correlation))
        from (
            select p_tenant[l.item] as tenant, l.variant, sum(l.quantity)::int as quantity, min(p_correlation[l.item]) as correlation
            from unnest(l_item, l_variant, l_quantity) l (item, variant, quantity)
            where open[l.item]
            group by p_tenant[l.item], l.variant
        ) b;
    end if;

    insert into orders (tenant_id, created_by, id, number, status, payment, fulfilment, currency, total, pieces, price, locale, contact_email,
        contact_name, address)
    select u.tenant, u.actor, u.id, u.number, 'PLACED', 'PENDING', 'UNFULFILLED', u.currency, u.total, u.pieces, u.price::jsonb, u.locale, u.email,
        u.name, u.address::jsonb
    from unnest(p_tenant, p_actor, p_order, p_number, p_currency, p_total, p_pieces, p_price, p_locale, p_email, p_name, p_address)
        with ordinality u (tenant, actor, id, number, currency, total, pieces, price, locale, email, name, address, i)
    where open[u.i];

    insert into order_line (tenant_id, created_by, order_id, line_no, variant_id, location_id, product_id, sku, name, image_url, quantity,
        unit_price, amount, buyer)
    select p_tenant[l.item], p_actor[l.item], p_order[l.item], l.line, l.variant, l.location, l.product, l.sku, l.name,
        nullif(l.image, ''), l.quantity, l.price, l.paid, case when l.limited then p_buyer[l.item] end
    from unnest(l_item, l_line, l_variant, l_location, l_product, l_sku, l_name, l_image, l_quantity, l_price, l_paid, l_limited)
        l (item, line, variant, location, product, sku, name, image, quantity, price, paid, limited)
    where open[l.item];

    update cart c set status = 'ORDERED', order_id = u.id, version = c.version + 1, due_date = c.expires_date, modified_by = u.actor
    from unnest(p_tenant, p_actor, p_cart, p_order) with ordinality u (tenant, actor, cart, id, i)
    where u.cart is not null and open[u.i] and c.tenant_id = u.tenant and c.id = u.cart;

    insert into order_event (tenant_id, created_by, order_id, version, status, payment, fulfilment, actor, reason)
    select u.tenant, u.actor, u.id, 1, 'PLACED', 'PENDING', 'UNFULFILLED', 'shopper', 'Placed'
    from unnest(p_tenant, p_actor, p_order) with ordinality u (tenant, actor, id, i)
    where open[u.i];

    insert into order_saga (tenant_id, created_by, order_id, due_date, expires_date, expires_latest_date, payment_token)
    select u.tenant, u.actor, u.id, clock_timestamp() + p_due_ms * interval '1 millisecond',
        clock_timestamp() + h.hold_ms * interval '1 millisecond',
        clock_timestamp() + greatest(h.hold_ms, p_longest_hold_ms) * interval '1 millisecond', u.token
    from unnest(p_tenant, p_actor, p_order, p_token) with ordinality u (tenant, actor, id, token, i)
    left join stock_rule s on s.tenant_id = u.tenant
    cross join lateral (select coalesce(s.hold_seconds * 1000, p_hold_ms) as hold_ms) h
    where open[u.i];

    insert into outbox (tenant_id, created_by, id, type, aggregate, aggregate_version, correlation_id, data)
    select u.tenant, u.actor, u.event, 'OrderPlaced', u.id, 1, u.correlation,
        jsonb_build_object('orderId', u.id, 'number', u.number, 'total', u.total, 'currency', u.currency, 'pieces', u.pieces)
    from unnest(p_tenant, p_actor, p_order, p_event, p_correlation, p_number, p_total, p_currency, p_pieces)
        with ordinality u (tenant, actor, id, event, correlation, number, total, currency, pieces, i)
    where open[u.i];

    wrong_line := null;
    wrong_available := null;
    outcome := 'PLACED';
    at := now();
    for r in select u.i::int as i, u.id from unnest(p_order) with ordinality u (id, i) where open[u.i] loop
        item := r.i;
        placed_order := r.id;
        return next;
    end loop;
end $$;
grant execute on function checkout_batch(
    uuid[], uuid[], text[], bytea[], uuid[], uuid[], text[], text[], text[], text[], text[], text[], bigint[], int[], text[], text[], uuid[],
    int[], text[], bytea[], int[], int[], uuid[], uuid[], text[], text[], text[], int[], bigint[], bigint[], uuid[], bigint, bigint, bigint
) to stoa_batch;
grant execute on function checkout_limits(boolean[], uuid[], bytea[], int[], uuid[]),
    checkout_short(boolean[], uuid[], bytea[], int[], int[], uuid[], int[]),
    checkout_carts(boolean[], uuid[], uuid[], text[], uuid[], int[]),
    checkout_keys(boolean[], uuid[], uuid[], text[], bytea[], uuid[]),
    checkout_take(boolean[], uuid[], text[], int[], uuid[], int[], uuid[]),
    checkout_allot(uuid[], bytea[], boolean[], int[], int[], uuid[], int[]) to stoa_batch;
