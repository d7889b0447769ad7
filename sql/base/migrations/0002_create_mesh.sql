-- 0002 create the mesh
-- why: who answers for which data, what it means, who asked for it and who was let in
-- locks: none, the tables are new
-- reverse: drop schema mesh cascade

create schema mesh;
comment on schema mesh is 'The data mesh: domains, projects, glossaries, assets, listings, subscriptions. Words as Amazon DataZone uses them.';

-- Titles and descriptions are French; a search forgives missing accents on both sides.
create text search configuration mesh.french (copy = pg_catalog.french);
comment on text search configuration mesh.french is 'French, without accents.';
alter text search configuration mesh.french
    alter mapping for hword, hword_part, word with public.unaccent, pg_catalog.french_stem;

create function mesh.new_id()
returns text
language sql
volatile
set search_path = ''
as $$
    with random as materialized (select pg_catalog.sha256(uuid_send(gen_random_uuid())) as bytes)
    select string_agg(
        substr('abcdefghijklmnopqrstuvwxyz0123456789', 1 + get_byte(random.bytes, place) % 36, 1), ''
    )
    from random
    cross join generate_series(0, 13) as place
$$;
comment on function mesh.new_id() is 'Fourteen random lowercase letters and digits, as DataZone''s identifiers are.';
revoke all on function mesh.new_id() from public;

create table mesh.domains (
    domain_id   text        not null default 'dzd_' || mesh.new_id(),
    name        text        not null,
    description text,
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now(),
    constraint domains_pkey primary key (domain_id),
    constraint domains_name_key unique (name),
    constraint domains_domain_id_check check (domain_id ~ '^dzd[-_][a-zA-Z0-9_-]{1,36}$'),
    constraint domains_name_check
        check (name ~ '^[a-z0-9]+(-[a-z0-9]+)*-(dev|stg|staging|prod)-unified-domain$' and length(name) <= 128),
    constraint domains_description_check check (length(description) <= 2048)
);
comment on table mesh.domains is 'Realms of the mesh, one for each environment.';
comment on column mesh.domains.domain_id is 'Identity: dzd_ and fourteen letters and digits.';
comment on column mesh.domains.name is 'Name in the form <org>-<env>-unified-domain.';
comment on column mesh.domains.description is 'What the domain covers.';
comment on column mesh.domains.created_at is 'When it was made.';
comment on column mesh.domains.updated_at is 'When this row last changed.';

create table mesh.domain_units (
    domain_unit_id        text        not null default mesh.new_id(),
    domain_id             text        not null,
    parent_domain_unit_id text,
    name                  text        not null,
    description           text,
    created_at            timestamptz not null default now(),
    updated_at            timestamptz not null default now(),
    constraint domain_units_pkey primary key (domain_unit_id),
    constraint domain_units_domain_id_name_key unique (domain_id, name),
    constraint domain_units_domain_id_domain_unit_id_key unique (domain_id, domain_unit_id),
    constraint domain_units_domain_id_fkey foreign key (domain_id) references mesh.domains (domain_id),
    constraint domain_units_parent_fkey foreign key (domain_id, parent_domain_unit_id)
        references mesh.domain_units (domain_id, domain_unit_id),
    constraint domain_units_domain_unit_id_check
        check (domain_unit_id ~ '^[a-z0-9_-]+$' and length(domain_unit_id) <= 256),
    constraint domain_units_parent_check check (parent_domain_unit_id <> domain_unit_id),
    constraint domain_units_name_check
        check (
            parent_domain_unit_id is null
            or (name ~ '^[a-z0-9]+(-[a-z0-9]+)*-domain-unit$' and length(name) <= 128)
        ),
    constraint domain_units_description_check check (length(description) <= 2048)
);
create unique index domain_units_root_idx on mesh.domain_units (domain_id) where parent_domain_unit_id is null;
create index domain_units_parent_idx on mesh.domain_units (domain_id, parent_domain_unit_id);
comment on table mesh.domain_units is 'The tree of units of a domain; its one root is made with the domain.';
comment on column mesh.domain_units.domain_unit_id is 'Identity: fourteen letters and digits.';
comment on column mesh.domain_units.domain_id is 'The domain.';
comment on column mesh.domain_units.parent_domain_unit_id is 'The unit above, null for the root alone.';
comment on column mesh.domain_units.name is 'Name in the form <name>-domain-unit; the root is called Root Domain Unit.';
comment on column mesh.domain_units.description is 'What the unit is in charge of.';
comment on column mesh.domain_units.created_at is 'When it was made.';
comment on column mesh.domain_units.updated_at is 'When this row last changed.';

