-- With :nsku = 10000 (random articles) or 1 (one hot article).
-- One checkout, one transaction, one statement per table: 7 round trips, the stock row locked first (the usual order).
\set n random(1, :nsku)
\set a random(1, 9000000000000000000)
\set b random(1, 9000000000000000000)
begin;
update stock set on_hand = on_hand - 1, version = version + 1 where tenant_id = '11111111-1111-4111-8111-111111111111' and sku_id = ('00000000-0000-4000-8000-'||lpad(to_hex(:n::bigint),12,'0'))::uuid and on_hand >= 1;
insert into orders(tenant_id,id,status,currency,total,email) values ('11111111-1111-4111-8111-111111111111', (lpad(to_hex(:a::bigint),16,'0')||lpad(to_hex(:b::bigint),16,'0'))::uuid, 'PAID', 'EUR', 4200, 'shopper@example.com');
insert into order_line values ('11111111-1111-4111-8111-111111111111', (lpad(to_hex(:a::bigint),16,'0')||lpad(to_hex(:b::bigint),16,'0'))::uuid, 1, ('00000000-0000-4000-8000-'||lpad(to_hex(:n::bigint),12,'0'))::uuid, 1, 2100), ('11111111-1111-4111-8111-111111111111', (lpad(to_hex(:a::bigint),16,'0')||lpad(to_hex(:b::bigint),16,'0'))::uuid, 2, '00000000-0000-4000-8000-000000000002', 1, 2100);
insert into payment values ('11111111-1111-4111-8111-111111111111', (lpad(to_hex(:b::bigint),16,'0')||lpad(to_hex(:a::bigint),16,'0'))::uuid, (lpad(to_hex(:a::bigint),16,'0')||lpad(to_hex(:b::bigint),16,'0'))::uuid, 4200, 'dummy', 'ref-0123456789', 'SETTLED');
insert into outbox(tenant_id,aggregate_id,kind,payload) values ('11111111-1111-4111-8111-111111111111', (lpad(to_hex(:a::bigint),16,'0')||lpad(to_hex(:b::bigint),16,'0'))::uuid, 'order.placed', '{"total":4200,"currency":"EUR","lines":[{"sku":"00000000-0000-4000-8000-000000000001","qty":1,"price":2100},{"sku":"00000000-0000-4000-8000-000000000002","qty":1,"price":2100}],"email":"shopper@example.com"}');
commit;
