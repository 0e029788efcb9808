-- What lists read: derived from the tables of V1 in the same transaction, and rebuilt from them at will. Plain rows rather than views or
-- full-text operators: under row-level security an index serves only leakproof operators, and those of text, uuid and numbers are.

-- One row per product and language of the shop, the fall-back language already resolved, so that every sort is a walk along an index.
create table listing (
    tenant_id uuid not null,
    product_id uuid not null,
    locale text not null,
    slug text not null,
    name text not null,
    sort_name text collate "C" not null,
    currency text not null,
    from_amount bigint not null,
    image_url text,
    image_alt text,
    image_width integer,
    image_height integer,
    only_variant uuid,
    listed_at timestamptz not null,
    primary key (tenant_id, product_id, locale),
    constraint listing_product foreign key (tenant_id, product_id) references product (tenant_id, id)
);
call stoa.plumbing_table('listing', batch => 'select');
create index listing_newest on listing (tenant_id, locale, listed_at, product_id);
create index listing_name on listing (tenant_id, locale, sort_name, product_id);
create index listing_price on listing (tenant_id, locale, from_amount, product_id);

-- The words of a product. The primary key asks "has this product the word?", the index "which products have it?": the planner takes the
-- first for common words and the second for rare ones. Collation C makes a prefix a range.
create table product_term (
    tenant_id uuid not null,
    product_id uuid not null,
    locale text not null,
    term text collate "C" not null,
    primary key (tenant_id, product_id, locale, term),
    constraint product_term_product foreign key (tenant_id, product_id) references product (tenant_id, id)
);
call stoa.plumbing_table('product_term');
create index product_term_products on product_term (tenant_id, locale, term, product_id);

-- Copy of the stock that the order domain owns; its version decides between events that come late or twice. No reference to variant:
-- stock may be counted before the variant is known here.
create table availability (
    tenant_id uuid not null,
    variant_id uuid not null,
    available integer not null,
    stock_version integer not null,
    primary key (tenant_id, variant_id)
);
call stoa.plumbing_table('availability', app => 'select, insert, update', batch => 'select, insert, update', fillfactor => 70);
