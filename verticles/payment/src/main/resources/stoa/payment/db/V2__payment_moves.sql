-- How a payment moves. What the order wants and what the provider tells both come as totals; each only grows, so that news may come late,
-- twice and in any order. Every function here holds the payment's row.

-- The operation that lies next between what the order wants and what has happened; one that is open and still fits stays, because the
-- provider may have carried it out. Told again under its key it happens once.
create function payment_next(p payment) returns payment language plpgsql immutable as $$
declare
    held constant bigint := p.authorised - p.captured - p.voided;
    owed constant bigint := least(p.captured,
        p.refund_total + case when p.release_rest then greatest(0, p.captured - p.capture_total) else 0 end);
    kind constant text := case
        when p.intent_id is null then null
        when p.status in ('CREATED', 'PENDING', 'ACTION_REQUIRED') then
            case when p.release_rest and p.capture_total = 0 then 'VOID' else 'AUTHORISE' end
        when held > 0 and p.captured < p.capture_total then 'CAPTURE'
        when held > 0 and p.release_rest then 'VOID'
        when p.refunded < owed then 'REFUND'
    end;
begin
    if p.open_kind = 'REFUND' and p.refunded < p.open_total
        or p.open_kind = kind and kind = 'CAPTURE' and p.captured < p.open_total and p.open_amount <= held
        or p.open_kind = kind and kind in ('AUTHORISE', 'VOID') then
        return p;
    end if;
    p.open_kind := kind;
    p.open_amount := case kind
        when 'AUTHORISE' then p.amount
        when 'CAPTURE' then least(held, p.capture_total - p.captured)
        when 'REFUND' then owed - p.refunded
        when 'VOID' then held
    end;
    p.open_total := p.open_amount + case kind when 'CAPTURE' then p.captured when 'REFUND' then p.refunded when 'VOID' then p.voided else 0 end;
    p.open_key := p.intent_id || '-' || lower(kind) || '-' || p.open_total;
    return p;
end $$;

-- Where a payment stands by its totals; before there is money, by what was told.
create function payment_status(p payment, told text) returns text language sql immutable return
    case
        when p.authorised > 0 then case
            when p.captured > 0 and p.refunded = p.captured and p.captured + p.voided = p.authorised then 'REFUNDED'
            when p.captured > 0 then 'CAPTURED'
            when p.voided = p.authorised then 'VOIDED'
            else 'AUTHORISED'
        end
        when p.status in ('DECLINED', 'VOIDED') then p.status
        when told in ('DECLINED', 'VOIDED') then told
        when 'ACTION_REQUIRED' in (p.status, told) then 'ACTION_REQUIRED'
        when 'PENDING' in (p.status, told) then 'PENDING'
        else p.status
    end;

-- Writes what differs. moved: something was written; fresh: the open operation was opened here, so nobody can have begun it.
create function payment_write(was payment, now payment) returns table (now_payment payment, moved boolean, fresh boolean)
language plpgsql as $$
declare
    written payment;
begin
    if was is not distinct from now then
        return query select was, false, false;
        return;
    end if;
    update payment p set status = now.status, reason = now.reason, action_url = now.action_url, order_version = now.order_version,
        capture_total = now.capture_total, refund_total = now.refund_total, release_rest = now.release_rest,
        authorised = now.authorised, captured = now.captured, refunded = now.refunded, voided = now.voided, fee = now.fee,
        open_kind = now.open_kind, open_total = now.open_total, open_amount = now.open_amount, open_key = now.open_key
    where p.tenant_id = stoa.tenant_id() and p.id = now.id
    returning p.* into written;
    return query select written, true, now.open_key is not null and now.open_key is distinct from was.open_key;
end $$;

-- What the order wants. No row: it never had a payment, and asks for more than that it never gets one.
create function payment_want(
    p_id uuid, p_order uuid, p_provider text, p_version int, p_capture bigint, p_refund bigint, p_release boolean
) returns table (now_payment payment, moved boolean, fresh boolean) language plpgsql as $$
declare
    was payment;
    now payment;
begin
    if p_release and p_capture = 0 then
        insert into payment as p (id, order_id, provider, status, amount, currency, order_version, release_rest)
        select p_id, p_order, p_provider, 'VOIDED', 0, 'XXX', p_version, true -- no currency, in the words of ISO 4217
        where not exists (select from payment o where o.tenant_id = stoa.tenant_id() and o.order_id = p_order)
        on conflict on constraint payment_once do nothing;
    end if;
    select p.* into was from payment p where p.tenant_id = stoa.tenant_id() and p.order_id = p_order for no key update;
    if not found then
        return;
    end if;
    now := was;
    if p_version > was.order_version then
        now.order_version := p_version;
        now.capture_total := p_capture;
        now.refund_total := p_refund;
        now.release_rest := p_release;
    end if;
    return query select w.now_payment, w.moved, w.fresh from payment_write(was, payment_next(now)) w;
