-- 90 grants: what the platform's own runtime and the groups of logins may reach here

grant usage on schema socle to socle_runtime, socle_etl;
grant usage on schema catalogue to socle_reader;

grant select on socle.tenants, socle.schemas, socle.logins, socle.datasets, socle.loads, socle.rejects,
    socle.outbox, socle.audit_events, socle.audit_heads, socle.audit_segments, socle.published_views,
    socle.published_columns, socle.migrations
to socle_runtime;
grant update (relayed_at) on socle.outbox to socle_runtime;
grant execute on function
    socle.append_audit(uuid, text, text, text, text),
    socle.audit_hash(uuid, bigint, bigint, text, text, text, text, text, bytea)
to socle_runtime;

grant execute on function
    socle.session_tenant(),
    socle.begin_load(text, text, text, text),
    socle.describe_load(uuid, bytea, bigint, jsonb),
    socle.lock_dataset(uuid),
    socle.same_content(uuid),
    socle.record_rejects(uuid, jsonb),
    socle.finish_load(uuid, bigint, bigint, bigint, bigint, jsonb),
    socle.end_load(uuid, text, text, text),
    socle.erase_rejects(text[]),
    socle.record_privacy(text, text, jsonb)
to socle_etl;
grant select on socle.own_loads, socle.own_rejects to socle_etl;

grant select on catalogue.assets, catalogue.columns to socle_reader;
