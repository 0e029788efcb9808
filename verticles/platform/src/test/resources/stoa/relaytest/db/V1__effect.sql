-- What the consumers of the relay's tests do: each effect is one row, so that two are seen.
create table effect (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    consumer text not null,
    event uuid not null,
    aggregate uuid not null,
    aggregate_version int not null,
    at timestamptz not null default clock_timestamp(),
    primary key (tenant_id, id)
);
call stoa.plumbing_table('effect');