create table mesh.projects (
    project_id     text        not null default mesh.new_id(),
    domain_unit_id text        not null,
    tenant_id      uuid        not null,
    name           text        not null,
    description    text,
    created_at     timestamptz not null default now(),
    updated_at     timestamptz not null default now(),
    constraint projects_pkey primary key (project_id),
    constraint projects_domain_unit_id_name_key unique (domain_unit_id, name),
    constraint projects_project_id_tenant_id_key unique (project_id, tenant_id),
    constraint projects_domain_unit_id_fkey
        foreign key (domain_unit_id) references mesh.domain_units (domain_unit_id),
    constraint projects_tenant_id_fkey foreign key (tenant_id) references socle.registry (tenant_id),
    constraint projects_project_id_check check (project_id ~ '^[a-zA-Z0-9_-]{1,36}$'),
    constraint projects_name_check
        check (name ~ '^[a-z0-9]+(-[a-z0-9]+)+-(dev|stg|staging|prod)-project$' and length(name) <= 64),
    constraint projects_description_check check (length(description) <= 2048)
);
create index projects_tenant_id_idx on mesh.projects (tenant_id);
comment on table mesh.projects is 'Who produces or consumes data: a use case of a unit, on behalf of a tenant.';
comment on column mesh.projects.project_id is 'Identity: fourteen letters and digits.';
comment on column mesh.projects.domain_unit_id is 'The unit to which it belongs.';
comment on column mesh.projects.tenant_id is 'The tenant whose data it produces and whose roles receive what it subscribes to.';
comment on column mesh.projects.name is 'Name in the form <domain-unit>-<use-case>-<env>-project.';
comment on column mesh.projects.description is 'What the project is for.';
comment on column mesh.projects.created_at is 'When it was made.';
comment on column mesh.projects.updated_at is 'When this row last changed.';

create table mesh.glossaries (
    glossary_id text        not null default mesh.new_id(),
    domain_id   text        not null,
    project_id  text        not null,
    name        text        not null,
    description text,
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now(),
    constraint glossaries_pkey primary key (glossary_id),
    constraint glossaries_domain_id_name_key unique (domain_id, name),
    constraint glossaries_domain_id_fkey foreign key (domain_id) references mesh.domains (domain_id),
    constraint glossaries_project_id_fkey foreign key (project_id) references mesh.projects (project_id),
    constraint glossaries_glossary_id_check check (glossary_id ~ '^[a-zA-Z0-9_-]{1,36}$'),
    -- A term is written «glossary / term», which must be read back in one way only.
    constraint glossaries_name_check check (length(name) between 1 and 256 and name not like '% / %'),
    constraint glossaries_description_check check (length(description) <= 4096)
);
create index glossaries_project_id_idx on mesh.glossaries (project_id);
comment on table mesh.glossaries is 'Collections of terms on which a domain agrees.';
comment on column mesh.glossaries.glossary_id is 'Identity: fourteen letters and digits.';
comment on column mesh.glossaries.domain_id is 'The domain.';
comment on column mesh.glossaries.project_id is 'The project that keeps it.';
comment on column mesh.glossaries.name is 'Name, unique in the domain.';
comment on column mesh.glossaries.description is 'What the glossary covers.';
comment on column mesh.glossaries.created_at is 'When it was made.';
comment on column mesh.glossaries.updated_at is 'When this row last changed.';

