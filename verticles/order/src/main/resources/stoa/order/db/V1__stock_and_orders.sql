-- Stock and orders. Stock lives beside the orders because a checkout is one transaction over both (docs/adr/0003-stock-in-order.md).
-- One lock order for every writer: key -> orders by id -> stock by (tenant, variant, location) -> saga -> outbox.

create table location (
    tenant_id uuid not null,
    id uuid not null,
    name text not null,
    priority int not null, -- checkouts take from the lowest first
    primary key (tenant_id, id),
    constraint location_priority check (priority between 0 and 1000)
);
call stoa.audited_table('location', batch => 'select');
create unique index location_name on location (tenant_id, name) where deleted_at is null;

-- What holds for all stock of a shop; without a row the installation's own settings do.
create table stock_rule (
    tenant_id uuid not null,
    hold_seconds int not null,
    primary key (tenant_id),
    constraint stock_rule_hold check (hold_seconds between 60 and 86400)
);
call stoa.audited_table('stock_rule', batch => 'select');

-- How a variant is sold; without a row it is counted, and has no limits.
create table stock_policy (
    tenant_id uuid not null,
    variant_id uuid not null,
    when_gone text not null,
    back_order_limit int not null,
    max_per_order int,
    max_per_buyer int,
    low_at int,
    primary key (tenant_id, variant_id),
    constraint stock_policy_when_gone check (when_gone in ('DENY', 'BACK_ORDER', 'NOT_TRACKED')),
    constraint stock_policy_limits check (back_order_limit >= 0 and max_per_order > 0 and max_per_buyer > 0 and low_at >= 0)
);
call stoa.audited_table('stock_policy', batch => 'select');

-- The last three columns are the policy's word, so that a checkout reads one row; they stand at the main location only.
create table stock (
    tenant_id uuid not null,
    variant_id uuid not null,
    location_id uuid not null default '00000000-0000-7000-8000-000000000010', -- the main location, which every shop has
    on_hand int not null, -- below zero where more was sold than there was
    reserved int not null default 0,
    allowance int not null default 0, -- how many more than there are may be promised
    low_at int,
    limited boolean not null default false, -- the policy has limits for orders or buyers
    primary key (tenant_id, variant_id, location_id),
    constraint stock_location foreign key (tenant_id, location_id) references location,
    constraint stock_reserved check (reserved >= 0),
    constraint stock_allowance check (allowance between 0 and 1000000000),
    constraint stock_bounded check (on_hand between -1000000000 and 1000000000)
);
-- Half of each page stays free, so that every update finds room on it (HOT), also of one hot article.
call stoa.audited_table('stock', batch => 'select, update', fillfactor => 50);
create index stock_low on stock (tenant_id, variant_id) where low_at is not null;

-- Never one more. Not a check over the row: what was promised stays promised when a policy becomes stricter.
create function stock_oversold() returns trigger language plpgsql as $$
begin
    raise exception 'more of % than there is', new.variant_id using errcode = 'check_violation', constraint = 'stock_not_oversold',
        table = 'stock';
end $$;
create trigger not_oversold before update on stock for each row
    when (new.on_hand - new.reserved < old.on_hand - old.reserved and new.on_hand - new.reserved < -new.allowance)
    execute function stock_oversold();
create trigger not_oversold_at_first before insert on stock for each row
    when (new.on_hand - new.reserved < -new.allowance) execute function stock_oversold();

-- The ledger: every change of what is on hand, with the balance after it; created_by says who it was. Its place in the order is the
-- version of the stock, and among several of one version its number.
create table stock_movement (
    tenant_id uuid not null,
    variant_id uuid not null,
    location_id uuid not null,
    stock_version int not null,
    place int not null default 1,
    kind text not null,
    delta int not null,
    on_hand int not null,
    reason text not null,
    order_id uuid,
    other_location_id uuid, -- of a transfer
    primary key (tenant_id, variant_id, location_id, stock_version, place),
    constraint stock_movement_of foreign key (tenant_id, variant_id, location_id) references stock,
    constraint stock_movement_kind check (kind in ('RECEIPT', 'SALE', 'RETURN', 'CORRECTION', 'TRANSFER')),
    constraint stock_movement_transfer check ((kind = 'TRANSFER') = (other_location_id is not null))
);
call stoa.audited_table('stock_movement', app => 'select, insert', batch => 'select, insert');
create index stock_movement_newest on stock_movement (tenant_id, variant_id, created_date, location_id, stock_version, place);

