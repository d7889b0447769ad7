-- 90 grants: what the platform's own runtime and the groups of logins may reach here

grant usage on schema socle to socle_runtime, socle_etl;
grant usage on schema catalogue to socle_reader;

grant select on socle.tenants, socle.schemas, socle.logins, socle.datasets, socle.loads, socle.rejects,
    socle.repairs, socle.outbox, socle.audit_events, socle.audit_heads, socle.audit_segments,
    socle.published_views, socle.published_columns, socle.migrations
to socle_runtime;
grant update (relayed_at) on socle.outbox to socle_runtime;
grant execute on function
    socle.append_audit(uuid, text, text, text, text),
    socle.record_refusal(text, text, text, text, text, jsonb, text, text),
    socle.audit_hash(uuid, bigint, bigint, text, text, text, text, text, bytea)
to socle_runtime;

grant execute on function
    socle.session_tenant(),
    socle.begin_load(text, text, text, text, jsonb),
    socle.describe_load(uuid, bytea, bigint, jsonb, bytea, text),
    socle.hold_dataset(uuid),
    socle.dataset_holder(uuid),
    socle.release_dataset(uuid),
    socle.same_content(uuid),
    socle.stale_stagings(uuid),
    socle.resumable_load(uuid),
    socle.take_over_chunks(uuid, uuid),
    socle.record_chunk(uuid, int8multirange, bigint),
    socle.is_settled(uuid, timestamptz),
    socle.swap_obstacles(oid, text),
    socle.prepare_swap(oid, oid),
    socle.part_name(oid, oid),
    socle.part_statements(oid, oid),
    socle.constraints_of(oid),
    socle.finishing_statements(oid, oid),
    socle.view_statements(oid, oid),
    socle.load_tables(uuid),
    socle.hold_tables(uuid, interval),
    socle.exchange_tables(uuid),
    socle.swap_load(uuid, interval),
    socle.hide_staging(oid),
    socle.show_table(oid),
    socle.record_rejects(uuid, jsonb),
    socle.record_repairs(uuid, jsonb),
    socle.mark_replayed(uuid, uuid, bigint[]),
    socle.finish_load(uuid, bigint, bigint, bigint, bigint, jsonb, jsonb),
    socle.end_load(uuid, text, text, text),
    socle.erase_rejects(text[]),
    socle.record_privacy(text, text, jsonb)
to socle_etl;
grant select on socle.own_chunks, socle.own_loads, socle.own_rejects, socle.own_repairs to socle_etl;

grant select on catalogue.assets, catalogue.columns to socle_reader;
