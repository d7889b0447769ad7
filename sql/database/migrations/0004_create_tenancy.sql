-- 0004 create what this database knows of its tenants
-- why: a function must tell which tenant a login is, here, without asking
--      another database
-- locks: none, the tables are new
-- reverse: drop table socle.logins, socle.schemas, socle.tenants

create table socle.tenants (
    tenant_id  uuid        not null,
    identifier text        not null,
    created_at timestamptz not null default now(),
    constraint tenants_pkey primary key (tenant_id),
    constraint tenants_identifier_key unique (identifier)
);
comment on table socle.tenants is 'The tenants whose data lies in this database.';
comment on column socle.tenants.tenant_id is 'The tenant''s stable UUID.';
comment on column socle.tenants.identifier is 'The tenant''s identifier, which a rename changes.';
comment on column socle.tenants.created_at is 'When the tenant came to this database.';

create table socle.schemas (
    schema_name text not null,
    tenant_id   uuid not null,
    purpose     text not null,
    constraint schemas_pkey primary key (schema_name),
    constraint schemas_tenant_id_fkey foreign key (tenant_id) references socle.tenants (tenant_id),
    constraint schemas_purpose_check
        check (purpose in ('data', 'analytics', 'audit', 'theme', 'share', 'channel'))
);
create index schemas_tenant_id_idx on socle.schemas (tenant_id);
comment on table socle.schemas is 'The schemas in this database that belong to tenants.';
comment on column socle.schemas.schema_name is 'Name of the schema.';
comment on column socle.schemas.tenant_id is 'The tenant to whom it belongs.';
comment on column socle.schemas.purpose is 'What the schema is for; data, analytics and themes are the tenant''s to write.';

create table socle.logins (
    login_name text not null,
    tenant_id  uuid not null,
    purpose    text not null,
    constraint logins_pkey primary key (login_name),
    constraint logins_tenant_id_fkey foreign key (tenant_id) references socle.tenants (tenant_id),
    constraint logins_purpose_check
        check (purpose in ('admin', 'app', 'etl', 'metabase', 'powerbi', 'streamlit', 'superset'))
);
create index logins_tenant_id_idx on socle.logins (tenant_id);
comment on table socle.logins is 'The logins that act for tenants in this database.';
comment on column socle.logins.login_name is 'Name of the PostgreSQL role.';
comment on column socle.logins.tenant_id is 'The tenant for whom it acts.';
comment on column socle.logins.purpose is 'What the login is for: admin, app, etl or a channel.';
