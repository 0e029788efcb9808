-- The one writer of payments: what many orders want, what the provider has told and what it tells by itself, of several shops, in one call.
-- Items of one payment take effect one after the other, in their order. Global order of locks: events by (tenant, id), payments that begin by
-- (tenant, order), payments that move by (tenant, id), then what hangs on them.

create type payment_item as (
    i int,
    tenant uuid,
    actor uuid,
    correlation text,
    kind text, -- BEGIN, WANT, MOVE (what was asked of the provider), HEAR (what it tells by itself)
    order_id uuid, -- null where the provider tells by itself
    payment uuid, -- the id of a new payment
    intent text,
    amount bigint,
    currency text,
    version int, -- of the order, as the three that follow: what it wants
    capture bigint,
    refund bigint,
    release boolean,
    status text, -- as the provider has told, and its totals; null of an event that moves nothing
    authorised bigint,
    captured bigint,
    refunded bigint,
    voided bigint,
    fee bigint,
    reason text,
    action_url text,
    event text, -- of the provider
    type text,
    tell uuid -- the id of the event that tells others of a move; null where the asker gets the answer
);

create function payment_after(was payment, item payment_item) returns payment language plpgsql immutable as $$
begin
    return case
        when item.kind = 'WANT' then payment_wanted(was, item.version, item.capture, item.refund, item.release)
        when item.status is not null then payment_told(
            was, item.status, item.authorised, item.captured, item.refunded, item.voided, item.fee, item.reason, item.action_url)
        else was
    end;
end $$;

-- Writes what these items change of the payments that they are about, at most one item for each payment, with operations, ledger and news.
-- The payments are locked. whose: the payment of each item, null where it is not its turn.
create function payment_turn(
    items payment_item[], whose uuid[], out moved int[], out fresh int[], out told int[]
) language plpgsql as $$
#variable_conflict use_column
begin
    with wished as materialized (
        select w.i, w.actor, w.correlation, w.tell, p as was, payment_after(p, w) as wanted
        from unnest(items) w
        join payment p on p.tenant_id = w.tenant and p.id = whose[w.i]
    ), changed as materialized (
        -- Somebody else may have been first since the look.
        select w.* from wished w where w.was is distinct from w.wanted
    ), written as (
        update payment p set modified_by = c.actor, status = (c.wanted).status, reason = (c.wanted).reason,
            action_url = (c.wanted).action_url, order_version = (c.wanted).order_version, capture_total = (c.wanted).capture_total,
            refund_total = (c.wanted).refund_total, release_rest = (c.wanted).release_rest, authorised = (c.wanted).authorised,
            captured = (c.wanted).captured, refunded = (c.wanted).refunded, voided = (c.wanted).voided, fee = (c.wanted).fee,
            open_kind = (c.wanted).open_kind, open_total = (c.wanted).open_total, open_amount = (c.wanted).open_amount,
            open_key = (c.wanted).open_key
        from changed c
        where p.tenant_id = (c.was).tenant_id and p.id = (c.was).id
        returning c.i, c.actor, c.correlation, c.tell, p.open_key is not null and p.open_key is distinct from (c.was).open_key as fresh,
            p.tenant_id, p.id, p.order_id, p.status, p.amount, p.authorised, p.captured, p.refunded, p.currency, p.version_id, p.reason
    ), grown as materialized (
        select c.actor, (c.was).tenant_id, (c.was).id, (c.was).currency, (c.was).order_version, v.kind, v.total, v.amount,
            case when (c.was).open_kind = v.kind and (c.was).open_total = v.total then (c.was).open_key end as key
        from changed c
        cross join lateral (values
            ('AUTHORISE', (c.wanted).authorised, (c.wanted).authorised - (c.was).authorised),
            ('CAPTURE', (c.wanted).captured, (c.wanted).captured - (c.was).captured),
            ('REFUND', (c.wanted).refunded, (c.wanted).refunded - (c.was).refunded),
            ('VOID', (c.wanted).voided, (c.wanted).voided - (c.was).voided),
            ('FEE', (c.wanted).fee, (c.wanted).fee - (c.was).fee)) v (kind, total, amount)
        where v.amount > 0
    ), done as (
        insert into payment_operation (tenant_id, created_by, payment_id, kind, total, amount, idempotency_key, order_version)
        select g.tenant_id, g.actor, g.id, g.kind, g.total, g.amount, g.key, g.order_version from grown g
    ), posted as (
        insert into ledger_entry (tenant_id, created_by, payment_id, kind, total, account, debit, credit, currency)
        select g.tenant_id, g.actor, g.id, g.kind, g.total, s.account, case s.side when 'DEBIT' then g.amount else 0 end,
            case s.side when 'CREDIT' then g.amount else 0 end, g.currency
        from grown g
        join (values
            ('AUTHORISE', 'CARD_HOLDS', 'DEBIT'), ('AUTHORISE', 'HELD_FOR_BUYERS', 'CREDIT'),
            ('VOID', 'HELD_FOR_BUYERS', 'DEBIT'), ('VOID', 'CARD_HOLDS', 'CREDIT'),
            ('CAPTURE', 'HELD_FOR_BUYERS', 'DEBIT'), ('CAPTURE', 'CARD_HOLDS', 'CREDIT'),
            ('CAPTURE', 'PROVIDER_BALANCE', 'DEBIT'), ('CAPTURE', 'SALES', 'CREDIT'),
            ('REFUND', 'REFUNDS', 'DEBIT'), ('REFUND', 'PROVIDER_BALANCE', 'CREDIT'),
            ('FEE', 'PROVIDER_FEES', 'DEBIT'), ('FEE', 'PROVIDER_BALANCE', 'CREDIT')) s (kind, account, side) on s.kind = g.kind
    ), news as (
        -- What moves nothing but an operation, and what nobody can act on, is no news.
        insert into outbox (tenant_id, created_by, id, type, aggregate, aggregate_version, correlation_id, data)
        select n.tenant_id, n.actor, n.tell, 'PaymentSettled', n.id, n.version_id, n.correlation,
            jsonb_strip_nulls(jsonb_build_object('orderId', n.order_id, 'outcome', n.status, 'amount', n.amount,
                'authorised', n.authorised, 'captured', n.captured, 'refunded', n.refunded, 'currency', n.currency,
                'version', n.version_id, 'reason', n.reason))
        from written n
        where n.tell is not null and n.status not in ('CREATED', 'PENDING')
        returning id
    )
    select array_agg(n.i), array_agg(n.i) filter (where n.fresh), array_agg(n.i) filter (where n.tell in (select s.id from news s))
    into moved, fresh, told
    from written n;
