/// The keys that the program itself asks for, by name.
enum Keys {
    private static func key(_ path: String) -> Int { ConfigurationSchema.tenant.key(path) }

    // MARK: Identity and place

    static let identifier = key("tenant_info.tenant_id")
    static let name = key("tenant_info.tenant_name")
    static let tier = key("tenant_info.tenant_type")
    /// What a tenant's own file alone can say.
    static let identity: Set<Int> = [identifier, name, tier]
    static let region = key("tenant_info.region")
    static let contactName = key("tenant_info.contact.name")
    static let contactEmail = key("tenant_info.contact.email")
    /// Names for values, which are no value of the tenant themselves.
    static let variables = key("variables")
    static let placement = key("placement")
    static let server = key("server")
    static let themes = key("themes")
    static let channels = key("channels")

    // MARK: Databases

    static let maxConnections = key("databases.postgresql.performance.max_connections")
    static let sharedBuffers = key("databases.postgresql.performance.shared_buffers")
    /// Every parameter of PostgreSQL that a session begins with, by its name.
    static let parameters: [(name: String, key: Int)] = {
        let prefix = "databases.postgresql.performance."
        return ConfigurationSchema.tenant.keys.filter { $0.path.hasPrefix(prefix) }
            .filter { ![maxConnections, sharedBuffers].contains($0.index) }
            .map { ($0.name, $0.index) }
    }()
    static let engines: [(engine: Engine, isEnabled: Int, mode: Int, amounts: Amounts)] = Engine.allCases.map {
        let path = "databases.\($0.rawValue)"
        return ($0, key("\(path).enabled"), key("\(path).mode"), Amounts("\(path).resources"))
    }
    static let schemas: [(suffix: String, key: Int)] = ["data", "analytics", "audit"].map {
        ($0, key("schemas.tenant_\($0)"))
    }

    // MARK: Room

    /// Processor, memory and storage of something.
    struct Amounts: Sendable {
        let cpuCores: Int
        let memory: Int
        let storage: Int

        init(_ path: String) {
            cpuCores = key("\(path).cpu_cores")
            memory = key("\(path).memory_gb")
            storage = key("\(path).storage_gb")
        }

        var all: [Int] { [cpuCores, memory, storage] }
    }

    static let resources = Amounts("resources")
    static let scaleFactor = key("resources.scale_factor")
    static let scalingBounds = ["min_resources", "max_resources"].map { key("auto_scaling.\($0)") }
    static let scalingThresholds = ["scale_down_threshold", "scale_up_threshold"].map { key("auto_scaling.\($0)") }
    static let monitoringLevel = key("monitoring.level")

    // MARK: Limits

    static let users = key("limits.max_users")
    static let storage = key("limits.storage_gb")
    static let apiCalls = key("limits.api_calls_per_month")
    static let connections = key("limits.database_connections")
    static let offeredChannels = key("limits.channels")
    static let statementTime = key("limits.statement_timeout_seconds")
    static let idleTransactionTime = key("limits.idle_transaction_seconds")
    static let objects = key("limits.max_objects")
    static let temporaryFiles = key("limits.temporary_files_gb")

    // MARK: Security

    static let adminUsers = key("access_control.admin_users")
    static let encryption = key("security.encryption.enabled")
    static let algorithm = key("security.encryption.algorithm")
    static let keyRotation = key("security.encryption.key_rotation")
    static let hsm = key("security.encryption.hsm")
    static let loginRotation = key("security.login_rotation")
    static let isolation = key("security.network.vpc_isolation")
    static let allowedIPs = key("security.network.allowed_ips")
    static let tls = key("security.ssl.enabled")
    static let certificateType = key("security.ssl.cert_type")
    static let mutualTLS = key("security.ssl.mutual_tls")
    static let allFeatures = key("security.all_features")

    // MARK: Backup and compliance

    static let backup = key("backup.enabled")
    static let fullBackup = key("backup.schedule.full_backup")
    static let incrementalBackup = key("backup.schedule.incremental_backup")
    static let logBackup = key("backup.schedule.transaction_log_backup")
    static let retentionDays = key("backup.retention_days")
    static let recovery = key("backup.point_in_time_recovery.enabled")
    static let recoveryPeriod = key("backup.point_in_time_recovery.retention_period")
    static let disasterRecovery = key("backup.disaster_recovery.enabled")
    static let failoverRegions = key("backup.disaster_recovery.failover_regions")
    static let auditLevel = key("compliance.auditing.level")
    static let auditRetention = key("compliance.auditing.retention_period")
    static let immutableLogs = key("compliance.auditing.immutable_logs")
    static let minimization = key("compliance.privacy.data_minimization")
    static let consent = key("compliance.privacy.consent_management")
    static let erasure = key("compliance.privacy.right_to_erasure")
    static let portability = key("compliance.privacy.data_portability")
    static let personalData = key("compliance.privacy.personal_data")
    static let residency = key("compliance.data_residency.enabled")
    static let residencyRequirements = key("compliance.data_residency.requirements")
    static let residencyRegions = key("compliance.data_residency.regions")
    static let multiRegion = key("multi_region.enabled")
    static let regions = key("multi_region.regions")

    // MARK: Keys that belong together

    /// Keys without which there is no tenant.
    static let required = ConfigurationSchema.tenant.keys.filter(\.isRequired).map(\.index)
    /// Pairs of which the first may not be more than the second.
    static let ordered: [(less: Int, more: Int)] =
        [(storage, resources.storage), (maxConnections, connections)]
        + engines.flatMap { zip($0.amounts.all, resources.all) }
        + [(scalingBounds[0], scalingBounds[1]), (scalingThresholds[0], scalingThresholds[1])]
    /// Pairs of which the first says nothing while the second is off.
    static let dependent: [(key: Int, switch: Int)] =
        [
            (fullBackup, backup), (incrementalBackup, backup), (logBackup, backup), (recoveryPeriod, recovery),
            (failoverRegions, disasterRecovery), (mutualTLS, tls), (regions, multiRegion),
        ]
        + engines.filter { $0.engine != .postgresql }.flatMap { engine in
            let prefix = "databases.\(engine.engine.rawValue)."
            return ConfigurationSchema.tenant.keys.filter { $0.path.hasPrefix(prefix) && $0.index != engine.isEnabled }
                .map { ($0.index, engine.isEnabled) }
        }
}
