-- The directory of shops. It is read before a tenant is known (a host name chooses the tenant), and all it holds stands on the shop's
-- front page anyway: therefore every caller may read it, by a policy and not by a function that would run with the owner's rights.
-- Written only by the platform tenant, which operators belong to; a shop may change its own row.

create table stoa.tenant (
    id uuid primary key,
    slug text not null,
    hosts text[] not null default '{}',
    name text not null,
    tagline jsonb not null default '{}', -- by language
    currency text not null,
    locale text not null,
    locales text[] not null,
    country text not null,
    theme jsonb not null, -- face, seed
    created_by uuid not null,
    created_date timestamptz not null,
    modified_by uuid not null,
    modified_date timestamptz not null,
    version_id int not null,
    deleted_at timestamptz,
    constraint tenant_slug check (slug ~ '^[a-z][a-z0-9-]{0,39}$'),
    constraint tenant_currency check (currency ~ '^[A-Z]{3}$'),
    constraint tenant_country check (country ~ '^[A-Z]{2}$'),
    constraint tenant_locale_offered check (locale = any (locales)),
    constraint tenant_theme check (theme ?& array['face', 'seed'])
);
create unique index tenant_slug_taken on stoa.tenant (slug) where deleted_at is null;

-- One host, one shop: an array cannot say that, so each host is also a row.
create table stoa.tenant_host (
    host text primary key,
    tenant_id uuid not null references stoa.tenant,
    constraint tenant_host_lower check (host = lower(host) and host <> '')
);
create index tenant_host_of on stoa.tenant_host (tenant_id);

create table stoa.tenant_history (
    tenant_id uuid not null,
    version_id int not null,
    modified_by uuid not null,
    modified_date timestamptz not null,
    row jsonb not null,
    primary key (tenant_id, version_id)
);

create function stoa.platform_tenant() returns uuid language sql immutable parallel safe
    return '00000000-0000-7000-8000-000000000000'::uuid;
grant execute on function stoa.platform_tenant() to stoa_app;

create function stoa.stamp_tenant() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        new.created_by := stoa.actor_of_row(new.created_by);
        new.created_date := now();
        new.modified_by := new.created_by;
        new.version_id := 1;
    else
        if new.id <> old.id then
            raise exception 'a tenant keeps its id' using errcode = 'insufficient_privilege';
        end if;
        new.created_by := old.created_by;
        new.created_date := old.created_date;
        new.modified_by := stoa.actor_of_row(new.modified_by);
        new.version_id := old.version_id + 1;
    end if;
    new.modified_date := now();
    return new;
end $$;
create trigger stamp before insert or update on stoa.tenant for each row execute function stoa.stamp_tenant();

-- Runs as the owner: nobody else writes hosts and history.
create function stoa.tenant_written() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if tg_op = 'UPDATE' then
        insert into stoa.tenant_history (tenant_id, version_id, modified_by, modified_date, row)
        values (old.id, old.version_id, old.modified_by, old.modified_date, to_jsonb(old) - 'id');
        delete from stoa.tenant_host where tenant_id = new.id;
    end if;
    if new.deleted_at is null then
        insert into stoa.tenant_host (host, tenant_id) select unnest(new.hosts), new.id;
    end if;
    return null;
end $$;
create trigger written after insert or update on stoa.tenant for each row execute function stoa.tenant_written();

alter table stoa.tenant enable row level security, force row level security;
create policy directory on stoa.tenant for select to stoa_app using (true);
create policy founding on stoa.tenant for insert to stoa_app with check (stoa.tenant_id() = stoa.platform_tenant());
create policy keeping on stoa.tenant for update to stoa_app
    using (stoa.tenant_id() in (stoa.platform_tenant(), id)) with check (stoa.tenant_id() in (stoa.platform_tenant(), id));
create policy owner on stoa.tenant to stoa_owner using (true) with check (true);
grant select, insert, update on stoa.tenant to stoa_app;

alter table stoa.tenant_host enable row level security, force row level security;
create policy directory on stoa.tenant_host for select to stoa_app using (true);
create policy owner on stoa.tenant_host to stoa_owner using (true) with check (true);
grant select on stoa.tenant_host to stoa_app;

alter table stoa.tenant_history enable row level security, force row level security;
create policy tenant on stoa.tenant_history to stoa_app using (tenant_id = stoa.tenant_id()) with check (tenant_id = stoa.tenant_id());
create policy owner on stoa.tenant_history to stoa_owner using (true) with check (true);
grant select on stoa.tenant_history to stoa_app;

call stoa.without_document_statistics('tenant');
call stoa.without_document_statistics('tenant_history');

-- The shop that is none: operators and the platform's own leases live there.
set local row_security = on;
select set_config('stoa.user', '00000000-0000-7000-8000-000000000002', true);
insert into stoa.tenant (id, slug, name, currency, locale, locales, country, theme)
values (stoa.platform_tenant(), 'platform', 'Stoa', 'EUR', 'en', '{en}', 'DE', '{"face": "platform", "seed": "#000000"}');
