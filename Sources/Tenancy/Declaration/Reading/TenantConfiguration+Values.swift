import Vocabulary
import YAML

extension TenantConfiguration {
    /// A configuration of values that were read and checked.
    ///
    /// - Throws: what a value's own type refuses, which the reading has refused before.
    init(_ values: TenantValues) throws {
        func text(_ key: Int) -> String { values[key]?.text ?? "" }
        self.init(
            identifier: try TenantIdentifier(text(Keys.identifier)), name: text(Keys.name), tier: values.offer.tier,
            region: text(Keys.region),
            contact: Contact(name: text(Keys.contactName), email: text(Keys.contactEmail)),
            placement: values.choice(Keys.placement) ?? .schema,
            server: try values[Keys.server]?.text.map { try ServerName($0) },
            themes: try (values[Keys.themes]?.texts ?? []).map { try Theme($0) },
            channels: (values[Keys.channels]?.texts ?? []).compactMap(Channel.init), limits: values.limits,
            rotation: Rotation(
                keys: values.choice(Keys.keyRotation) ?? .never, logins: values.choice(Keys.loginRotation) ?? .never),
            resources: values.amounts(Keys.resources), engines: values.engines, postgres: values.postgres,
            security: values.security, residency: values.declaredResidency, privacy: try values.privacy(),
            auditing: values.auditing, backup: values.backup,
            declared: DeclaredValues(values))
    }
}

extension TenantValues {
    /// A value of an enumeration.
    fileprivate func choice<Choice: RawRepresentable>(_ key: Int) -> Choice? where Choice.RawValue == String {
        self[key]?.text.flatMap(Choice.init)
    }

    private func flag(_ key: Int, or other: Bool = false) -> Bool { self[key]?.flag ?? other }

    private func span(_ key: Int) -> CalendarSpan? { self[key]?.text.flatMap(CalendarSpan.init) }

    /// A number after the environment's scale.
    private func scaled(_ key: Int) -> Double? {
        self[key]?.scaled(by: self[Keys.scaleFactor]?.number, as: key).number
    }

    // MARK: What a tenant gets

    fileprivate var limits: TenantLimits {
        let standard = TenantLimits(
            users: self[Keys.users]?.integer ?? 0,
            storage: ByteCount(
                gigabytes: min(scaled(Keys.storage) ?? 0, scaled(Keys.resources.storage) ?? .greatestFiniteMagnitude)),
            apiCallsPerMonth: self[Keys.apiCalls]?.integer ?? 0,
            databaseConnections: min(self[Keys.connections]?.integer ?? 0, self[Keys.maxConnections]?.integer ?? .max),
            channels: Set((self[Keys.offeredChannels]?.texts ?? []).compactMap(Channel.init)))
        return TenantLimits(
            users: standard.users, storage: standard.storage, apiCallsPerMonth: standard.apiCallsPerMonth,
            databaseConnections: standard.databaseConnections, channels: standard.channels,
            statementTime: self[Keys.statementTime]?.integer ?? standard.statementTime,
            idleTransactionTime: self[Keys.idleTransactionTime]?.integer ?? standard.idleTransactionTime,
            objects: self[Keys.objects]?.integer ?? standard.objects,
            temporaryFiles: self[Keys.temporaryFiles]?.number.map { ByteCount(gigabytes: $0) }
                ?? standard.temporaryFiles)
    }

    fileprivate func amounts(_ keys: Keys.Amounts) -> TenantResources {
        let total = TenantResources()
        func amount(_ key: Int, _ whole: Int, _ other: Double) -> Double {
            min(scaled(key) ?? .greatestFiniteMagnitude, scaled(whole) ?? other)
        }
        return TenantResources(
            cpuCores: amount(keys.cpuCores, Keys.resources.cpuCores, total.cpuCores),
            memory: ByteCount(gigabytes: amount(keys.memory, Keys.resources.memory, 0.5)),
            storage: ByteCount(gigabytes: amount(keys.storage, Keys.resources.storage, 1)))
    }

    fileprivate var engines: [Engine: EngineEntitlement] {
        Dictionary(
            uniqueKeysWithValues: Keys.engines.map { keys in
                let entitlement = EngineEntitlement(
                    // PostgreSQL is what the platform is made of.
                    isEntitled: flag(keys.isEnabled, or: keys.engine == .postgresql),
                    mode: choice(keys.mode) ?? .shared, resources: amounts(keys.amounts))
                return (keys.engine, entitlement)
            })
    }

