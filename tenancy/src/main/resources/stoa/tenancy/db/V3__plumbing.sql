-- What makes events, jobs and keys survive. Rows are purged in bounded batches when their time is over.

-- An event, written in the transaction of its cause. The relay puts the CloudEvents envelope around it.
create table outbox (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    type text not null,
    schema_version int not null default 1,
    aggregate uuid not null,
    aggregate_version int not null,
    -- The last byte of the aggregate: random in every version of UUID.
    partition smallint not null generated always as (get_byte(uuid_send(aggregate), 15) & 15) stored,
    correlation_id text not null,
    data jsonb not null,
    state text not null default 'open',
    pending text[], -- consumers that have not applied it; null before the first of them, or the broker, has
    attempts int not null default 0,
    failures int not null default 0, -- of its consumers
    fence bigint not null default 0, -- of the lease under which it was last told
    next_at timestamptz not null default clock_timestamp(),
    confirmed_at timestamptz,
    done_at timestamptz,
    last_error text,
    primary key (tenant_id, id),
    constraint outbox_state check (state in ('open', 'done', 'parked'))
);
call stoa.plumbing_table('outbox', batch => 'select, insert, update', fillfactor => 70);
create index outbox_waiting on outbox (tenant_id, aggregate, aggregate_version) where state = 'open';
create index outbox_due on outbox (partition, next_at) where state = 'open';
create index outbox_parked on outbox (created_date) where state = 'parked';
create index outbox_over on outbox (done_at) where state = 'done';
call stoa.scheduling_columns('outbox',
    '{tenant_id, id, type, aggregate, aggregate_version, partition, state, attempts, next_at, confirmed_at, done_at, created_date}');

-- What a consumer has applied, written in the transaction of its effect.
create table inbox (
    tenant_id uuid not null,
    consumer text not null,
    event_id uuid not null,
    primary key (tenant_id, event_id, consumer)
);
call stoa.plumbing_table('inbox', batch => 'select, insert');

-- Work for later. Taking it up raises its fence, so that a runner that comes back too late changes nothing.
create table job (
    tenant_id uuid not null,
    kind text not null,
    id uuid not null,
    correlation_id text not null,
    data jsonb not null,
    state text not null default 'open', -- parked: too many attempts, waits for staff
    attempts int not null default 0,
    fence bigint not null default 0,
    next_at timestamptz not null,
    done_at timestamptz,
    last_error text,
    primary key (tenant_id, kind, id),
    constraint job_state check (state in ('open', 'done', 'parked'))
);
call stoa.plumbing_table('job', batch => 'select, insert, update', fillfactor => 70);
create index job_due on job (next_at) where state = 'open';
create index job_parked on job (created_date) where state = 'parked';
create index job_over on job (done_at) where state = 'done';
call stoa.scheduling_columns('job', '{tenant_id, kind, id, state, attempts, next_at, done_at, created_date}');

-- The answer to a request that creates, kept for its repetitions. Only 2xx.
create table idempotency_key (
    tenant_id uuid not null,
    principal uuid not null,
    operation text not null,
    key text not null,
    body_hash bytea not null,
    status smallint, -- null only inside the transaction that takes the key
    headers jsonb not null default '{}',
    body jsonb,
    expires_at timestamptz not null default now() + interval '24 hours',
    primary key (tenant_id, principal, operation, key),
    constraint idempotency_key_status check (status between 200 and 299)
);
call stoa.plumbing_table('idempotency_key', batch => 'select, insert, update');
create index idempotency_key_over on idempotency_key (expires_at);
call stoa.scheduling_columns('idempotency_key', '{tenant_id, expires_at}');

-- Who works on what, until when; its rows belong to the platform tenant. The fence grows with each holder, so that a late one is refused.
create table lease (
    tenant_id uuid not null,
    name text not null,
    holder uuid,
    fence bigint not null default 0,
    until timestamptz not null,
    primary key (tenant_id, name)
);
call stoa.plumbing_table('lease', fillfactor => 50);