create table mesh.glossary_terms (
    glossary_term_id  text        not null default mesh.new_id(),
    glossary_id       text        not null,
    name              text        not null,
    short_description text,
    long_description  text,
    created_at        timestamptz not null default now(),
    updated_at        timestamptz not null default now(),
    constraint glossary_terms_pkey primary key (glossary_term_id),
    constraint glossary_terms_glossary_id_name_key unique (glossary_id, name),
    constraint glossary_terms_glossary_id_fkey foreign key (glossary_id) references mesh.glossaries (glossary_id),
    constraint glossary_terms_glossary_term_id_check check (glossary_term_id ~ '^[a-zA-Z0-9_-]{1,36}$'),
    constraint glossary_terms_name_check check (length(name) between 1 and 256 and name not like '% / %'),
    constraint glossary_terms_short_description_check check (length(short_description) <= 1024),
    constraint glossary_terms_long_description_check check (length(long_description) <= 4096)
);
comment on table mesh.glossary_terms is 'Words with an agreed meaning, linked to assets and columns.';
comment on column mesh.glossary_terms.glossary_term_id is 'Identity: fourteen letters and digits.';
comment on column mesh.glossary_terms.glossary_id is 'The glossary.';
comment on column mesh.glossary_terms.name is 'The word, unique in its glossary.';
comment on column mesh.glossary_terms.short_description is 'Its meaning in a sentence.';
comment on column mesh.glossary_terms.long_description is 'Its meaning in full.';
comment on column mesh.glossary_terms.created_at is 'When it was made.';
comment on column mesh.glossary_terms.updated_at is 'When this row last changed.';

create table mesh.assets (
    asset_id      text        not null default mesh.new_id(),
    tenant_id     uuid        not null,
    project_id    text,
    database      text        not null,
    schema_name   text        not null,
    table_name    text        not null,
    title         text        not null,
    description   text,
    channels      text[],
    row_count     bigint,
    reject_count  bigint,
    refreshed_at  timestamptz,
    revision      integer     not null default 1,
    search        tsvector    not null default '',
    created_at    timestamptz not null default now(),
    updated_at    timestamptz not null default now(),
    constraint assets_pkey primary key (asset_id),
    -- Schema names are unique in the whole environment, as socle.derived_names says.
    constraint assets_schema_name_table_name_key unique (schema_name, table_name),
    constraint assets_asset_id_project_id_key unique (asset_id, project_id),
    constraint assets_tenant_id_fkey foreign key (tenant_id) references socle.registry (tenant_id),
    -- A project answers for its own tenant's assets alone.
    constraint assets_project_fkey
        foreign key (project_id, tenant_id) references mesh.projects (project_id, tenant_id),
    constraint assets_asset_id_check check (asset_id ~ '^[a-zA-Z0-9_-]{1,36}$'),
    constraint assets_table_name_check check (octet_length(table_name) between 1 and 63),
    constraint assets_title_check check (length(title) between 1 and 256),
    constraint assets_description_check check (length(description) <= 2048),
    constraint assets_channels_check check (channels <@ array['metabase', 'powerbi', 'streamlit', 'superset']),
    constraint assets_revision_check check (revision > 0)
);
create index assets_tenant_id_idx on mesh.assets (tenant_id);
create index assets_project_id_tenant_id_idx on mesh.assets (project_id, tenant_id);
create index assets_search_idx on mesh.assets using gin (search);
comment on table mesh.assets is 'Data sets that the mesh knows: one for each loaded table.';
comment on column mesh.assets.asset_id is 'Identity: fourteen letters and digits.';
comment on column mesh.assets.tenant_id is 'The tenant who owns the table.';
comment on column mesh.assets.project_id is 'The project that answers for it, null until one is named.';
comment on column mesh.assets.database is 'Database in which the table lies.';
comment on column mesh.assets.schema_name is 'Schema of the table.';
comment on column mesh.assets.table_name is 'Name of the table.';
comment on column mesh.assets.title is 'Name as people read it; the table''s own until somebody gives one.';
comment on column mesh.assets.description is 'What the data set holds.';
comment on column mesh.assets.channels is 'Channels of its own tenant that show it, null for all that are enabled.';
comment on column mesh.assets.row_count is 'Rows that the last load brought.';
comment on column mesh.assets.reject_count is 'Records that the last load refused.';
comment on column mesh.assets.refreshed_at is 'When the last load finished.';
comment on column mesh.assets.revision is 'Counted up whenever the columns change, from 1.';
comment on column mesh.assets.search is 'Words by which it is found: title, terms, description, columns.';
comment on column mesh.assets.created_at is 'When the first load was seen.';
comment on column mesh.assets.updated_at is 'When this row last changed.';

