-- 21 mesh views: what commands list, what an approval must know, what channels may show

create or replace view mesh.asset_overview as
select
    assets.asset_id, registry.identifier as tenant, projects.name as project, assets.database,
    assets.schema_name, assets.table_name, assets.title, assets.description,
    mesh.term_names(assets.asset_id) as terms, assets.row_count, assets.reject_count, assets.refreshed_at,
    assets.revision, listings.listing_id, listings.status as listing_status
from mesh.assets
join socle.registry using (tenant_id)
left join mesh.projects using (project_id)
left join mesh.listings using (asset_id);
comment on view mesh.asset_overview is 'Each asset on one row, with who answers for it and whether it is offered.';
comment on column mesh.asset_overview.asset_id is 'The asset.';
comment on column mesh.asset_overview.tenant is 'Identifier of the tenant who owns the table.';
comment on column mesh.asset_overview.project is 'The project that answers for it.';
comment on column mesh.asset_overview.database is 'Database in which the table lies.';
comment on column mesh.asset_overview.schema_name is 'Schema of the table.';
comment on column mesh.asset_overview.table_name is 'Name of the table.';
comment on column mesh.asset_overview.title is 'Name as people read it.';
comment on column mesh.asset_overview.description is 'What the data set holds.';
comment on column mesh.asset_overview.terms is 'Names of its glossary terms.';
comment on column mesh.asset_overview.row_count is 'Rows that the last load brought.';
comment on column mesh.asset_overview.reject_count is 'Records that the last load refused.';
comment on column mesh.asset_overview.refreshed_at is 'When the last load finished.';
comment on column mesh.asset_overview.revision is 'Counted up whenever the columns change.';
comment on column mesh.asset_overview.listing_id is 'Its listing, null when it was never offered.';
comment on column mesh.asset_overview.listing_status is 'Whether it can be asked for.';

create or replace view mesh.listing_overview as
select
    listings.listing_id, listings.name, listings.description, listings.status, projects.name as project,
    registry.identifier as tenant, assets.schema_name, assets.table_name, assets.asset_id,
    assets.refreshed_at
from mesh.listings
join mesh.assets using (asset_id)
join mesh.projects on projects.project_id = listings.project_id
join socle.registry on registry.tenant_id = assets.tenant_id;
comment on view mesh.listing_overview is 'Each listing on one row, with who offers what.';
comment on column mesh.listing_overview.listing_id is 'The listing.';
comment on column mesh.listing_overview.name is 'Name under which it is offered.';
comment on column mesh.listing_overview.description is 'What a consumer should know before asking.';
comment on column mesh.listing_overview.status is 'ACTIVE while it can be asked for.';
comment on column mesh.listing_overview.project is 'The project that offers it.';
comment on column mesh.listing_overview.tenant is 'Identifier of the tenant who owns the data.';
comment on column mesh.listing_overview.schema_name is 'Schema of the table.';
comment on column mesh.listing_overview.table_name is 'Name of the table.';
comment on column mesh.listing_overview.asset_id is 'The asset that is offered.';
comment on column mesh.listing_overview.refreshed_at is 'When the last load finished.';

create or replace view mesh.subscription_overview as
select
    requests.subscription_request_id, requests.status as request_status, requests.reason,
    requests.decision_comment, listings.listing_id, listings.name as listing,
    producer_projects.name as producer_project, producers.identifier as producer,
    projects.name as consumer_project, consumers.identifier as consumer, requests.created_at,
    subscriptions.subscription_id,
    case
        when subscriptions.status = 'APPROVED' and subscriptions.expires_at <= now() then 'EXPIRED'
        else subscriptions.status
    end as subscription_status,
    subscriptions.expires_at,
    grants.status as grant_status, grants.failure, grants.database, grants.share_schema, grants.share_view,
    assets.schema_name, assets.table_name
