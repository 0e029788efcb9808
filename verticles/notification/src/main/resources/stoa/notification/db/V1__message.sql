-- What the shop has written to people: its mailbox. Sending by SMTP takes its rows from here.
create table message (
    tenant_id uuid not null,
    id uuid not null,
    kind text not null,
    order_id uuid,
    locale text not null,
    recipient text not null,
    subject text not null,
    body text not null,
    primary key (tenant_id, id),
    constraint message_kind check (kind in ('order-placed', 'order-shipped', 'order-delivered', 'order-cancelled')),
    constraint message_subject check (length(subject) <= 300),
    constraint message_body check (length(body) <= 10000)
);
call stoa.audited_table('message', personal => '{recipient,subject,body}', app => 'select, insert');
-- A person is told each thing once, however often the event comes.
create unique index message_once on message (tenant_id, order_id, kind) where deleted_at is null;
create index message_newest on message (tenant_id, created_date, id) where deleted_at is null;
