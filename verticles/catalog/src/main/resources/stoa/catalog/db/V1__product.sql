-- What is sold. Money in minor units; a price stands by currency; texts stand by language.

create table category (
    tenant_id uuid not null,
    id uuid not null,
    slug text not null,
    position integer not null,
    primary key (tenant_id, id)
);
call stoa.audited_table('category');
create unique index category_slug_taken on category (tenant_id, slug) where deleted_at is null;

create table category_text (
    tenant_id uuid not null,
    id uuid not null,
    category_id uuid not null,
    locale text not null,
    name text not null,
    description text not null,
    primary key (tenant_id, id),
    constraint category_text_category foreign key (tenant_id, category_id) references category (tenant_id, id)
);
call stoa.audited_table('category_text');
create unique index category_text_once on category_text (tenant_id, category_id, locale) where deleted_at is null;

create table product (
    tenant_id uuid not null,
    id uuid not null,
    slug text not null,
    primary key (tenant_id, id)
);
call stoa.audited_table('product');
create unique index product_slug_taken on product (tenant_id, slug) where deleted_at is null;

create table product_text (
    tenant_id uuid not null,
    id uuid not null,
    product_id uuid not null,
    locale text not null,
    name text not null,
    description text not null,
    primary key (tenant_id, id),
    constraint product_text_product foreign key (tenant_id, product_id) references product (tenant_id, id)
);
call stoa.audited_table('product_text');
create unique index product_text_once on product_text (tenant_id, product_id, locale) where deleted_at is null;

create table product_image (
    tenant_id uuid not null,
    id uuid not null,
    product_id uuid not null,
    position integer not null,
    url text not null,
    alt text not null,
    width integer not null,
    height integer not null,
    primary key (tenant_id, id),
    constraint product_image_product foreign key (tenant_id, product_id) references product (tenant_id, id)
);
call stoa.audited_table('product_image');
create unique index product_image_once on product_image (tenant_id, product_id, position) where deleted_at is null;

create table product_category (
    tenant_id uuid not null,
    id uuid not null,
    product_id uuid not null,
    category_id uuid not null,
    position integer not null,
    primary key (tenant_id, id),
    constraint product_category_product foreign key (tenant_id, product_id) references product (tenant_id, id),
    constraint product_category_category foreign key (tenant_id, category_id) references category (tenant_id, id)
);
call stoa.audited_table('product_category');
create unique index product_category_once on product_category (tenant_id, product_id, category_id) where deleted_at is null;
create index product_category_members on product_category (tenant_id, category_id, product_id) where deleted_at is null;

create table variant (
    tenant_id uuid not null,
    id uuid not null,
    product_id uuid not null,
    sku text not null,
    name text not null,
    position integer not null,
    tax_class text not null default 'STANDARD', -- of the shop's price rules
    primary key (tenant_id, id),
    constraint variant_product foreign key (tenant_id, product_id) references product (tenant_id, id)
);
call stoa.audited_table('variant', batch => 'select');
create unique index variant_sku_taken on variant (tenant_id, sku) where deleted_at is null;
create index variant_of_product on variant (tenant_id, product_id) where deleted_at is null;

create table price (
    tenant_id uuid not null,
    id uuid not null,
    variant_id uuid not null,
    currency text not null,
    min_quantity integer not null default 1, -- what one piece costs from so many on
    amount bigint not null,
    primary key (tenant_id, id),
    constraint price_variant foreign key (tenant_id, variant_id) references variant (tenant_id, id),
    constraint price_min_quantity check (min_quantity between 1 and 999),
    constraint price_amount_range check (amount between 0 and 9007199254740991)
);
call stoa.audited_table('price', batch => 'select');
create unique index price_once on price (tenant_id, variant_id, currency, min_quantity) where deleted_at is null;
