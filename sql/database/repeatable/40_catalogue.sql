-- 40 catalogue: a reader sees the views of his own channel, and what the mesh says of them

create or replace view catalogue.assets with (security_barrier) as
select
    published.schema_name, published.view_name, published.title, published.description, published.owner,
    published.terms, published.origin, published.refreshed_at
from socle.published_views as published
join socle.logins on logins.tenant_id = published.tenant_id
join socle.tenants on tenants.tenant_id = published.tenant_id
where logins.login_name = current_user collate pg_catalog."default"
    and published.schema_name = format('%s_%s', tenants.identifier, logins.purpose);
comment on view catalogue.assets is 'The tables of this channel, with who answers for them and how fresh they are.';
comment on column catalogue.assets.schema_name is 'Schema in which the view lies.';
comment on column catalogue.assets.view_name is 'Name of the view.';
comment on column catalogue.assets.title is 'Name of the data set in the mesh.';
comment on column catalogue.assets.description is 'What the data set holds.';
comment on column catalogue.assets.owner is 'Who answers for the data.';
comment on column catalogue.assets.terms is 'Glossary terms.';
comment on column catalogue.assets.origin is 'own, or subscription for another organisation''s data.';
comment on column catalogue.assets.refreshed_at is 'When the data was last loaded.';

create or replace view catalogue.columns with (security_barrier) as
select
    published.schema_name, published.view_name, published.ordinal, published.column_name, published.data_type,
    published.description, published.terms, published.is_masked
from socle.published_columns as published
join catalogue.assets using (schema_name, view_name);
comment on view catalogue.columns is 'The columns of this channel''s tables.';
comment on column catalogue.columns.schema_name is 'Schema in which the view lies.';
comment on column catalogue.columns.view_name is 'Name of the view.';
comment on column catalogue.columns.ordinal is 'Place in the view, from 1.';
comment on column catalogue.columns.column_name is 'Name of the column.';
comment on column catalogue.columns.data_type is 'PostgreSQL type.';
comment on column catalogue.columns.description is 'What the column holds.';
comment on column catalogue.columns.terms is 'Glossary terms.';
comment on column catalogue.columns.is_masked is 'Whether a mask hides the delivered value.';
