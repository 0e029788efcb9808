-- What the consumers of the relay's tests do: each effect is one row, so that two are seen.
create table effect (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    consumer text not null,
    event uuid not null,
    type text not null,
    aggregate uuid not null,
    aggregate_version int not null,
    at timestamptz not null default clock_timestamp(),
    transaction xid8 not null default pg_current_xact_id(),
    primary key (tenant_id, id)
);
call stoa.plumbing_table('effect', batch => 'select, insert');

-- No rollback takes back how often it was tried.
create sequence tries;
create function effect_after(p_tries int) returns boolean language plpgsql as $$
begin
    if nextval('tries') < p_tries then
        raise exception 'not yet';
    end if;
    return true;
end $$;
grant usage on sequence tries to stoa_batch;
grant execute on function effect_after(int) to stoa_batch;