end $$;

-- One row for each item: the payment as it stands after the batch (null where there is none, or where nobody asks for it), whether the item has
-- moved it, whether its open operation was opened here (so that nobody else has told it to the provider), and whether others are told.
create function payment_batch(
    p_provider text, p_tenant uuid[], p_actor uuid[], p_correlation text[], p_kind text[], p_order uuid[], p_payment uuid[], p_intent text[],
    p_amount bigint[], p_currency text[], p_version int[], p_capture bigint[], p_refund bigint[], p_release boolean[], p_status text[],
    p_authorised bigint[], p_captured bigint[], p_refunded bigint[], p_voided bigint[], p_fee bigint[], p_reason text[], p_action_url text[],
    p_event text[], p_type text[], p_tell uuid[]
) returns table (item int, now_payment payment, moved boolean, fresh boolean, told boolean) language plpgsql as $$
#variable_conflict use_column
declare
    items payment_item[];
    unheard boolean[]; -- whether the event of the item is new; true without one
    begun boolean[];
    found_id uuid[]; -- the payment that the item is about
    turns int[]; -- when the item moves it; null where it does not
    all_moved int[] := '{}';
    all_fresh int[] := '{}';
    all_told int[] := '{}';
    part record;
begin
    items := array(
        select row(u.i, u.tenant, u.actor, u.correlation, u.kind, u.order_id, u.payment, u.intent, u.amount, u.currency, u.version, u.capture,
            u.refund, u.release, u.status, u.authorised, u.captured, u.refunded, u.voided, u.fee, u.reason, u.action_url, u.event, u.type,
            u.tell)::payment_item
        from unnest(p_tenant, p_actor, p_correlation, p_kind, p_order, p_payment, p_intent, p_amount, p_currency, p_version, p_capture,
            p_refund, p_release, p_status, p_authorised, p_captured, p_refunded, p_voided, p_fee, p_reason, p_action_url, p_event, p_type,
            p_tell) with ordinality u (tenant, actor, correlation, kind, order_id, payment, intent, amount, currency, version, capture,
            refund, release, status, authorised, captured, refunded, voided, fee, reason, action_url, event, type, tell, i)
        order by u.i);

    with heard as (
        insert into payment_webhook (tenant_id, created_by, provider, event_id, type)
        select w.tenant, w.actor, p_provider, w.event, w.type from unnest(items) w
        where w.event is not null
        order by w.tenant, w.event
        on conflict do nothing
        returning tenant_id, event_id
    )
    select array_agg(w.event is null or h.event_id is not null order by w.i) into unheard
    from unnest(items) w
    left join heard h on h.tenant_id = w.tenant and h.event_id = w.event;

    -- An order that keeps no money, and has no payment yet, never gets one: an ended one stands in its place.
    with started as (
        insert into payment (tenant_id, created_by, id, order_id, provider, intent_id, status, amount, currency, order_version, release_rest,
            open_kind, open_total, open_amount, open_key)
        select w.tenant, w.actor, w.payment, w.order_id, p_provider, w.intent, k.status, coalesce(w.amount, 0),
            coalesce(w.currency, 'XXX'), -- no currency, in the words of ISO 4217
            coalesce(w.version, 0), coalesce(w.release, false), k.open_kind, w.amount, w.amount,
            w.intent || '-authorise-' || w.amount
        from unnest(items) w
        cross join lateral (values
            (case w.kind when 'BEGIN' then 'CREATED' else 'VOIDED' end, case w.kind when 'BEGIN' then 'AUTHORISE' end)) k (status, open_kind)
        where w.kind = 'BEGIN' or w.kind = 'WANT' and w.release and w.capture = 0
            and not exists (select from payment o where o.tenant_id = w.tenant and o.order_id = w.order_id)
        order by w.tenant, w.order_id
        on conflict on constraint payment_once do nothing
        returning tenant_id, id
    )
    select array_agg(s.id is not null order by w.i) into begun
    from unnest(items) w
    left join started s on s.tenant_id = w.tenant and s.id = w.payment;

    -- What would change nothing now never will, because totals and versions only grow: it needs no lock.
    select array_agg(l.id order by l.i), array_agg(case when l.moves then l.turn end order by l.i) into found_id, turns
    from (
        select s.i, s.id, s.moves, (row_number() over (partition by s.tenant, s.id, s.moves order by s.i))::int as turn
        from (
            select w.i, w.tenant, o.id, o.id is not null and payment_after(o, w) is distinct from o as moves
            from unnest(items) w
            left join payment o on o.tenant_id = w.tenant and o.order_id = w.order_id
            where w.kind <> 'HEAR'
            union all
            select w.i, w.tenant, e.id, e.id is not null and unheard[w.i] and payment_after(e, w) is distinct from e
            from unnest(items) w
            left join payment e on e.tenant_id = w.tenant and e.provider = p_provider and e.intent_id = w.intent
            where w.kind = 'HEAR'
        ) s
    ) l;

    perform from unnest(items) w
    join payment p on p.tenant_id = w.tenant and p.id = found_id[w.i]
    where turns[w.i] is not null
    order by p.tenant_id, p.id
    for no key update of p;

    for turn in 1 .. (select coalesce(max(t), 0) from unnest(turns) t) loop
        part := payment_turn(items, array(
            select case when u.t = turn then found_id[u.i] end from unnest(turns) with ordinality u (t, i) order by u.i));
        all_moved := all_moved || part.moved;
        all_fresh := all_fresh || part.fresh;
        all_told := all_told || part.told;
    end loop;

    return query
    select w.i, p, begun[w.i] or w.i = any (all_moved), begun[w.i] and w.kind = 'BEGIN' or w.i = any (all_fresh), w.i = any (all_told)
    from unnest(items) w
    left join payment p on w.kind <> 'HEAR' and p.tenant_id = w.tenant and p.id = found_id[w.i];
end $$;

grant execute on function payment_after(payment, payment_item), payment_turn(payment_item[], uuid[]),
    payment_batch(
        text, uuid[], uuid[], text[], text[], uuid[], uuid[], text[], bigint[], text[], int[], bigint[], bigint[], boolean[], text[], bigint[],
        bigint[], bigint[], bigint[], bigint[], text[], text[], text[], text[], uuid[])
    to stoa_batch;
