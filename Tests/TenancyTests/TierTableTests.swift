import Tenancy
import Testing
import Vocabulary

@Suite("The templates that are shipped")
struct TierTableTests {
    @Test("have every row of the tiers' table")
    func table() {
        let rows: [(path: String, values: [String?])] = [
            ("resources.cpu_cores", ["0.25", "2", "8", "32"]),
            ("resources.memory_gb", ["0.5", "8", "32", "128"]),
            ("resources.storage_gb", ["1", "100", "1000", "10000"]),
            ("limits.storage_gb", ["1", "100", "1000", "10000"]),
            ("limits.max_users", ["10", "1000", "10000", "100000"]),
            ("limits.api_calls_per_month", ["10000", "1000000", "10000000", "100000000"]),
            ("limits.database_connections", ["5", "100", "500", "1000"]),
            ("placement", ["schema", "database", "cluster", "cluster"]),
            ("multi_region.enabled", ["false", "false", "false", "true"]),
            ("security.encryption.enabled", ["false", "true", "true", "true"]),
            ("security.encryption.algorithm", ["AES-256-GCM", "AES-256-GCM", "AES-256-GCM", "AES-256-GCM"]),
            ("security.encryption.key_rotation", ["never", "never", "quarterly", "monthly"]),
            ("security.encryption.hsm", ["false", "false", "false", "true"]),
            ("security.ssl.enabled", ["false", "true", "true", "true"]),
            ("security.ssl.mutual_tls", ["false", "false", "false", "true"]),
            ("databases.postgresql.mode", ["shared", "dedicated", "cluster", "cluster"]),
            ("databases.mongodb.enabled", ["true", "true", "true", "true"]),
            ("databases.redis.enabled", ["true", "true", "true", "true"]),
            ("databases.clickhouse.enabled", ["false", "false", "true", "true"]),
            ("databases.elasticsearch.enabled", ["false", "false", "true", "true"]),
            ("performance_tier.qos.priority", ["low", "normal", "high", "highest"]),
            ("auto_scaling.predictive_scaling", ["false", "false", "true", "true"]),
            ("databases.postgresql.replication", ["none", "none", "streaming", "streaming"]),
            (
                "limits.channels",
                [
                    "[metabase, streamlit, superset]", "[metabase, streamlit, superset]",
                    "[metabase, powerbi, streamlit, superset]", "[metabase, powerbi, streamlit, superset]",
                ]
            ),
            ("backup.enabled", ["false", "true", "true", "true"]),
            ("backup.schedule.full_backup", [nil, "0 2 * * 0", "0 1 * * 0", "0 1 * * 0"]),
            ("backup.schedule.incremental_backup", [nil, "0 2 * * 1-6", "0 */6 * * *", "0 */6 * * *"]),
            ("backup.schedule.transaction_log_backup", [nil, nil, "*/30 * * * *", "*/5 * * * *"]),
            ("backup.retention_days", [nil, "30", "30", "30"]),
            ("backup.point_in_time_recovery.retention_period", [nil, nil, "7 days", "7 days"]),
            ("backup.disaster_recovery.rpo_minutes", [nil, nil, nil, "15"]),
            ("backup.disaster_recovery.rto_minutes", [nil, nil, nil, "60"]),
            ("backup.cross_region.enabled", ["false", "false", "false", "true"]),
            ("monitoring.performance.slow_query_threshold", [nil, nil, "500", "500"]),
            ("monitoring.security_monitoring.anomaly_detection", ["false", "false", "false", "true"]),
            ("support.level", ["community", "standard", "priority", "dedicated"]),
            ("support.response_hours", [nil, "24", "4", "1"]),
        ]
        let tiers = Tier.allCases.map { Declared($0) }
        for (path, values) in rows { #expect(tiers.map { $0[path] } == values, "\(path)") }
        #expect(tiers[1]["monitoring.alerts.rules"]?.contains("threshold: 80, duration: 5m") == true)
    }

    @Test(
        "make a configuration of each tier in each environment", arguments: Tier.allCases,
        DeploymentEnvironment.allCases)
    func all(_ tier: Tier, _ environment: DeploymentEnvironment) throws {
        let declared = Declared(tier, in: environment)
        #expect(declared.failures.map(\.description) == [])
        let configuration = try #require(declared.configuration)
        #expect(configuration.attributes.count > 80)
        #expect(configuration.security.tls.isRequired == (environment != .development && tier != .free))
        #expect(configuration.security.allFeatures == (environment == .production))
        #expect(configuration.engines[.clickhouse]?.isEntitled == [.premium, .enterprise].contains(tier))
        #expect(configuration.postgres.parameters["work_mem"] != nil)
        #expect(configuration.postgres.parameters["max_connections"] == nil)
    }
}
