-- 90 grants: what the platform's runtime may reach of the base
--
-- Not the sealed secrets and not the verifiers: only the provisioner opens a secret.

grant select on socle.registry, socle.derived_names, socle.audit_anchors, socle.audit_anchored_heads
to socle_runtime;