from mesh.subscription_requests as requests
join mesh.listings using (listing_id)
join mesh.assets using (asset_id)
join socle.registry as producers on producers.tenant_id = assets.tenant_id
join mesh.projects as producer_projects on producer_projects.project_id = listings.project_id
join mesh.projects on projects.project_id = requests.project_id
join socle.registry as consumers on consumers.tenant_id = projects.tenant_id
left join mesh.subscriptions using (subscription_request_id)
left join mesh.subscription_grants as grants using (subscription_id);
comment on view mesh.subscription_overview is 'Each request on one row, with what became of it.';
comment on column mesh.subscription_overview.subscription_request_id is 'The request.';
comment on column mesh.subscription_overview.request_status is 'PENDING, ACCEPTED or REJECTED.';
comment on column mesh.subscription_overview.reason is 'Why the consumer asks.';
comment on column mesh.subscription_overview.decision_comment is 'What was said with the answer.';
comment on column mesh.subscription_overview.listing_id is 'What is asked for.';
comment on column mesh.subscription_overview.listing is 'Name of the listing.';
comment on column mesh.subscription_overview.producer_project is 'The project that offers it.';
comment on column mesh.subscription_overview.producer is 'Identifier of the tenant who owns the data.';
comment on column mesh.subscription_overview.consumer_project is 'The project that asks.';
comment on column mesh.subscription_overview.consumer is 'Identifier of the tenant who receives the data.';
comment on column mesh.subscription_overview.created_at is 'When it was asked.';
comment on column mesh.subscription_overview.subscription_id is 'The subscription, null before approval.';
comment on column mesh.subscription_overview.subscription_status is 'APPROVED, EXPIRED, REVOKED or CANCELLED.';
comment on column mesh.subscription_overview.expires_at is 'From when no row is shown any more.';
comment on column mesh.subscription_overview.grant_status is 'GRANTED once the access was proved.';
comment on column mesh.subscription_overview.failure is 'Why the proof failed.';
comment on column mesh.subscription_overview.database is 'Database in which the share lies.';
comment on column mesh.subscription_overview.share_schema is 'Schema of the share.';
comment on column mesh.subscription_overview.share_view is 'Name of the share''s view.';
comment on column mesh.subscription_overview.schema_name is 'Schema of the table behind the share.';
comment on column mesh.subscription_overview.table_name is 'Name of the table behind the share.';

create or replace view mesh.tenant_tables as
select
    assets.tenant_id, 'own'::text as origin, assets.asset_id, assets.database,
    assets.schema_name as relation_schema, assets.table_name as relation_name,
    registry.identifier as producer, assets.table_name, assets.title, assets.description, registry.name as owner,
    mesh.term_names(assets.asset_id) as terms, assets.refreshed_at, assets.channels,
    '{}'::text[] as masked_columns
from mesh.assets
join socle.registry using (tenant_id)
union all
select
    consumers.tenant_id, 'subscription', assets.asset_id, grants.database, grants.share_schema,
    grants.share_view, producers.identifier, assets.table_name, assets.title, assets.description,
    producers.name, mesh.term_names(assets.asset_id), assets.refreshed_at, null, grants.masked_columns
from mesh.subscription_grants as grants
join mesh.subscriptions using (subscription_id)
join mesh.projects as consumers on consumers.project_id = subscriptions.project_id
join mesh.listings using (listing_id)
join mesh.assets using (asset_id)
join socle.registry as producers on producers.tenant_id = assets.tenant_id
where subscriptions.status = 'APPROVED' and grants.status = 'GRANTED';
comment on view mesh.tenant_tables is 'What each tenant may show its readers: own assets, and shares that were proved to work.';
comment on column mesh.tenant_tables.tenant_id is 'The tenant whose channels may show it.';
comment on column mesh.tenant_tables.origin is 'own, or subscription for another tenant''s data.';
comment on column mesh.tenant_tables.asset_id is 'The asset.';
comment on column mesh.tenant_tables.database is 'Database in which the relation lies.';
comment on column mesh.tenant_tables.relation_schema is 'Schema of the table or share to read.';
comment on column mesh.tenant_tables.relation_name is 'Name of the table or share to read.';
comment on column mesh.tenant_tables.producer is 'Identifier of the tenant who owns the data.';
comment on column mesh.tenant_tables.table_name is 'Name of the owner''s table.';
comment on column mesh.tenant_tables.title is 'Name as people read it.';
comment on column mesh.tenant_tables.description is 'What the data set holds.';
comment on column mesh.tenant_tables.owner is 'Name of the tenant who answers for the data.';
comment on column mesh.tenant_tables.terms is 'Names of its glossary terms.';
comment on column mesh.tenant_tables.refreshed_at is 'When the last load finished.';
comment on column mesh.tenant_tables.channels is 'Channels that show it, null for all.';
comment on column mesh.tenant_tables.masked_columns is 'Columns whose values a mask hides.';

-- Where nobody described a column, its term does, else its heading, else its name.
create or replace view mesh.column_descriptions as
select
    asset_id, column_name, ordinal,
    coalesce(columns.description, meaning.short_description, columns.label, column_name) as description,
    mesh.column_term_names(asset_id, column_name) as terms
