-- 0001 create the registry
-- why: the base knows every tenant, wherever its data lives, and every name that is taken
-- locks: none, the tables are new
-- reverse: drop table socle.secrets, socle.login_verifiers, socle.derived_names, socle.registry, socle.servers

create table socle.installation (
    environment     text        not null,
    installation_id uuid        not null default gen_random_uuid(),
    created_at      timestamptz not null default now(),
    constraint installation_pkey primary key (environment),
    constraint installation_environment_check check (environment in ('development', 'staging', 'production'))
);
create unique index installation_single_key on socle.installation ((true));
comment on table socle.installation is 'The environment of this base, in one row: what is declared for another one is refused.';
comment on column socle.installation.environment is 'development, staging or production.';
comment on column socle.installation.installation_id is 'Identity of the installation, with which it marks every cluster that it registers.';
comment on column socle.installation.created_at is 'When the base was made.';

create table socle.servers (
    name             text             not null,
    address          text,
    region           text,
    overcommit       double precision not null default 1,
    ca_certificate   text,
    platform_network text,
    created_at       timestamptz      not null default now(),
    constraint servers_pkey primary key (name),
    constraint servers_name_check check (name ~ '^[a-z][a-z0-9_]{1,30}$'),
    constraint servers_overcommit_check check (overcommit between 0.1 and 100),
    constraint servers_address_check check ((address is null) = (name = 'base'))
);
comment on table socle.servers is 'The PostgreSQL clusters in which tenants'' data lies, that of the base among them.';
comment on column socle.servers.name is 'Short name by which files and commands mean the cluster; base is the one of this database.';
comment on column socle.servers.address is 'How the provisioner connects, a PostgreSQL URL without a password; null for the base, whose address is a setting.';
comment on column socle.servers.region is 'Region in which the server stands, where it was declared.';
comment on column socle.servers.overcommit is 'How often what the server has may be promised to tenants: 1 is once.';
comment on column socle.servers.ca_certificate is 'Certificates in PEM that must have signed that of the server; null where the way does not leave the machine.';
comment on column socle.servers.platform_network is 'Address from which the platform reaches the server, as that sees it; null for a local socket.';
comment on column socle.servers.created_at is 'When the cluster was registered.';
insert into socle.servers (name) values ('base');

create table socle.registry (
    tenant_id   uuid        not null default gen_random_uuid(),
    identifier  text        not null,
    name        text        not null,
    tier        text        not null,
    placement   text        not null,
    server      text        not null default 'base',
    database    text        not null,
    region      text        not null,
    contact     jsonb       not null,
    limits      jsonb       not null,
    schedules   jsonb       not null default '{}',
    declaration text,
    state       text        not null default 'active',
    frozen_at   timestamptz,
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now(),
    constraint registry_pkey primary key (tenant_id),
    constraint registry_identifier_key unique (identifier),
    constraint registry_server_fkey foreign key (server) references socle.servers (name),
    constraint registry_identifier_check check (identifier ~ '^[a-z][a-z0-9_]{1,30}$'),
    constraint registry_tier_check check (tier in ('free', 'standard', 'premium', 'enterprise')),
    constraint registry_placement_check check (placement in ('schema', 'database', 'cluster')),
    constraint registry_state_check check (state in ('active', 'suspended', 'archived', 'erased'))
);
create index registry_server_idx on socle.registry (server);
comment on table socle.registry is 'Every tenant of this environment.';
comment on column socle.registry.tenant_id is 'Stable identity, which a rename keeps.';
comment on column socle.registry.identifier is 'Short name from which schemas and roles are named.';
comment on column socle.registry.name is 'Name as people read it.';
comment on column socle.registry.tier is 'Level of service.';
comment on column socle.registry.placement is 'schema in the base, database of its own, or cluster of its own.';
comment on column socle.registry.server is 'Cluster in which the tenant''s data lies.';
comment on column socle.registry.database is 'Database in which the tenant''s data lies.';
comment on column socle.registry.region is 'Region that was declared.';
comment on column socle.registry.contact is 'Whom to reach: name and e-mail.';
comment on column socle.registry.limits is 'What the tenant may use at most, as last applied: bytes, sessions, seconds, counts.';
comment on column socle.registry.schedules is 'How often what is done by itself is done, as last applied.';
comment on column socle.registry.declaration is 'What was declared when the tenant was last applied, as JSON text; drift is measured against it.';
comment on column socle.registry.state is 'active, suspended, archived or erased.';
comment on column socle.registry.frozen_at is 'Since when nothing may be written because the storage is used up; null otherwise.';
comment on column socle.registry.created_at is 'When the tenant was first applied.';
comment on column socle.registry.updated_at is 'When this row last changed.';

create table socle.derived_names (
    kind      text not null,
    name      text not null,
    tenant_id uuid not null,
    constraint derived_names_pkey primary key (kind, name),
    constraint derived_names_tenant_id_fkey foreign key (tenant_id) references socle.registry (tenant_id),
    constraint derived_names_kind_check check (kind in ('schema', 'role', 'database'))
);
create index derived_names_tenant_id_idx on socle.derived_names (tenant_id);
comment on table socle.derived_names is 'Names that tenants hold in PostgreSQL; unique, so that no two tenants meet in one.';
comment on column socle.derived_names.kind is 'schema, role or database.';
comment on column socle.derived_names.name is 'The name.';
comment on column socle.derived_names.tenant_id is 'The tenant who holds it.';

create table socle.login_verifiers (
    login_name      text        not null,
    tenant_id       uuid        not null,
    verifier_sha256 bytea       not null,
    secret_version  integer     not null,
    applied_at      timestamptz not null default now(),
    constraint login_verifiers_pkey primary key (login_name),
    constraint login_verifiers_tenant_id_fkey foreign key (tenant_id) references socle.registry (tenant_id),
    constraint login_verifiers_verifier_sha256_check check (octet_length(verifier_sha256) = 32)
);
create index login_verifiers_tenant_id_idx on socle.login_verifiers (tenant_id);
comment on table socle.login_verifiers is 'Which SCRAM verifier each login was given, so that a changed password is seen.';
comment on column socle.login_verifiers.login_name is 'Name of the PostgreSQL role.';
comment on column socle.login_verifiers.tenant_id is 'The tenant whose login it is.';
comment on column socle.login_verifiers.verifier_sha256 is 'SHA-256 of the verifier''s text as the server stores it.';
comment on column socle.login_verifiers.secret_version is 'Version of the sealed password from which it was made.';
comment on column socle.login_verifiers.applied_at is 'When it was given to the server.';

create table socle.secrets (
    tenant_id  uuid        not null,
    kind       text        not null,
    name       text        not null,
    version    integer     not null,
    envelope   bytea       not null,
    created_at timestamptz not null default now(),
    constraint secrets_pkey primary key (tenant_id, kind, name, version),
    constraint secrets_version_check check (version > 0)
);
comment on table socle.secrets is 'Sealed secrets; the keys that open them lie outside PostgreSQL.';
comment on column socle.secrets.tenant_id is 'The tenant whose key seals it, or the platform''s own UUID.';
comment on column socle.secrets.kind is 'What it opens, such as login.';
comment on column socle.secrets.name is 'Name within its kind.';
comment on column socle.secrets.version is 'Counted from 1; the highest is in use.';
comment on column socle.secrets.envelope is 'The sealed bytes, as docs/envelope.md says.';
comment on column socle.secrets.created_at is 'When it was sealed.';