create table mesh.asset_columns (
    asset_id    text    not null,
    column_name text    not null,
    ordinal     integer not null,
    data_type   text    not null,
    label       text,
    description text,
    is_current  boolean not null default true,
    constraint asset_columns_pkey primary key (asset_id, column_name),
    constraint asset_columns_asset_id_fkey foreign key (asset_id) references mesh.assets (asset_id),
    constraint asset_columns_column_name_check check (octet_length(column_name) between 1 and 63),
    constraint asset_columns_data_type_check check (length(data_type) between 1 and 128),
    constraint asset_columns_ordinal_check check (ordinal > 0),
    constraint asset_columns_description_check check (length(description) <= 2048)
);
comment on table mesh.asset_columns is 'Columns of assets; one that a load no longer brings is kept with its description.';
comment on column mesh.asset_columns.asset_id is 'The asset.';
comment on column mesh.asset_columns.column_name is 'Name of the column.';
comment on column mesh.asset_columns.ordinal is 'Place in the table, from 1.';
comment on column mesh.asset_columns.data_type is 'PostgreSQL type as the load named it; never written into a statement.';
comment on column mesh.asset_columns.label is 'Heading of the column in the source.';
comment on column mesh.asset_columns.description is 'What the column holds.';
comment on column mesh.asset_columns.is_current is 'Whether the last load brought it.';

create table mesh.asset_terms (
    asset_id         text not null,
    glossary_term_id text not null,
    constraint asset_terms_pkey primary key (asset_id, glossary_term_id),
    constraint asset_terms_asset_id_fkey foreign key (asset_id) references mesh.assets (asset_id),
    constraint asset_terms_glossary_term_id_fkey
        foreign key (glossary_term_id) references mesh.glossary_terms (glossary_term_id)
);
create index asset_terms_glossary_term_id_idx on mesh.asset_terms (glossary_term_id);
comment on table mesh.asset_terms is 'Which terms say what an asset is about.';
comment on column mesh.asset_terms.asset_id is 'The asset.';
comment on column mesh.asset_terms.glossary_term_id is 'The term.';

create table mesh.asset_column_terms (
    asset_id         text not null,
    column_name      text not null,
    glossary_term_id text not null,
    constraint asset_column_terms_pkey primary key (asset_id, column_name, glossary_term_id),
    constraint asset_column_terms_column_fkey
        foreign key (asset_id, column_name) references mesh.asset_columns (asset_id, column_name),
    constraint asset_column_terms_glossary_term_id_fkey
        foreign key (glossary_term_id) references mesh.glossary_terms (glossary_term_id)
);
create index asset_column_terms_glossary_term_id_idx on mesh.asset_column_terms (glossary_term_id);
comment on table mesh.asset_column_terms is 'Which terms say what a column is about.';
comment on column mesh.asset_column_terms.asset_id is 'The asset.';
comment on column mesh.asset_column_terms.column_name is 'The column.';
comment on column mesh.asset_column_terms.glossary_term_id is 'The term.';

