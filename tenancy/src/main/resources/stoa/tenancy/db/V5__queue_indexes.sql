-- A queue is nearly empty whenever statistics are gathered, so that its small indexes look like the cheapest way to any of its rows, also to one that
-- is sought by its key; such a plan then reads the whole queue for each row, when it is no longer small. So each index has a condition, true of
-- every row (the checks see to it), that only the statements it is made for repeat: no other one can be planned over it.
-- Taken out and made anew in one step: no release has the old ones yet.
alter table outbox add constraint outbox_version check (aggregate_version >= 0),
    add constraint outbox_next check (next_at > '-infinity');
alter table job add constraint job_next check (next_at > '-infinity');
drop index outbox_waiting;
drop index outbox_due;
drop index job_due;
create index outbox_waiting on outbox (tenant_id, aggregate, aggregate_version) where state = 'open' and aggregate_version >= 0;
create index outbox_due on outbox (partition, next_at) where state = 'open' and next_at > '-infinity';
create index job_due on job (next_at) where state = 'open' and next_at > '-infinity';
