-- How a payment moves. What the order wants and what the provider tells both come as totals; each only grows, so that news may come late,
-- twice and in any order. Nothing here reads or writes a table: payment_batch does.

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

-- Where it stands once the order wants this. A version that is not newer than the one it wanted something at last changes nothing.
create function payment_wanted(was payment, p_version int, p_capture bigint, p_refund bigint, p_release boolean) returns payment
language plpgsql immutable as $$
begin
    if p_version > was.order_version then
        was.order_version := p_version;
        was.capture_total := p_capture;
        was.refund_total := p_refund;
        was.release_rest := p_release;
    end if;
    return payment_next(was);
end $$;

-- Where it stands once the provider has told this.
create function payment_told(
    was payment, p_status text, p_authorised bigint, p_captured bigint, p_refunded bigint, p_voided bigint, p_fee bigint, p_reason text,
    p_action_url text
) returns payment language plpgsql immutable as $$
declare
    told payment := was;
begin
    told.authorised := greatest(was.authorised, p_authorised);
    told.captured := greatest(was.captured, p_captured);
    told.refunded := greatest(was.refunded, p_refunded);
    told.voided := greatest(was.voided, p_voided);
    told.fee := greatest(was.fee, p_fee);
    told.status := payment_status(told, p_status);
    told.reason := case when told.status = 'DECLINED' then coalesce(was.reason, p_reason) else was.reason end;
    told.action_url := case when told.status = 'ACTION_REQUIRED' then coalesce(p_action_url, was.action_url) end;
    return payment_next(told);
end $$;

grant execute on function payment_next(payment), payment_status(payment, text),
    payment_wanted(payment, int, bigint, bigint, boolean),
    payment_told(payment, text, bigint, bigint, bigint, bigint, bigint, text, text)
    to stoa_batch;
grant execute on function ledger_balanced() to stoa_batch;
