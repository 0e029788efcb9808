-- People, what they know, and their sessions.

create table account (
    tenant_id uuid not null,
    id uuid not null,
    audience text not null,
    email text not null,
    -- the address as it is compared: lower() in a query is not leakproof, so it could not use the index
    email_key text not null,
    name text not null,
    scopes text[] not null,
    primary key (tenant_id, id),
    constraint account_audience check (audience in ('shopper', 'staff', 'operator'))
);
call stoa.audited_table('account', personal => '{email, email_key, name}');
create unique index account_email_taken on account (tenant_id, audience, email_key) where deleted_at is null;

-- What proves a person: a password today, more kinds later.
create table credential (
    tenant_id uuid not null,
    id uuid not null,
    account_id uuid not null,
    kind text not null,
    -- PHC string of Argon2id
    hash text not null,
    primary key (tenant_id, id),
    constraint credential_account foreign key (tenant_id, account_id) references account (tenant_id, id),
    constraint credential_kind check (kind in ('password'))
);
call stoa.audited_table('credential', personal => '{hash}');
create unique index credential_once on credential (tenant_id, account_id, kind) where deleted_at is null;

-- One sign-in and all refresh tokens that grew out of it. Only hashes of the newest token and the one before are kept: whoever shows an
-- older one (its seal proves that it was ours) has a copy, and the family ends.
create table refresh_family (
    tenant_id uuid not null,
    id uuid not null,
    account_id uuid not null,
    audience text not null,
    token_hash bytea not null,
    previous_hash bytea,
    rotated_at timestamptz not null,
    idle_until timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz,
    ended_because text,
    primary key (tenant_id, id),
    constraint refresh_family_account foreign key (tenant_id, account_id) references account (tenant_id, id),
    constraint refresh_family_ended check ((ended_at is null) = (ended_because is null))
);
call stoa.plumbing_table('refresh_family', fillfactor => 80);
create index refresh_family_of_account on refresh_family (tenant_id, account_id);
create index refresh_family_over on refresh_family (tenant_id, expires_at);

-- Failed sign-ins by what was tried: an account from one address, an account from anywhere, an address on any account. The subject is a
-- keyed hash, so that neither addresses nor e-mails stand here.
create table sign_in_attempt (
    tenant_id uuid not null,
    subject bytea not null,
    failures integer not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    primary key (tenant_id, subject)
);
call stoa.plumbing_table('sign_in_attempt', fillfactor => 80);
create index sign_in_attempt_old on sign_in_attempt (tenant_id, last_at);
