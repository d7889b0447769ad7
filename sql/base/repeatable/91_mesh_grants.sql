-- 91 mesh grants: the runtime keeps the mesh; access itself is the provisioner's work

grant usage on schema mesh to socle_runtime;
grant select on all tables in schema mesh to socle_runtime;
grant insert, update on
    mesh.domains, mesh.domain_units, mesh.projects, mesh.glossaries, mesh.glossary_terms, mesh.assets,
    mesh.asset_columns, mesh.asset_filters, mesh.listings, mesh.inbox
to socle_runtime;
grant insert, delete on mesh.asset_terms, mesh.asset_column_terms to socle_runtime;
-- The runtime may ask; that an answer is an access is written by the provisioner alone.
grant insert (listing_id, project_id, reason) on mesh.subscription_requests to socle_runtime;
grant execute on function
    mesh.new_id(),
    mesh.term_names(text),
    mesh.column_term_names(text, text),
    mesh.asset_document(text),
    mesh.index_assets(text[]),
    mesh.search_assets(text),
    mesh.take_columns(text, jsonb),
    mesh.take_load(uuid, text, jsonb),
    mesh.take_event(uuid, uuid, text, text, timestamptz, jsonb)
to socle_runtime;
