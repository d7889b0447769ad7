-- 90 grants: what the platform's runtime may reach of the base

grant select on socle.registry, socle.derived_names, socle.login_verifiers, socle.secrets to socle_runtime;