-- version_id is the version of the order that the world sees: each step of an order is exactly one update of its row.
create table orders (
    tenant_id uuid not null,
    id uuid not null,
    number text not null,
    status text not null,
    payment text not null,
    fulfilment text not null,
    currency text not null,
    total bigint not null, -- minor units
    price jsonb not null, -- every cent of it: lines, adjustments, shipping, tax
    pieces int not null,
    locale text not null,
    contact_email text not null,
    contact_name text not null,
    address jsonb not null,
    to_capture bigint not null default 0, -- what shall have been taken, and given back of it, as the order stands; minor units
    to_refund bigint not null default 0,
    captured bigint not null default 0, -- what has been, as far as the order has learned
    refunded bigint not null default 0,
    hold text, -- why staff have stopped it
    payment_action_url text, -- where its buyer approves the payment, while that is wanted
    primary key (tenant_id, id),
    constraint orders_status check (status in ('PLACED', 'CONFIRMED', 'PAID', 'SHIPPED', 'DELIVERED', 'CANCELLED')),
    constraint orders_payment check (payment in ('PENDING', 'REQUIRES_ACTION', 'AUTHORISED', 'PARTIALLY_CAPTURED', 'CAPTURED',
        'PARTIALLY_REFUNDED', 'REFUNDED', 'DECLINED', 'VOIDED')),
    constraint orders_fulfilment check (fulfilment in ('UNFULFILLED', 'PARTIALLY_SHIPPED', 'SHIPPED', 'PARTIALLY_DELIVERED',
        'DELIVERED')),
    constraint orders_total check (total between 0 and 9007199254740991),
    constraint orders_to_capture check (to_capture between 0 and total),
    constraint orders_to_refund check (to_refund between 0 and to_capture),
    constraint orders_refunded check (refunded between 0 and captured),
    constraint orders_pieces check (pieces > 0)
);
-- The price never changes: no earlier version would tell anything of it, and each step of the order would copy it. Orders that are placed
-- together take their steps together: half of each page stays free for the new versions of all its rows, so that no index is touched (HOT).
call stoa.audited_table('orders', personal => '{contact_email, contact_name, address, payment_action_url, price}', batch => 'select, insert, update',
    fillfactor => 50);
create unique index orders_number on orders (tenant_id, number) where deleted_at is null;
create index orders_newest on orders (tenant_id, created_date desc, id desc);
create index orders_of on orders (tenant_id, created_by, created_date desc, id desc);

-- A line, or the part of it that comes from one location. Whether its pieces are reserved or sold is the state of its order; which of
-- them have left, or never will, stands here.
create table order_line (
    tenant_id uuid not null,
    order_id uuid not null,
    line_no int not null,
    variant_id uuid not null,
    location_id uuid not null default '00000000-0000-7000-8000-000000000010',
    product_id uuid not null,
    sku text not null,
    name text not null,
    image_url text,
    quantity int not null,
    unit_price bigint not null, -- minor units of the order's currency, before any adjustment
    amount bigint not null, -- all that is paid for these pieces: adjusted, and with their tax
    cancelled int not null default 0,
    shipped int not null default 0,
    buyer bytea, -- where the variant has limits: whose pieces these are, never a name or an address in the clear
    primary key (tenant_id, order_id, line_no, location_id),
    constraint order_line_of foreign key (tenant_id, order_id) references orders,
    constraint order_line_stock foreign key (tenant_id, variant_id, location_id) references stock,
    constraint order_line_quantity check (quantity > 0),
    constraint order_line_pieces check (cancelled >= 0 and shipped >= 0 and cancelled + shipped <= quantity),
    constraint order_line_price check (unit_price >= 0 and amount >= 0)
);
call stoa.audited_table('order_line', personal => '{buyer}', batch => 'select, insert, update');
create index order_line_buyer on order_line (tenant_id, variant_id, buyer) where buyer is not null;

