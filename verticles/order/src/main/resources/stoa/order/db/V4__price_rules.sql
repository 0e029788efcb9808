-- How a shop taxes and ships: always read and written whole, and never searched, so it is a document.
create table price_rules (
    tenant_id uuid not null,
    tax jsonb not null,
    shipping jsonb not null,
    primary key (tenant_id)
);
call stoa.audited_table('price_rules');