create table mesh.asset_filters (
    asset_filter_id  text        not null default mesh.new_id(),
    asset_id         text        not null,
    name             text        not null,
    description      text,
    row_filter       jsonb,
    included_columns text[],
    masks            jsonb,
    created_at       timestamptz not null default now(),
    updated_at       timestamptz not null default now(),
    constraint asset_filters_pkey primary key (asset_filter_id),
    constraint asset_filters_asset_id_name_key unique (asset_id, name),
    constraint asset_filters_asset_id_fkey foreign key (asset_id) references mesh.assets (asset_id),
    constraint asset_filters_asset_filter_id_check check (asset_filter_id ~ '^[a-zA-Z0-9_-]{1,36}$'),
    constraint asset_filters_name_check check (name ~ '^[\w -]{1,64}$'),
    constraint asset_filters_description_check check (length(description) <= 2048),
    constraint asset_filters_one_kind_check check (num_nonnulls(row_filter, included_columns, masks) = 1),
    constraint asset_filters_row_filter_check check (jsonb_typeof(row_filter) = 'object'),
    constraint asset_filters_included_columns_check check (cardinality(included_columns) > 0),
    constraint asset_filters_masks_check check (jsonb_typeof(masks) = 'object')
);
comment on table mesh.asset_filters is 'What a producer lets through: rows, columns or masked values; each filter does one of the three.';
comment on column mesh.asset_filters.asset_filter_id is 'Identity: fourteen letters and digits.';
comment on column mesh.asset_filters.asset_id is 'The asset.';
comment on column mesh.asset_filters.name is 'Name, unique for the asset.';
comment on column mesh.asset_filters.description is 'Why the filter exists.';
comment on column mesh.asset_filters.row_filter is 'Condition that a row must meet, in DataZone''s RowFilter shape.';
comment on column mesh.asset_filters.included_columns is 'The only columns that pass.';
comment on column mesh.asset_filters.masks is 'How the values of some columns are hidden: column to mask.';
comment on column mesh.asset_filters.created_at is 'When it was made.';
comment on column mesh.asset_filters.updated_at is 'When this row last changed.';

create table mesh.listings (
    listing_id  text        not null default mesh.new_id(),
    asset_id    text        not null,
    project_id  text        not null,
    name        text        not null,
    description text,
    status      text        not null default 'ACTIVE',
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now(),
    constraint listings_pkey primary key (listing_id),
    constraint listings_asset_id_key unique (asset_id),
    -- What is offered to others has a project that answers for it.
    constraint listings_asset_fkey foreign key (asset_id, project_id)
        references mesh.assets (asset_id, project_id) on update cascade,
    constraint listings_listing_id_check check (listing_id ~ '^[a-zA-Z0-9_-]{1,36}$'),
    constraint listings_name_check check (length(name) between 1 and 64),
    constraint listings_description_check check (length(description) <= 2048),
    constraint listings_status_check check (status in ('CREATING', 'ACTIVE', 'INACTIVE'))
);
create index listings_asset_id_project_id_idx on mesh.listings (asset_id, project_id);
comment on table mesh.listings is 'Assets that are offered to others.';
comment on column mesh.listings.listing_id is 'Identity: fourteen letters and digits.';
comment on column mesh.listings.asset_id is 'The asset that is offered.';
comment on column mesh.listings.project_id is 'The project that offers it.';
comment on column mesh.listings.name is 'Name under which it is offered.';
comment on column mesh.listings.description is 'What a consumer should know before asking.';
comment on column mesh.listings.status is 'ACTIVE while it can be asked for, INACTIVE when withdrawn.';
comment on column mesh.listings.created_at is 'When it was first offered.';
comment on column mesh.listings.updated_at is 'When this row last changed.';

create table mesh.subscription_requests (
    subscription_request_id text        not null default mesh.new_id(),
    listing_id              text        not null,
    project_id              text        not null,
    reason                  text        not null,
    status                  text        not null default 'PENDING',
    decision_comment        text,
    requested_by            text        not null default session_user,
    decided_by              text,
    created_at              timestamptz not null default now(),
    decided_at              timestamptz,
    constraint subscription_requests_pkey primary key (subscription_request_id),
    constraint subscription_requests_listing_id_fkey foreign key (listing_id) references mesh.listings (listing_id),
    constraint subscription_requests_project_id_fkey foreign key (project_id) references mesh.projects (project_id),
    constraint subscription_requests_subscription_request_id_check
        check (subscription_request_id ~ '^[a-zA-Z0-9_-]{1,36}$'),
    constraint subscription_requests_reason_check check (length(reason) between 1 and 4096),
    constraint subscription_requests_status_check check (status in ('PENDING', 'ACCEPTED', 'REJECTED')),
    constraint subscription_requests_decision_comment_check check (length(decision_comment) <= 4096),
    constraint subscription_requests_decided_check check ((status = 'PENDING') = (decided_at is null))
);
create unique index subscription_requests_pending_idx on mesh.subscription_requests (listing_id, project_id)
    where status = 'PENDING';
