-- One step of one order, and all it brings: stock, ledger, timeline, saga, events. The caller says from which version; where the order
-- has moved on in the meantime nothing happens and no row comes back. Which step may follow which stands in Transition.
-- p_line, p_location, p_pieces: the pieces that the effect on the stock is about; null for all that were neither shipped nor cancelled.
-- p_again_ms: when the saga is due again; null where it has ended.
create function order_step(
    p_order uuid,
    p_version int,
    p_step text,
    p_status text,
    p_payment text,
    p_fulfilment text,
    p_to_capture bigint,
    p_to_refund bigint,
    p_captured bigint,
    p_refunded bigint,
    p_hold text,
    p_action_url text,
    p_stock text,
    p_line int[],
    p_location uuid[],
    p_pieces int[],
    p_actor text,
    p_reason text,
    p_correlation text,
    p_again_ms bigint
) returns table (
    id uuid, created_by uuid, number text, version_id int, status text, payment text, fulfilment text, total bigint, currency text,
    pieces int, contact_name text, modified_date timestamptz
) language plpgsql as $$
#variable_conflict use_column
declare
    shop constant uuid := stoa.tenant_id();
begin
    update orders o set status = p_status, payment = p_payment, fulfilment = p_fulfilment, to_capture = p_to_capture,
        to_refund = p_to_refund, captured = p_captured, refunded = p_refunded, hold = p_hold, payment_action_url = p_action_url
    where o.tenant_id = shop and o.id = p_order and o.version_id = p_version
    returning o.id, o.created_by, o.number, o.version_id, o.status, o.payment, o.fulfilment, o.total, o.currency, o.pieces,
        o.contact_name, o.modified_date
    into order_step.id, order_step.created_by, order_step.number, order_step.version_id, order_step.status, order_step.payment,
        order_step.fulfilment, order_step.total, order_step.currency, order_step.pieces, order_step.contact_name,
        order_step.modified_date;
    if not found then
        return;
    end if;
    if p_stock <> 'KEEP' then
        perform order_stock(p_order, order_step.number, p_stock, p_correlation, p_line, p_location, p_pieces);
    end if;
    if p_stock in ('RELEASE', 'RETURN') then
        update order_line l set cancelled = l.cancelled + c.pieces
        from order_pieces(p_order, p_line, p_location, p_pieces) c
        where l.tenant_id = shop and l.order_id = p_order and l.line_no = c.line_no and l.location_id = c.location_id;
    end if;
    insert into order_event (tenant_id, order_id, version, step, status, payment, fulfilment, actor, reason)
    values (shop, p_order, order_step.version_id, p_step, p_status, p_payment, p_fulfilment, p_actor, p_reason);
    if p_again_ms is null then
        delete from order_saga where tenant_id = shop and order_id = p_order;
    else
        insert into order_saga as s (tenant_id, order_id, due_date, expires_date, expires_latest_date)
        values (shop, p_order, clock_timestamp() + p_again_ms * interval '1 millisecond', 'infinity', 'infinity')
        on conflict (tenant_id, order_id) do update
        set due_date = excluded.due_date, attempts = 0, last_error = null, parked_date = null,
            payment_token = case when p_payment in ('PENDING', 'REQUIRES_ACTION') and p_status = 'PLACED' then s.payment_token end,
            expires_date = case p_stock when 'KEEP' then s.expires_date else excluded.expires_date end; -- nothing is held any more
    end if;
    insert into outbox (tenant_id, id, type, aggregate, aggregate_version, correlation_id, data)
    values (shop, gen_random_uuid(), 'OrderChanged', p_order, order_step.version_id, p_correlation,
        jsonb_build_object('orderId', p_order, 'version', order_step.version_id, 'status', p_status, 'payment', p_payment,
            'fulfilment', p_fulfilment));
    return next;
end $$;

-- The named pieces of an order, or all that were neither shipped nor cancelled.
create function order_pieces(p_order uuid, p_line int[], p_location uuid[], p_pieces int[])
returns table (line_no int, variant_id uuid, location_id uuid, pieces int) language plpgsql stable as $$
#variable_conflict use_column
begin
    if p_line is null then
        return query
        select l.line_no, l.variant_id, l.location_id, l.quantity - l.shipped - l.cancelled
        from order_line l
        where l.tenant_id = stoa.tenant_id() and l.order_id = p_order and l.quantity > l.shipped + l.cancelled;
    else
        return query
        select l.line_no, l.variant_id, l.location_id, n.pieces
        from unnest(p_line, p_location, p_pieces) n (line_no, location_id, pieces)
        join order_line l on l.tenant_id = stoa.tenant_id() and l.order_id = p_order and l.line_no = n.line_no
            and l.location_id = n.location_id;
    end if;
end $$;

grant execute on function order_step(
        uuid, int, text, text, text, text, bigint, bigint, bigint, bigint, text, text, text, int[], uuid[], int[], text, text, text, bigint),
    order_pieces(uuid, int[], uuid[], int[]) to stoa_app;
