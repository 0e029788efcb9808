-- One product document (about 1 KB) by its key.
\set n random(1, 10000)
select doc from product where tenant_id = '11111111-1111-4111-8111-111111111111' and id = ('00000000-0000-4000-8000-'||lpad(to_hex(:n::bigint),12,'0'))::uuid;