create index subscription_requests_listing_id_idx on mesh.subscription_requests (listing_id);
create index subscription_requests_project_id_idx on mesh.subscription_requests (project_id);
comment on table mesh.subscription_requests is 'Questions of projects for listings, and their answers.';
comment on column mesh.subscription_requests.subscription_request_id is 'Identity: fourteen letters and digits.';
comment on column mesh.subscription_requests.listing_id is 'What is asked for.';
comment on column mesh.subscription_requests.project_id is 'The project that asks.';
comment on column mesh.subscription_requests.reason is 'Why it asks.';
comment on column mesh.subscription_requests.status is 'PENDING, ACCEPTED or REJECTED.';
comment on column mesh.subscription_requests.decision_comment is 'What was said with the answer.';
comment on column mesh.subscription_requests.requested_by is 'Login of the session that asked.';
comment on column mesh.subscription_requests.decided_by is 'Login of the session that answered.';
comment on column mesh.subscription_requests.created_at is 'When it was asked.';
comment on column mesh.subscription_requests.decided_at is 'When it was answered, null before.';

create table mesh.subscriptions (
    subscription_id         text        not null default mesh.new_id(),
    subscription_request_id text        not null,
    listing_id              text        not null,
    project_id              text        not null,
    status                  text        not null default 'APPROVED',
    expires_at              timestamptz,
    created_at              timestamptz not null default now(),
    ended_at                timestamptz,
    constraint subscriptions_pkey primary key (subscription_id),
    constraint subscriptions_subscription_request_id_key unique (subscription_request_id),
    constraint subscriptions_subscription_request_id_fkey foreign key (subscription_request_id)
        references mesh.subscription_requests (subscription_request_id),
    constraint subscriptions_listing_id_fkey foreign key (listing_id) references mesh.listings (listing_id),
    constraint subscriptions_project_id_fkey foreign key (project_id) references mesh.projects (project_id),
    constraint subscriptions_subscription_id_check check (subscription_id ~ '^[a-zA-Z0-9_-]{1,36}$'),
    constraint subscriptions_status_check check (status in ('APPROVED', 'REVOKED', 'CANCELLED')),
    constraint subscriptions_ended_check check ((status = 'APPROVED') = (ended_at is null))
);
create unique index subscriptions_approved_idx on mesh.subscriptions (listing_id, project_id)
    where status = 'APPROVED';
create index subscriptions_listing_id_idx on mesh.subscriptions (listing_id);
create index subscriptions_project_id_idx on mesh.subscriptions (project_id);
comment on table mesh.subscriptions is 'Agreements that a project may read a listing.';
comment on column mesh.subscriptions.subscription_id is 'Identity: fourteen letters and digits.';
comment on column mesh.subscriptions.subscription_request_id is 'The request that was accepted.';
comment on column mesh.subscriptions.listing_id is 'What may be read.';
comment on column mesh.subscriptions.project_id is 'The project that may read it.';
comment on column mesh.subscriptions.status is 'APPROVED, then REVOKED by the producer or CANCELLED by the consumer.';
comment on column mesh.subscriptions.expires_at is 'From when no row is shown any more, null for no end.';
comment on column mesh.subscriptions.created_at is 'When it was approved.';
comment on column mesh.subscriptions.ended_at is 'When it was revoked or cancelled, null before.';

create table mesh.subscription_filters (
    subscription_id text not null,
    asset_filter_id text not null,
    constraint subscription_filters_pkey primary key (subscription_id, asset_filter_id),
    constraint subscription_filters_subscription_id_fkey
        foreign key (subscription_id) references mesh.subscriptions (subscription_id),
    constraint subscription_filters_asset_filter_id_fkey
        foreign key (asset_filter_id) references mesh.asset_filters (asset_filter_id)
);
create index subscription_filters_asset_filter_id_idx on mesh.subscription_filters (asset_filter_id);
comment on table mesh.subscription_filters is 'With which filters a subscription was approved.';
comment on column mesh.subscription_filters.subscription_id is 'The subscription.';
comment on column mesh.subscription_filters.asset_filter_id is 'A filter that it passes through.';

