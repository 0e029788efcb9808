-- A queue is nearly empty whenever statistics are gathered, so that its small indexes look like the cheapest way to any of its rows, also to one that
-- is sought by its key; such a plan then reads the whole queue for each row, when it is no longer small. So each index has a condition, true of
-- every row, that only the statement it is made for repeats: no other one can be planned over it.
drop index outbox_waiting;
drop index outbox_due;
drop index job_due;
create index outbox_waiting on outbox (tenant_id, aggregate, aggregate_version) where state = 'open' and aggregate_version >= 0;
create index outbox_due on outbox (partition, next_at) where state = 'open' and next_at > '-infinity';
create index job_due on job (next_at) where state = 'open' and next_at > '-infinity';
