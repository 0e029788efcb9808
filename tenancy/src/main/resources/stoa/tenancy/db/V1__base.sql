-- What every table stands on: whose transaction it is, who acts, stamps, history, row-level security.
--
-- A new table is one `create table` with its key and business columns, and one call:
--
--     create table product (
--         tenant_id uuid not null,
--         id uuid not null,
--         category_id uuid not null,
--         name text not null,
--         primary key (tenant_id, id),
--         constraint product_category foreign key (tenant_id, category_id) references category
--     );
--     call stoa.audited_table('product');
--     create unique index product_name_taken on product (tenant_id, name) where deleted_at is null;
--
-- The call adds created_by, created_date, modified_by, modified_date, version_id and deleted_at, stamps them whatever the statement says,
-- keeps product_history, lets the application see only its tenant's rows, and grants it what it may do. Indexes that name deleted_at
-- come after the call. Rows that may be purged (queues, derived copies) are `call stoa.plumbing_table('name')` instead.

-- Nobody runs a function that was not granted to them.
alter default privileges revoke execute on functions from public;

-- After a transaction that has set it, the setting is '' and not null.
create function stoa.tenant_id() returns uuid language sql stable parallel safe
    return nullif(current_setting('stoa.tenant', true), '')::uuid;

create function stoa.actor_id() returns uuid language sql stable parallel safe
    return nullif(current_setting('stoa.user', true), '')::uuid;

-- The tenants of a batch; only the role stoa_batch acts in several.
create function stoa.listed_tenants() returns uuid[] language sql stable parallel safe
    return nullif(current_setting('stoa.tenants', true), '')::uuid[];

grant execute on function stoa.tenant_id(), stoa.actor_id(), stoa.listed_tenants() to stoa_app, stoa_batch, stoa_scheduler;

-- Who acts: the transaction's user. In a batch each row names its own, because its items come from many people.
create function stoa.actor_of_row(named uuid) returns uuid language plpgsql stable as $$
declare
    actor uuid := case when current_user = 'stoa_batch' then coalesce(named, stoa.actor_id()) else stoa.actor_id() end;
begin
    if actor is null then
        raise exception 'stoa.user is not set: nobody can be named in the audit columns' using errcode = 'insufficient_privilege';
    end if;
    return actor;
end $$;
grant execute on function stoa.actor_of_row(uuid) to stoa_app, stoa_batch;

create function stoa.stamp() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        new.created_by := stoa.actor_of_row(new.created_by);
        new.created_date := now();
        new.modified_by := new.created_by;
        new.version_id := 1;
    else
        -- Policies alone would let a batch move a row from one of its tenants to another.
        if new.tenant_id <> old.tenant_id then
            raise exception '% belongs to its tenant for good', tg_table_name using errcode = 'insufficient_privilege';
        end if;
        new.created_by := old.created_by;
        new.created_date := old.created_date;
        new.modified_by := stoa.actor_of_row(new.modified_by);
        new.version_id := old.version_id + 1;
    end if;
    new.modified_date := now();
    return new;
end $$;

create function stoa.stamp_plumbing() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        new.created_by := stoa.actor_of_row(new.created_by);
        new.created_date := now();
        new.modified_by := new.created_by;
    else
        if new.tenant_id <> old.tenant_id then
            raise exception '% belongs to its tenant for good', tg_table_name using errcode = 'insufficient_privilege';
        end if;
        new.created_by := old.created_by;
        new.created_date := old.created_date;
        new.modified_by := stoa.actor_of_row(new.modified_by);
    end if;
    new.modified_date := now();
    return new;
end $$;