end $$;

-- What the provider has told about an intent, with its totals. The only writer of operations and ledger.
create function payment_move(
    p_order uuid, p_status text, p_authorised bigint, p_captured bigint, p_refunded bigint, p_voided bigint, p_fee bigint, p_reason text,
    p_action_url text
) returns table (now_payment payment, moved boolean, fresh boolean) language plpgsql as $$
declare
    was payment;
    now payment;
begin
    select p.* into was from payment p where p.tenant_id = stoa.tenant_id() and p.order_id = p_order for no key update;
    if not found then
        return;
    end if;
    now := was;
    now.authorised := greatest(was.authorised, p_authorised);
    now.captured := greatest(was.captured, p_captured);
    now.refunded := greatest(was.refunded, p_refunded);
    now.voided := greatest(was.voided, p_voided);
    now.fee := greatest(was.fee, p_fee);
    now.status := payment_status(now, p_status);
    now.reason := case when now.status = 'DECLINED' then coalesce(was.reason, p_reason) else was.reason end;
    now.action_url := case when now.status = 'ACTION_REQUIRED' then coalesce(p_action_url, was.action_url) end;

    with grown (kind, total, amount) as (
        select v.kind, v.total, v.amount from (values
            ('AUTHORISE', now.authorised, now.authorised - was.authorised),
            ('CAPTURE', now.captured, now.captured - was.captured),
            ('REFUND', now.refunded, now.refunded - was.refunded),
            ('VOID', now.voided, now.voided - was.voided),
            ('FEE', now.fee, now.fee - was.fee)) v (kind, total, amount)
        where v.amount > 0
    ), done as (
        insert into payment_operation (payment_id, kind, total, amount, idempotency_key, order_version)
        select was.id, g.kind, g.total, g.amount, case when was.open_kind = g.kind and was.open_total = g.total then was.open_key end,
            was.order_version
        from grown g
    )
    insert into ledger_entry (payment_id, kind, total, account, debit, credit, currency)
    select was.id, g.kind, g.total, s.account, case s.side when 'DEBIT' then g.amount else 0 end,
        case s.side when 'CREDIT' then g.amount else 0 end, was.currency
    from grown g join (values
        ('AUTHORISE', 'CARD_HOLDS', 'DEBIT'), ('AUTHORISE', 'HELD_FOR_BUYERS', 'CREDIT'),
        ('VOID', 'HELD_FOR_BUYERS', 'DEBIT'), ('VOID', 'CARD_HOLDS', 'CREDIT'),
        ('CAPTURE', 'HELD_FOR_BUYERS', 'DEBIT'), ('CAPTURE', 'CARD_HOLDS', 'CREDIT'),
        ('CAPTURE', 'PROVIDER_BALANCE', 'DEBIT'), ('CAPTURE', 'SALES', 'CREDIT'),
        ('REFUND', 'REFUNDS', 'DEBIT'), ('REFUND', 'PROVIDER_BALANCE', 'CREDIT'),
        ('FEE', 'PROVIDER_FEES', 'DEBIT'), ('FEE', 'PROVIDER_BALANCE', 'CREDIT')) s (kind, account, side) on s.kind = g.kind;

    return query select w.now_payment, w.moved, w.fresh from payment_write(was, payment_next(now)) w;
end $$;

-- An event of the provider, once. No row: it was heard before, or is about nothing of ours.
create function payment_hear(
    p_provider text, p_event text, p_type text, p_intent text, p_status text, p_authorised bigint, p_captured bigint, p_refunded bigint,
    p_voided bigint, p_fee bigint, p_reason text, p_action_url text
) returns table (now_payment payment, moved boolean, fresh boolean) language plpgsql as $$
declare
    of_order uuid;
begin
    insert into payment_webhook (provider, event_id, type) values (p_provider, p_event, p_type) on conflict do nothing;
    if not found then
        return;
    end if;
    select p.order_id into of_order from payment p
    where p.tenant_id = stoa.tenant_id() and p.provider = p_provider and p.intent_id = p_intent;
    return query select m.now_payment, m.moved, m.fresh from payment_move(
        of_order, p_status, p_authorised, p_captured, p_refunded, p_voided, p_fee, p_reason, p_action_url) m;
end $$;

grant execute on function payment_next(payment), payment_status(payment, text), payment_write(payment, payment),
    payment_want(uuid, uuid, text, int, bigint, bigint, boolean),
    payment_move(uuid, text, bigint, bigint, bigint, bigint, bigint, text, text),
    payment_hear(text, text, text, text, text, bigint, bigint, bigint, bigint, bigint, text, text),
    ledger_balanced() to stoa_app;
