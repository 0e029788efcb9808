-- One payment per order, for good: the constraint payment_once is what "never charged twice" stands on.
create table payment (
    tenant_id uuid not null,
    id uuid not null,
    order_id uuid not null,
    provider text not null,
    intent_id text, -- ours, stored before the provider hears of it; null where the order ended before there was one
    status text not null check (
        status in ('CREATED', 'PENDING', 'ACTION_REQUIRED', 'AUTHORISED', 'CAPTURED', 'DECLINED', 'VOIDED', 'REFUNDED')),
    amount bigint not null check (amount between 0 and 9007199254740991),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    reason text,
    action_url text, -- where the buyer confirms the payment
    -- What the order wants: totals, fenced by its version.
    order_version int not null default 0,
    capture_total bigint not null default 0 check (capture_total >= 0),
    refund_total bigint not null default 0 check (refund_total >= 0),
    release_rest boolean not null default false,
    -- What has become of it, as the provider has told: totals that only grow.
    authorised bigint not null default 0,
    captured bigint not null default 0,
    refunded bigint not null default 0,
    voided bigint not null default 0,
    fee bigint not null default 0 check (fee >= 0),
    -- The operation that the provider is told next, or was told and has not answered. One at a time: two that overlap could add up.
    open_kind text check (open_kind in ('AUTHORISE', 'CAPTURE', 'REFUND', 'VOID')),
    open_total bigint,
    open_amount bigint,
    open_key text,
    primary key (tenant_id, id),
    constraint payment_once unique (tenant_id, order_id),
    constraint payment_intent_once unique (tenant_id, provider, intent_id),
    constraint payment_has_intent check (intent_id is not null or status = 'VOIDED'),
    constraint payment_totals check (
        refunded between 0 and captured and captured >= 0 and voided >= 0 and captured + voided <= authorised and authorised <= amount),
    constraint payment_open check ((open_kind is null) = (open_total is null) and (open_kind is null) = (open_amount is null)
        and (open_kind is null) = (open_key is null))
);
-- The application by itself only notes that it does not know what came of it; all that moves is written by payment_batch.
call stoa.audited_table('payment', app => 'select, update (status)', batch => 'select, insert, update', fillfactor => 60);
create index payment_newest on payment (tenant_id, created_date desc, id desc);

-- What has happened at the provider, each once: written with the totals of the payment and the ledger, or not at all.
create table payment_operation (
    tenant_id uuid not null,
    payment_id uuid not null,
    kind text not null check (kind in ('AUTHORISE', 'CAPTURE', 'REFUND', 'VOID', 'FEE')),
    total bigint not null, -- of this kind, up to this one
    amount bigint not null check (amount > 0 and amount <= total),
    idempotency_key text, -- under which the provider was told; null where it acted by itself
    order_version int not null, -- of the order that wanted it last
    primary key (tenant_id, payment_id, kind, total),
    constraint payment_operation_payment foreign key (tenant_id, payment_id) references payment (tenant_id, id)
);
call stoa.audited_table('payment_operation', app => 'select', batch => 'select, insert');
-- One charge per intent.
create unique index payment_charged_once on payment_operation (tenant_id, payment_id) where kind = 'AUTHORISE';

-- The money of a shop in double entry. One operation is one posting of two or more entries; nothing is ever changed or taken out.
create table ledger_entry (
    tenant_id uuid not null,
    payment_id uuid not null,
    kind text not null,
    total bigint not null,
    account text not null check (
        account in ('CARD_HOLDS', 'HELD_FOR_BUYERS', 'PROVIDER_BALANCE', 'SALES', 'REFUNDS', 'PROVIDER_FEES')),
    debit bigint not null default 0 check (debit >= 0),
    credit bigint not null default 0 check (credit >= 0),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    primary key (tenant_id, payment_id, kind, total, account),
    constraint ledger_entry_operation foreign key (tenant_id, payment_id, kind, total)
        references payment_operation (tenant_id, payment_id, kind, total),
    constraint ledger_entry_one_side check ((debit > 0) <> (credit > 0))
);
call stoa.audited_table('ledger_entry', app => 'select', batch => 'select, insert');

-- A posting is written whole by one statement, and is refused where its sides differ, in every currency.
create function ledger_balanced() returns trigger language plpgsql as $$
begin
    if exists (
        select from posted p group by p.tenant_id, p.payment_id, p.kind, p.total, p.currency having sum(p.debit) <> sum(p.credit)
    ) then
        raise exception 'a posting whose debits and credits differ' using errcode = 'check_violation', constraint = 'ledger_balanced';
    end if;
    return null;
end $$;
create trigger ledger_balanced after insert on ledger_entry referencing new table as posted
    for each statement execute function ledger_balanced();

-- The provider's events, each applied once.
create table payment_webhook (
    tenant_id uuid not null,
    provider text not null,
    event_id text not null,
    type text not null,
    primary key (tenant_id, provider, event_id)
);
call stoa.plumbing_table('payment_webhook', app => 'select, delete', batch => 'select, insert');
create index payment_webhook_old on payment_webhook (tenant_id, created_date);
