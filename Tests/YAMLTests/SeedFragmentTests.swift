import Testing
import YAML

@Suite("The fragments that templates are made of")
struct SeedFragmentTests {
    @Test("are read, filled in and written back", arguments: fragments)
    func fragment(text: String) throws {
        let variables = [
            "TENANT_ID": "acme", "TENANT_NAME": "Acme", "TENANT_TYPE": "free", "POSTGRESQL_CPU_CORES": "0.25",
            "POSTGRESQL_MEMORY_GB": "0.5", "POSTGRESQL_STORAGE_GB": "1",
        ]
        let root = try YAMLDocument(parsing: text, file: "t.yml").root.substituting(variables)
        let written = try YAMLWriter().text(of: root)
        #expect(try YAMLDocument(parsing: written, file: "t.yml").root == root)
        #expect(!written.contains("${"))
    }

    static let fragments = [
        """
        tenant_info:
          tenant_id: "${TENANT_ID}"
          tenant_name: "${TENANT_NAME}"
          tenant_type: "${TENANT_TYPE}"

        databases:
          postgresql:
            resources:
              cpu_cores: ${POSTGRESQL_CPU_CORES}
              memory_gb: ${POSTGRESQL_MEMORY_GB}
              storage_gb: ${POSTGRESQL_STORAGE_GB}
        """,
        """
        namespaces:
          cache: "cache:${TENANT_ID}:"
          session: "session:${TENANT_ID}:"
        """,
        """
        access_control:
          admin_users:
            - username: "${TENANT_ID}_admin"
              roles: ["tenant_admin"]
              mfa_required: true
              
          service_accounts:
            - username: "${TENANT_ID}_app"
              roles: ["tenant_app"]
        """,
        """
        backup:
          schedule:
            full_backup: "0 2 * * 0"      # Hebdomadaire
            incremental_backup: "0 2 * * 1-6"  # Quotidienne
            transaction_log_backup: "*/30 * * * *" # Toutes les 30min
          retention_days: 30
          disaster_recovery:
            failover_regions: ["us-west-2", "eu-west-1"]
        """,
        """
        auto_scaling:
          enabled: true
          min_resources: 0.5
          predictive_scaling: true  # Premium+
        performance_tier:
          qos:
            priority: "high"            # Free: low, Standard: normal, Premium: high, Enterprise: highest
            guaranteed_iops: 5000       # IOPS garanties
        """,
    ]
}
