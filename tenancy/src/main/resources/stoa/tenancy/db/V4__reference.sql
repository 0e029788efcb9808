-- A foreign key for tables that hold rows already. PostgreSQL checks those with a query that policies would narrow: with row_security = off
-- it fails, and with it on it would find every row in order without having seen one. So nothing is forced upon the owner for this moment.
-- Both columns lists lead with tenant_id.
create procedure stoa.add_reference(table_name text, reference_name text, columns text[], target text, target_columns text[])
language plpgsql as $$
begin
    execute format('alter table stoa.%I no force row level security', table_name);
    execute format('alter table stoa.%I no force row level security', target);
    execute format('alter table stoa.%I add constraint %I foreign key (%s) references stoa.%I (%s)', table_name, reference_name,
        (select string_agg(quote_ident(c), ', ') from unnest(columns) c), target,
        (select string_agg(quote_ident(c), ', ') from unnest(target_columns) c));
    execute format('alter table stoa.%I force row level security', table_name);
    execute format('alter table stoa.%I force row level security', target);
end $$;
