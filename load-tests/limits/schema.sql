-- The least a shop with tenants needs for a checkout.
create table stock(tenant_id uuid not null, sku_id uuid not null, on_hand int not null check (on_hand >= 0), version bigint not null default 0, primary key(tenant_id, sku_id)) with (fillfactor=50);
create table orders(tenant_id uuid not null, id uuid not null, created_at timestamptz not null default now(), status text not null, currency char(3) not null, total bigint not null, email text not null, primary key(tenant_id, id));
create table order_line(tenant_id uuid not null, order_id uuid not null, line_no int not null, sku_id uuid not null, qty int not null, unit_price bigint not null, primary key(tenant_id, order_id, line_no));
create table payment(tenant_id uuid not null, id uuid not null, order_id uuid not null, amount bigint not null, provider text not null, provider_ref text not null, status text not null, primary key(tenant_id, id));
create table outbox(id bigint generated always as identity primary key, tenant_id uuid not null, aggregate_id uuid not null, kind text not null, payload jsonb not null, created_at timestamptz not null default now());
create table product(tenant_id uuid not null, id uuid not null, doc jsonb not null, primary key(tenant_id, id));
insert into stock select '11111111-1111-4111-8111-111111111111', ('00000000-0000-4000-8000-'||lpad(to_hex(n),12,'0'))::uuid, 1000000000 from generate_series(1,10000) n;
insert into product select '11111111-1111-4111-8111-111111111111', ('00000000-0000-4000-8000-'||lpad(to_hex(n),12,'0'))::uuid, jsonb_build_object('name','Product '||n,'price',n,'body',repeat(md5(n::text),28)) from generate_series(1,10000) n;
vacuum analyze stock; vacuum analyze product;
