-- 0008 create the catalogue
-- why: a reader finds, in the database to which he connects, what each view
--      shows, who answers for it and how fresh it is
-- locks: none, the tables are new
-- reverse: drop schema catalogue cascade; drop table socle.published_columns, socle.published_views

create schema catalogue;
comment on schema catalogue is 'What a reader may know of the data that he may read.';

create table socle.published_views (
    schema_name  text        not null,
    view_name    text        not null,
    tenant_id    uuid        not null,
    title        text        not null,
    description  text,
    owner        text        not null,
    terms        text[]      not null default '{}',
    origin       text        not null,
    refreshed_at timestamptz,
    constraint published_views_pkey primary key (schema_name, view_name),
    constraint published_views_tenant_id_fkey foreign key (tenant_id) references socle.tenants (tenant_id),
    constraint published_views_origin_check check (origin in ('own', 'subscription'))
);
create index published_views_tenant_id_idx on socle.published_views (tenant_id);
comment on table socle.published_views is 'Views of channel schemas, with what the mesh says of them.';
comment on column socle.published_views.schema_name is 'Schema of the channel.';
comment on column socle.published_views.view_name is 'Name of the view.';
comment on column socle.published_views.tenant_id is 'The tenant whose channel it is.';
comment on column socle.published_views.title is 'Name of the asset in the mesh.';
comment on column socle.published_views.description is 'What the asset holds.';
comment on column socle.published_views.owner is 'Name of the tenant who answers for the data.';
comment on column socle.published_views.terms is 'Glossary terms of the asset.';
comment on column socle.published_views.origin is 'own for the tenant''s own data, subscription for another tenant''s.';
comment on column socle.published_views.refreshed_at is 'When the data was last loaded.';

create table socle.published_columns (
    schema_name text    not null,
    view_name   text    not null,
    ordinal     integer not null,
    column_name text    not null,
    data_type   text    not null,
    description text,
    terms       text[]  not null default '{}',
    is_masked   boolean not null default false,
    constraint published_columns_pkey primary key (schema_name, view_name, column_name),
    constraint published_columns_view_fkey foreign key (schema_name, view_name)
        references socle.published_views (schema_name, view_name) on delete cascade on update cascade
);
comment on table socle.published_columns is 'Columns of the published views.';
comment on column socle.published_columns.schema_name is 'Schema of the channel.';
comment on column socle.published_columns.view_name is 'Name of the view.';
comment on column socle.published_columns.ordinal is 'Place in the view, from 1.';
comment on column socle.published_columns.column_name is 'Name of the column.';
comment on column socle.published_columns.data_type is 'PostgreSQL type.';
comment on column socle.published_columns.description is 'What the column holds.';
comment on column socle.published_columns.terms is 'Glossary terms of the column.';
comment on column socle.published_columns.is_masked is 'Whether a mask hides the value as it was delivered.';
