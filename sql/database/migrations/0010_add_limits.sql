-- 0010 add limits that this database itself holds
-- why: how many objects a tenant may have is decided where it makes one, at the statement, and what a load leaves in
--      the platform's own tables counts as the tenant's
-- locks: none that readers notice
-- reverse: alter table socle.tenants drop column object_limit; alter table socle.loads drop column rejected_bytes;
--      drop index socle.audit_events_proofs_idx

alter table socle.tenants add column object_limit bigint;
comment on column socle.tenants.object_limit is 'How many objects the tenant may have in its schemas, as the guard last brought it here; null without a limit.';

alter table socle.loads add column rejected_bytes bigint not null default 0;
comment on column socle.loads.rejected_bytes is 'Bytes of refused records that are kept of this load.';

-- What an ETL login itself writes into its chain, and how much.
create index audit_events_proofs_idx on socle.audit_events (tenant_id)
where action in ('person.erased', 'retention.applied');