create table shipment (
    tenant_id uuid not null,
    id uuid not null,
    order_id uuid not null,
    carrier text,
    tracking_number text,
    delivered_date timestamptz,
    primary key (tenant_id, id),
    constraint shipment_of foreign key (tenant_id, order_id) references orders
);
call stoa.audited_table('shipment');
create index shipment_by_order on shipment (tenant_id, order_id);

create table shipment_line (
    tenant_id uuid not null,
    shipment_id uuid not null,
    order_id uuid not null,
    line_no int not null,
    location_id uuid not null,
    quantity int not null,
    primary key (tenant_id, shipment_id, line_no, location_id),
    constraint shipment_line_in foreign key (tenant_id, shipment_id) references shipment,
    constraint shipment_line_of foreign key (tenant_id, order_id, line_no, location_id) references order_line,
    constraint shipment_line_quantity check (quantity > 0)
);
call stoa.audited_table('shipment_line', app => 'select, insert');
create index shipment_line_by_order on shipment_line (tenant_id, order_id);

-- What staff tell each other about an order. A person may be named in it.
create table order_note (
    tenant_id uuid not null,
    id uuid not null,
    order_id uuid not null,
    text text not null,
    primary key (tenant_id, id),
    constraint order_note_of foreign key (tenant_id, order_id) references orders,
    constraint order_note_length check (length(text) between 1 and 2000)
);
call stoa.audited_table('order_note', personal => '{text}', app => 'select, insert');
create index order_note_by_order on order_note (tenant_id, order_id, created_date);

-- How a shop handles its orders; a shop without a row takes the money at once and counts nothing.
create table order_settings (
    tenant_id uuid not null,
    capture text not null,
    numbers text not null,
    number_prefix text not null,
    primary key (tenant_id),
    constraint order_settings_capture check (capture in ('AT_ONCE', 'AT_SHIPMENT')),
    constraint order_settings_numbers check (numbers in ('RANDOM', 'COUNTED')),
    constraint order_settings_prefix check (number_prefix ~ '^([A-Z0-9-]{0,7}[A-Z-])?$')
);
call stoa.audited_table('order_settings');

-- Where shops count their orders, the next number that no node has taken. Nodes take blocks, so that checkouts do not queue here.
create table order_counter (
    tenant_id uuid not null,
    next_number bigint not null,
    primary key (tenant_id)
);
call stoa.plumbing_table('order_counter');

-- The timeline, and what live streams resume from: one row for each version of the order.
create table order_event (
    tenant_id uuid not null,
    order_id uuid not null,
    version int not null,
    step text not null default 'PLACE',
    status text not null,
    payment text not null,
    fulfilment text not null,
    actor text not null, -- created_by says who it was
    reason text not null,
    primary key (tenant_id, order_id, version),
    constraint order_event_of foreign key (tenant_id, order_id) references orders,
    constraint order_event_actor check (actor in ('shopper', 'staff', 'system'))
);
call stoa.audited_table('order_event', app => 'select, insert', batch => 'select, insert');

-- An order whose money and goods do not agree yet. The row goes when the saga has ended; what stands still past due_date is driven on.
create table order_saga (
    tenant_id uuid not null,
    order_id uuid not null,
    due_date timestamptz not null,
    expires_date timestamptz not null, -- unpaid goods are given back
    expires_latest_date timestamptz not null, -- also where the outcome of the payment is unknown
    payment_token text, -- of the provider, never a card number; gone once the money is held
    attempts int not null default 0,
    last_error text,
    parked_date timestamptz, -- too many attempts: waits for staff, due at no time
    primary key (tenant_id, order_id),
    constraint order_saga_of foreign key (tenant_id, order_id) references orders
);
call stoa.plumbing_table('order_saga', batch => 'select, insert, update, delete', fillfactor => 50);
create index order_saga_due on order_saga (due_date);
create index order_saga_expires on order_saga (expires_date);
create index order_saga_parked on order_saga (tenant_id, parked_date) where parked_date is not null;
call stoa.scheduling_columns('order_saga', '{tenant_id, order_id, due_date, expires_date}');

-- A key that was taken in a batch, and whose lines then turned out to be sold, is given back.
grant delete on idempotency_key to stoa_batch;