    fileprivate var postgres: PostgresSettings {
        PostgresSettings(
            parameters: Dictionary(
                uniqueKeysWithValues: Keys.parameters.compactMap { name, key in
                    self[key].map { (name, $0 == .flag(true) ? "on" : $0 == .flag(false) ? "off" : $0.words) }
                }))
    }

    // MARK: What protects it

    fileprivate var security: TenantSecurity {
        let isRequired = flag(Keys.tls)
        return TenantSecurity(
            encryption: .init(
                isEnabled: flag(Keys.encryption), algorithm: choice(Keys.algorithm) ?? .aes256GCM,
                requiresHSM: flag(Keys.hsm)),
            network: .init(isIsolated: flag(Keys.isolation), allowedIPs: self[Keys.allowedIPs]?.texts ?? []),
            // A certificate is shown over TLS alone, which an environment may have turned off.
            tls: .init(
                isRequired: isRequired, isMutual: isRequired && flag(Keys.mutualTLS),
                certificateType: choice(Keys.certificateType) ?? .basic),
            allFeatures: flag(Keys.allFeatures))
    }

    fileprivate var auditing: Auditing {
        let standard = Auditing()
        return Auditing(
            level: choice(Keys.auditLevel) ?? standard.level,
            retention: span(Keys.auditRetention) ?? standard.retention,
            immutableLogs: flag(Keys.immutableLogs, or: standard.immutableLogs))
    }

    fileprivate var backup: BackupPolicy {
        guard flag(Keys.backup) else { return BackupPolicy() }
        return BackupPolicy(
            isEnabled: true, full: self[Keys.fullBackup]?.text, incremental: self[Keys.incrementalBackup]?.text,
            transactionLog: self[Keys.logBackup]?.text, retentionDays: self[Keys.retentionDays]?.integer ?? 0,
            pointInTimeRecovery: flag(Keys.recovery) ? span(Keys.recoveryPeriod) : nil,
            regions: flag(Keys.disasterRecovery) ? self[Keys.failoverRegions]?.texts ?? [] : [])
    }

    /// Where the data must stay: in the regions that are named, else in the tenant's own.
    var declaredResidency: Residency? {
        guard flag(Keys.residency) else { return nil }
        let named = self[Keys.residencyRegions]?.texts ?? []
        let own = [self[Keys.region]?.text].compactMap { $0 }
        let several = flag(Keys.multiRegion) ? self[Keys.regions]?.texts ?? [] : []
        return Residency(
            regions: named.isEmpty ? own + several.filter { !own.contains($0) } : named,
            requirements: self[Keys.residencyRequirements]?.texts ?? [])
    }

    fileprivate func privacy() throws -> Privacy {
        Privacy(
            dataMinimization: flag(Keys.minimization, or: true), consentManagement: flag(Keys.consent, or: true),
            rightToErasure: flag(Keys.erasure, or: true), dataPortability: flag(Keys.portability, or: true),
            personalData: try (self[Keys.personalData]?.elements ?? []).map { try PersonalTable($0) })
    }
}

extension PersonalTable {
    /// A table as a file declares it.
    fileprivate init(_ value: DeclaredValue) throws {
        let name = value["table"]?.text ?? ""
        let schema = String(name.prefix { $0 != "." })
        self.init(
            schemaSuffix: schema, table: try Identifier(String(name.dropFirst(schema.count + 1))),
            subject: try (value["subject"]?.texts ?? []).map { try Identifier($0) },
            columns: try (value["columns"]?.members ?? []).map { member in
                Column(
                    name: try Identifier(member.name),
                    onErasure: member.value.text.flatMap(Erasure.init) ?? .deleteRow)
            },
            purpose: value["purpose"]?.text ?? "",
            legalBasis: value["legal_basis"]?.text.flatMap(LegalBasis.init) ?? .consent,
            persons: value["persons"]?.text, retention: value["retention"]?.text.flatMap(CalendarSpan.init),
            retentionFrom: try value["retention_from"]?.text.map { try Identifier($0) })
    }
}
