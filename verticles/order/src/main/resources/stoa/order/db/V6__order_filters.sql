-- What staff look for among all orders. The pieces' way and the hold change seldom, and never on the way from the checkout to the money:
-- so these indexes cost a checkout one entry, and leave its steps the updates in place that they are. An index by payment or status would
-- take that from every step of every order; these two are looked up along orders_newest.
create index orders_fulfilment on orders (tenant_id, fulfilment, created_date desc, id desc);
create index orders_held on orders (tenant_id, created_date desc, id desc) where hold is not null;