-- The tenant's rows and no others, whoever asks; the owner is no exception (force), so that a slip in a migration cannot cross tenants.
-- app, batch: privileges such as 'select, insert'; null for none.
create procedure stoa.guard(table_name text, app text, batch text) language plpgsql as $$
begin
    execute format('alter table stoa.%I enable row level security, force row level security', table_name);
    execute format('create policy tenant on stoa.%I to stoa_app
        using (tenant_id = stoa.tenant_id()) with check (tenant_id = stoa.tenant_id())', table_name);
    -- For functions that run as the owner (history), and for back-fills that loop over tenants.
    execute format('create policy owner on stoa.%I to stoa_owner
        using (tenant_id = stoa.tenant_id() or tenant_id = any ((select stoa.listed_tenants())::uuid[]))
        with check (tenant_id = stoa.tenant_id() or tenant_id = any ((select stoa.listed_tenants())::uuid[]))', table_name);
    if app is not null then
        execute format('grant %s on stoa.%I to stoa_app', app, table_name);
    end if;
    if batch is not null then
        -- As a sub-select the list is evaluated once per statement, not once per row. A function rather than "= any": that would serve as a
        -- condition of any index, each look-up by key would walk the index once for each listed tenant, and a plan made on a small table would
        -- read whole tenants.
        execute format('create policy batch on stoa.%I to stoa_batch
            using (array_position((select stoa.listed_tenants()), tenant_id) is not null)
            with check (array_position((select stoa.listed_tenants()), tenant_id) is not null)', table_name);
        execute format('grant %s on stoa.%I to stoa_batch', batch, table_name);
    end if;
end $$;

-- Earlier versions of each row. The row itself is its newest version, so an insert writes nothing here; each update leaves the version
-- that it replaced, with who made that version and when, and a delete leaves the last one.
-- One pair of functions per table and no EXECUTE in them: a dynamic statement is planned anew at each firing.
create procedure stoa.keep_history(table_name text, personal text[]) language plpgsql as $$
declare
    history text := table_name || '_history';
    key_columns text;
    key_definition text;
    image text := format('to_jsonb(o) - %L::text[]', personal || array['tenant_id']);
begin
    select string_agg(quote_ident(a.attname), ', ' order by k.position),
           string_agg(format('%I %s not null', a.attname, format_type(a.atttypid, a.atttypmod)), ', ' order by k.position)
    into key_columns, key_definition
    from pg_index i
    cross join unnest(i.indkey) with ordinality k (attnum, position)
    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
    where i.indrelid = format('stoa.%I', table_name)::regclass and i.indisprimary;

    execute format('create table stoa.%I (%s, version_id int not null, modified_by uuid not null, modified_date timestamptz not null,
        deleted_by uuid, deleted_date timestamptz, row jsonb not null, primary key (%s, version_id))', history, key_definition, key_columns);
    execute format('alter table stoa.%I alter column row set statistics 0', history);
    execute format('create function stoa.%I() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $f$
        begin
            insert into stoa.%I (%s, version_id, modified_by, modified_date, row)
            select %s, version_id, modified_by, modified_date, %s from old_rows o;
            return null;
        end $f$', history || '_update', history, key_columns, key_columns, image);
    execute format('create function stoa.%I() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $f$
        begin
            insert into stoa.%I (%s, version_id, modified_by, modified_date, deleted_by, deleted_date, row)
            select %s, version_id, modified_by, modified_date, stoa.actor_id(), now(), %s from old_rows o;
            return null;
        end $f$', history || '_delete', history, key_columns, key_columns, image);
    execute format('create trigger history_update after update on stoa.%I referencing old table as old_rows
        for each statement execute function stoa.%I()', table_name, history || '_update');
    execute format('create trigger history_delete after delete on stoa.%I referencing old table as old_rows
        for each statement execute function stoa.%I()', table_name, history || '_delete');
    call stoa.guard(history, 'select', null);
end $$;

-- Nobody searches inside documents by statistics, and gathering them took 28 % of a profile.
create procedure stoa.without_document_statistics(table_name text) language plpgsql as $$
declare
    document text;
begin
    for document in
        select attname from pg_attribute
        where attrelid = format('stoa.%I', table_name)::regclass and atttypid = 'jsonb'::regtype and attnum > 0 and not attisdropped
    loop
        execute format('alter table stoa.%I alter column %I set statistics 0', table_name, document);
    end loop;
end $$;

-- personal: columns that never enter the history, so that a person can be forgotten.
-- app, batch: privileges; rows are deleted by setting deleted_at, so nobody holds DELETE unless a table says so.
-- fillfactor: room for updates on the same page, for rows that change often.
create procedure stoa.audited_table(
    table_name text,
    personal text[] default '{}',
    app text default 'select, insert, update',
    batch text default null,
    fillfactor int default null
) language plpgsql as $$
begin
    execute format('alter table stoa.%I
        alter column tenant_id set default stoa.tenant_id(),
        add column created_by uuid not null,
        add column created_date timestamptz not null,
        add column modified_by uuid not null,
        add column modified_date timestamptz not null,
        add column version_id int not null,
        add column deleted_at timestamptz', table_name);
    if fillfactor is not null then
        execute format('alter table stoa.%I set (fillfactor = %s)', table_name, fillfactor);
    end if;
    execute format('create trigger stamp before insert or update on stoa.%I for each row execute function stoa.stamp()', table_name);
    call stoa.without_document_statistics(table_name);
    call stoa.guard(table_name, app, batch);
    call stoa.keep_history(table_name, personal);
end $$;

-- Queues, keys, leases, derived copies: no history and no soft delete, rows go when their time is over.
create procedure stoa.plumbing_table(
    table_name text,
    app text default 'select, insert, update, delete',
    batch text default null,
    fillfactor int default null
) language plpgsql as $$
begin
    execute format('alter table stoa.%I
        alter column tenant_id set default stoa.tenant_id(),
        add column created_by uuid not null,
        add column created_date timestamptz not null,
        add column modified_by uuid not null,
        add column modified_date timestamptz not null', table_name);
    if fillfactor is not null then
        execute format('alter table stoa.%I set (fillfactor = %s)', table_name, fillfactor);
    end if;
    execute format('create trigger stamp before insert or update on stoa.%I for each row execute function stoa.stamp_plumbing()', table_name);
    call stoa.without_document_statistics(table_name);
    call stoa.guard(table_name, app, batch);
end $$;

-- What the scheduler may read of all tenants to find due work: ids, states and times, never content.
create procedure stoa.scheduling_columns(table_name text, columns text[]) language plpgsql as $$
begin
    execute format('create policy scheduler on stoa.%I for select to stoa_scheduler using (true)', table_name);
    execute format('grant select (%s) on stoa.%I to stoa_scheduler',
        (select string_agg(quote_ident(c), ', ') from unnest(columns) c), table_name);
end $$;