create table mesh.subscription_grants (
    subscription_grant_id text        not null default mesh.new_id(),
    subscription_id       text        not null,
    database              text        not null,
    share_schema          text        not null,
    share_view            text        not null,
    statement             text        not null,
    definition            text        not null,
    masked_columns        text[]      not null default '{}',
    status                text        not null,
    failure               text,
    created_at            timestamptz not null default now(),
    updated_at            timestamptz not null default now(),
    constraint subscription_grants_pkey primary key (subscription_grant_id),
    constraint subscription_grants_subscription_id_key unique (subscription_id),
    constraint subscription_grants_subscription_id_fkey
        foreign key (subscription_id) references mesh.subscriptions (subscription_id),
    constraint subscription_grants_subscription_grant_id_check
        check (subscription_grant_id ~ '^[a-zA-Z0-9_-]{1,36}$'),
    constraint subscription_grants_status_check
        check (
            status in (
                'GRANT_PENDING', 'GRANT_IN_PROGRESS', 'GRANT_FAILED', 'GRANTED',
                'REVOKE_PENDING', 'REVOKE_IN_PROGRESS', 'REVOKE_FAILED', 'REVOKED'
            )
        )
);
create unique index subscription_grants_share_idx
    on mesh.subscription_grants (database, share_schema, share_view) where status <> 'REVOKED';
comment on table mesh.subscription_grants is 'The view and the rights by which a subscription is an access.';
comment on column mesh.subscription_grants.subscription_grant_id is 'Identity: fourteen letters and digits.';
comment on column mesh.subscription_grants.subscription_id is 'The subscription that it carries out.';
comment on column mesh.subscription_grants.database is 'Database in which the view lies.';
comment on column mesh.subscription_grants.share_schema is 'Share schema of the producer.';
comment on column mesh.subscription_grants.share_view is 'Name of the view.';
comment on column mesh.subscription_grants.statement is 'Text of the view as it was asked for.';
comment on column mesh.subscription_grants.definition is 'Text of the view as the server keeps it; another one there means that somebody changed it.';
comment on column mesh.subscription_grants.masked_columns is 'Columns whose values a mask hides.';
comment on column mesh.subscription_grants.status is 'GRANTED only after the reader was seen to read the share and be refused the table.';
comment on column mesh.subscription_grants.failure is 'Why the proof failed, null otherwise.';
comment on column mesh.subscription_grants.created_at is 'When the view was made.';
comment on column mesh.subscription_grants.updated_at is 'When this row last changed.';

create table mesh.inbox (
    event_id    uuid        not null,
    tenant_id   uuid        not null,
    database    text        not null,
    kind        text        not null,
    occurred_at timestamptz not null,
    taken_at    timestamptz not null default now(),
    outcome     text        not null,
    reason      text,
    constraint inbox_pkey primary key (event_id),
    constraint inbox_outcome_check check (outcome in ('taken', 'ignored', 'refused')),
    constraint inbox_reason_check check ((outcome = 'refused') = (reason is not null))
);
comment on table mesh.inbox is 'Events of data databases that the mesh has seen, each taken once.';
comment on column mesh.inbox.event_id is 'Identity that the outbox gave it.';
comment on column mesh.inbox.tenant_id is 'The tenant whom it concerns.';
comment on column mesh.inbox.database is 'Database whose outbox it came from.';
comment on column mesh.inbox.kind is 'What happened, such as dataset.loaded.';
comment on column mesh.inbox.occurred_at is 'When it happened there.';
comment on column mesh.inbox.taken_at is 'When it was seen here.';
comment on column mesh.inbox.outcome is 'taken, ignored because the mesh need not know it, or refused.';
comment on column mesh.inbox.reason is 'Why it was refused, null otherwise.';