from mesh.asset_columns as columns
left join lateral (
    select short_description from mesh.asset_column_terms as links
    join mesh.glossary_terms as terms using (glossary_term_id)
    where links.asset_id = columns.asset_id and links.column_name = columns.column_name
        and short_description is not null
    order by terms.name collate "C"
    limit 1
) as meaning on true
where is_current;
comment on view mesh.column_descriptions is 'What the mesh says of each column that an asset has now.';
comment on column mesh.column_descriptions.asset_id is 'The asset.';
comment on column mesh.column_descriptions.column_name is 'Name of the column.';
comment on column mesh.column_descriptions.ordinal is 'Place in the table, from 1.';
comment on column mesh.column_descriptions.description is 'What the column holds, in the best words that there are.';
comment on column mesh.column_descriptions.terms is 'Names of its glossary terms.';

create or replace view mesh.share_facts as
select
    requests.subscription_request_id, requests.status as request_status,
    listings.name as listing, listings.status as listing_status, assets.asset_id, assets.schema_name,
    assets.table_name, assets.title, assets.description, mesh.term_names(assets.asset_id) as terms,
    assets.database as asset_database, producers.tenant_id as producer_id,
    producers.identifier as producer, producers.placement as producer_placement,
    producers.database as producer_database, producers.name as producer_name,
    consumers.tenant_id as consumer_id, consumers.identifier as consumer,
    consumers.placement as consumer_placement, consumers.database as consumer_database,
    subscriptions.subscription_id, subscriptions.status as subscription_status, subscriptions.expires_at,
    grants.status as grant_status, grants.share_schema, grants.share_view, grants.statement,
    grants.definition, coalesce(grants.masked_columns, '{}') as masked_columns,
    coalesce((
        select array_agg(filters.name order by filters.name collate "C")
        from mesh.subscription_filters as links
        join mesh.asset_filters as filters using (asset_filter_id)
        where links.subscription_id = subscriptions.subscription_id
    ), '{}') as filters
from mesh.subscription_requests as requests
join mesh.listings using (listing_id)
join mesh.assets using (asset_id)
join socle.registry as producers on producers.tenant_id = assets.tenant_id
join mesh.projects on projects.project_id = requests.project_id
join socle.registry as consumers on consumers.tenant_id = projects.tenant_id
left join mesh.subscriptions using (subscription_request_id)
left join mesh.subscription_grants as grants using (subscription_id);
comment on view mesh.share_facts is 'All that must be known of a request to approve it, to mend its share or to end it.';
comment on column mesh.share_facts.subscription_request_id is 'The request.';
comment on column mesh.share_facts.request_status is 'PENDING, ACCEPTED or REJECTED.';
comment on column mesh.share_facts.listing is 'Name of the listing.';
comment on column mesh.share_facts.listing_status is 'Whether it can be asked for.';
comment on column mesh.share_facts.asset_id is 'The asset behind the listing.';
comment on column mesh.share_facts.schema_name is 'Schema of the table.';
comment on column mesh.share_facts.table_name is 'Name of the table.';
comment on column mesh.share_facts.title is 'Name of the asset as people read it.';
comment on column mesh.share_facts.description is 'What the data set holds.';
comment on column mesh.share_facts.terms is 'Names of its glossary terms.';
comment on column mesh.share_facts.asset_database is 'Database in which the table lies.';
comment on column mesh.share_facts.producer_id is 'The tenant who owns the data.';
comment on column mesh.share_facts.producer is 'Its identifier.';
comment on column mesh.share_facts.producer_placement is 'Where its data lives.';
comment on column mesh.share_facts.producer_database is 'Its database.';
comment on column mesh.share_facts.producer_name is 'Its name as people read it.';
comment on column mesh.share_facts.consumer_id is 'The tenant who receives the data.';
comment on column mesh.share_facts.consumer is 'Its identifier.';
comment on column mesh.share_facts.consumer_placement is 'Where its data lives.';
comment on column mesh.share_facts.consumer_database is 'Its database.';
comment on column mesh.share_facts.subscription_id is 'The subscription, null before approval.';
comment on column mesh.share_facts.subscription_status is 'APPROVED, REVOKED or CANCELLED.';
comment on column mesh.share_facts.expires_at is 'From when no row is shown any more.';
comment on column mesh.share_facts.grant_status is 'State of the access.';
comment on column mesh.share_facts.share_schema is 'Schema of the share.';
comment on column mesh.share_facts.share_view is 'Name of the share''s view.';
comment on column mesh.share_facts.statement is 'Text of the share as it was asked for.';
comment on column mesh.share_facts.definition is 'Text of the share as the server kept it.';
comment on column mesh.share_facts.masked_columns is 'Columns whose values a mask hides.';
comment on column mesh.share_facts.filters is 'Names of the filters with which it was approved.';
