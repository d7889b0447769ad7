package import Postgres
import Vocabulary

// Schemas, and with which rights objects to come will be made.

extension DataSide {
    /// Reads with which rights objects to come will be made, as lines of each tenant; nil when they are as they shall be.
    ///
    /// **Runs as** provisioner. **Cost** one query, whatever their number.
    package static func defaultRights(
        of desired: [DesiredTenant], _ bases: [BaseSide], in database: borrowing Connection
    ) throws -> [FactText?] {
        let tenants = WantedNames(desired.map { [$0.identifier.text] })
        let roles = WantedNames(zip(desired, bases).map { $0.roleNames(held: $1) })
        let spaces = WantedNames(zip(desired, bases).map { $0.schemaNames(held: $1) })
        return try ServerSide.differences(
            count: desired.count, defaultRightsQuery(tenants, roles, spaces), in: database
        ) { desired[$0].defaultRightsText }
    }

    /// The rights that a tenant's own objects usually have, byte by byte as statements of a plan leave them.
    ///
    /// Rights that are those are told as null: to write others out, each name is looked up for itself.
    private static func usualRights(_ tenants: WantedNames) -> SQL {
        """
        usual as materialized (
            select position,
                format('{%1$s_owner=UC/%1$s_owner,%1$s_delete=U/%1$s_owner,%1$s_read=U/%1$s_owner,'
                    '%1$s_write=U/%1$s_owner}', tenant)::aclitem[] as schema,
                format('{%1$s_read=r/%1$s_owner,%1$s_write=aw/%1$s_owner,%1$s_delete=dD/%1$s_owner}', tenant)
                    ::aclitem[] as tables,
                format('{%1$s_write=U/%1$s_owner}', tenant)::aclitem[] as sequences,
                format('{%1$s_owner=X/%1$s_owner}', tenant)::aclitem[] as functions
            from (
                select position, split_part(words, ' ', 1) as tenant
                from unnest(\(sql: tenants.lines)) with ordinality as line (words, position)
            ) as tenants
            where to_regrole(tenant || '_owner') is not null and to_regrole(tenant || '_read') is not null
                and to_regrole(tenant || '_write') is not null and to_regrole(tenant || '_delete') is not null
        )
        """
    }

    static func schemasQuery(_ tenants: WantedNames, _ spaces: WantedNames) -> SQL {
        """
        with \(sql: usualRights(tenants)),
        wanted as (
            select position, word from unnest(\(sql: spaces.arrays)) as wanted (word, position)
            union
            select position, schema_name::name
            from unnest(\(sql: tenants.lines)) with ordinality as line (words, position)
            join socle.tenants on identifier = split_part(words, ' ', 1)
            join socle.schemas using (tenant_id)
        )
        select position, string_agg(
            row(
                word, maker.rolname, purpose,
                case when nspacl = usual.schema then null when nspacl is null then '{}' else array(
                    select (privilege_type || case when is_grantable then '* ' else ' ' end
                        || coalesce(nullif(grantee, 0)::regrole::text, '')) collate "C" as entry
                    from aclexplode(nspacl)
                    where grantee <> nspowner
                        -- What shares and channels give their readers is theirs to say.
                        and not (privilege_type = 'USAGE' and grantee <> 0 and not is_grantable
                            and ((purpose = 'share' and word like '%\\_share')
                                or (purpose = 'channel'
                                    and grantee = (select oid from pg_authid where rolname = nspname))))
                    order by entry
                ) end
            )::text, E'\\n' order by word)
        from wanted
        left join usual using (position)
        left join pg_namespace on nspname = word
        left join pg_authid as maker on maker.oid = nspowner
        left join socle.schemas on schema_name = word
        where nspname is not null or schema_name is not null
        group by position
        """
    }

    private static func defaultRightsQuery(
        _ tenants: WantedNames, _ roles: WantedNames, _ spaces: WantedNames
    ) -> SQL {
        """
        with \(sql: usualRights(tenants)),
        roles as materialized (
            select position, oid as role
            from unnest(\(sql: roles.arrays)) as wanted (word, position)
            join pg_authid on rolname = word
        ),
        spaces as materialized (
            select position, oid as space
            from unnest(\(sql: spaces.arrays)) as wanted (word, position)
            join pg_namespace on nspname = word
        ),
        found as (
            select position, pg_default_acl.* from roles join pg_default_acl on defaclrole = role
            union all
            -- Whoever else has opened what he may make here; by the only index that knows it.
            select position, pg_default_acl.*
            from spaces
            join pg_depend on refclassid = 'pg_namespace'::regclass and refobjid = space
            join pg_default_acl on classid = 'pg_default_acl'::regclass and pg_default_acl.oid = objid
            where not exists (select from roles where role = defaclrole and roles.position = spaces.position)
        )
        select position::bigint, string_agg(
            row(
                maker.rolname, nspname, defaclobjtype,
                case when defaclacl = case defaclobjtype
                    when 'r' then tables when 'S' then sequences when 'f' then functions
                end then null else array(
                    select (privilege_type || case when is_grantable then '* ' else ' ' end
                        || coalesce(nullif(grantee, 0)::regrole::text, '')) collate "C" as entry
                    from aclexplode(defaclacl)
                    where grantee <> defaclrole
                    order by entry
                ) end
            )::text, E'\\n' order by nspname nulls first, defaclobjtype, maker.rolname)
        from found
        left join usual using (position)
        join pg_authid as maker on maker.oid = defaclrole
        left join pg_namespace on pg_namespace.oid = defaclnamespace
        group by position
        """
    }
}
