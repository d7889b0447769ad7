import Testing
import Vocabulary

@testable import Tenancy

/// Fragments with the field's own keys and values, each laid over the shipped templates.
@Suite("The field's fragments as parts of a tenant's file")
struct FieldFragmentTests {
    struct Fragment: Sendable, CustomTestStringConvertible {
        let tier: Tier
        var region = "france"
        let text: String
        /// A value that the merged configuration then has.
        let path: String
        let value: String

        var testDescription: String { "\(tier.rawValue): \(path)" }
    }

    @Test("load in every environment, and hold", arguments: fragments, DeploymentEnvironment.allCases)
    func load(_ fragment: Fragment, _ environment: DeploymentEnvironment) {
        let declared = Declared(fragment.tier, fragment.text, region: fragment.region, in: environment)
        #expect(declared.failures.map { "\($0.message)\n\($0.detail ?? "")" } == [])
        if environment == .production { #expect(declared[fragment.path] == fragment.value) }
    }

    @Test("a template may name the tenant by variables, its resources among them")
    func template() throws {
        let declared = Declared(.free, in: .production)
        #expect(declared["databases.postgresql.resources.cpu_cores"] == "0.25")
        #expect(declared["schemas.tenant_audit"] == "acme_audit")
        #expect(declared["databases.redis.namespaces"]?.contains("cache:acme:") == true)
        let other = Declared(.free, "variables:\n  POSTGRESQL_CPU_CORES: 0.1")
        #expect(other["databases.postgresql.resources.cpu_cores"] == "0.1")
        #expect(Declared(.free, "variables:\n  POSTGRESQL_CPU_CORES: 4").codes == ["TEN106"])
    }

    static let fragments: [Fragment] = [
        .init(
            tier: .free,
            text: """
                databases:
                  postgresql:
                    resources:
                      cpu_cores: ${POSTGRESQL_CPU_CORES}
                      memory_gb: ${POSTGRESQL_MEMORY_GB}
                      storage_gb: ${POSTGRESQL_STORAGE_GB}
                """, path: "databases.postgresql.resources.memory_gb", value: "0.5"),
        .init(
            tier: .free,
            text: """
                schemas:
                  tenant_data: "${TENANT_ID}_data"
                  tenant_analytics: "${TENANT_ID}_analytics"
                  tenant_audit: "${TENANT_ID}_audit"
                """, path: "schemas.tenant_analytics", value: "acme_analytics"),
        .init(
            tier: .free,
            text: """
                collections:
                  users: "${TENANT_ID}_users"
                  tracks: "${TENANT_ID}_tracks"
                  playlists: "${TENANT_ID}_playlists"
                """, path: "databases.mongodb.collections",
            value: "{users: acme_users, tracks: acme_tracks, playlists: acme_playlists}"),
        .init(
            tier: .free,
            text: """
                namespaces:
                  cache: "cache:${TENANT_ID}:"
                  session: "session:${TENANT_ID}:"
                  analytics: "analytics:${TENANT_ID}:"
                """, path: "databases.redis.namespaces",
            value: "{cache: cache:acme:, session: session:acme:, analytics: analytics:acme:}"),
        .init(
            tier: .free,
            text: """
                access_control:
                  admin_users:
                    - username: "${TENANT_ID}_admin"
                      roles: ["tenant_admin"]
                      mfa_required: true

                  service_accounts:
                    - username: "${TENANT_ID}_app"
                      roles: ["tenant_app"]
                """, path: "access_control.service_accounts", value: "[{username: acme_app, roles: [tenant_app]}]"),
        .init(
            tier: .enterprise,
            text: """
                security:
                  encryption:
                    enabled: true
                    algorithm: "AES-256-GCM"
                    key_rotation: "monthly"

                  network:
                    vpc_isolation: true
                    allowed_ips: ["10.0.0.0/8"]

                  ssl:
                    enabled: true
                    cert_type: "enterprise"
                    mutual_tls: true
                """, path: "security.network.allowed_ips", value: "[10.0.0.0/8]"),
        .init(
            tier: .premium,
            text: """
                security:
                  encryption:
                    enabled: true
                    algorithm: "AES-256-GCM"
                    key_rotation: "quarterly"
                """, path: "security.encryption.key_rotation", value: "quarterly"),
        .init(
            tier: .standard,
            text: """
                monitoring:
                  metrics:
                    - "database_performance"
                    - "resource_usage"
                    - "connection_metrics"

                  alerts:
                    rules:
                      - name: "high_cpu_usage"
                        threshold: 80
                        duration: "5m"
                """, path: "monitoring.alerts.rules", value: "[{name: high_cpu_usage, threshold: 80, duration: 5m}]"),
        .init(
            tier: .premium,
            text: """
                monitoring:
                  level: "premium"
                  metrics:
                    - "cache_performance"
                    - "replication_lag"
                    - "backup_status"

                  performance:
                    apm_enabled: true
                    slow_query_threshold: 500
                """, path: "monitoring.level", value: "premium"),
        .init(
            tier: .enterprise,
            text: """
                monitoring:
                  level: "enterprise"
                  security_monitoring:
                    intrusion_detection: true
                    anomaly_detection: true
                    threat_intelligence: true
                """, path: "monitoring.security_monitoring.threat_intelligence", value: "true"),
        .init(
            tier: .standard,
            text: """
                backup:
                  schedule:
                    full_backup: "0 2 * * 0"
                    incremental_backup: "0 2 * * 1-6"
                  retention_days: 30
                """, path: "backup.schedule.incremental_backup", value: "0 2 * * 1-6"),
        .init(
            tier: .premium,
            text: """
                backup:
                  schedule:
                    full_backup: "0 1 * * 0"
                    incremental_backup: "0 */6 * * *"
                    transaction_log_backup: "*/30 * * * *"
                  point_in_time_recovery:
                    enabled: true
                    retention_period: "7 days"
                """, path: "backup.point_in_time_recovery.retention_period", value: "7 days"),
        .init(
            tier: .enterprise,
            text: """
                backup:
                  disaster_recovery:
                    enabled: true
                    rpo_minutes: 15
                    rto_minutes: 60
                    failover_regions: ["us-west-2", "eu-west-1"]
                  cross_region:
                    enabled: true
                    encryption: true
                """, path: "backup.disaster_recovery.failover_regions", value: "[us-west-2, eu-west-1]"),
        .init(
            tier: .premium,
            text: """
                auto_scaling:
                  enabled: true
                  min_resources: 0.5
                  max_resources: 4.0
                  scale_up_threshold: 70
                  scale_down_threshold: 30
                  predictive_scaling: true
                """, path: "auto_scaling.max_resources", value: "4"),
        .init(
            tier: .premium,
            text: """
                performance_tier:
                  qos:
                    priority: "high"
                    guaranteed_iops: 5000
                    burst_iops: 10000
                """, path: "performance_tier.qos.priority", value: "high"),
        .init(
            tier: .free,
            text: """
                compliance:
                  regulations: ["GDPR"]
                  privacy:
                    data_minimization: true
                    consent_management: true
                    right_to_erasure: true
                    data_portability: true
                """, path: "compliance.regulations", value: "[GDPR]"),
        .init(
            tier: .enterprise,
            text: """
                compliance:
                  regulations: ["GDPR", "SOX", "HIPAA", "PCI-DSS"]
                  data_governance:
                    classification: true
                    lineage: true
                    retention: true
                  auditing:
                    level: "comprehensive"
                    retention_period: "7 years"
                    immutable_logs: true
                """, path: "compliance.auditing.retention_period", value: "7 years"),
        .init(
            tier: .standard,
            text: """
                environment_overrides:
                  development:
                    security:
                      ssl:
                        enabled: false
                      encryption:
                        enabled: false
                    resources:
                      scale_factor: 0.5

                  staging:
                    resources:
                      scale_factor: 0.7
                    backup:
                      retention_days: 7

                  production:
                    security:
                      all_features: true
                    monitoring:
                      level: "full"
                """, path: "monitoring.level", value: "full"),
        .init(
            tier: .premium,
            text: """
                databases:
                  postgresql:
                    performance:
                      max_connections: 200
                      shared_buffers: "1GB"
                """, path: "databases.postgresql.performance.max_connections", value: "200"),
        .init(
            tier: .premium,
            text: """
                monitoring:
                  custom_metrics:
                    - name: "business_kpis"
                      retention: "2 years"
                """, path: "monitoring.custom_metrics", value: "[{name: business_kpis, retention: 2 years}]"),
        .init(
            tier: .enterprise, region: "us-east-1",
            text: """
                multi_region:
                  enabled: true
                  regions: ["us-east-1", "eu-west-1", "ap-southeast-1"]
                compliance:
                  regulations: ["GDPR", "SOX", "HIPAA", "PCI-DSS"]
                  data_residency:
                    enabled: true
                    requirements: ["EU_GDPR", "US_SOX"]
                """, path: "compliance.data_residency.requirements", value: "[EU_GDPR, US_SOX]"),
    ]
}
