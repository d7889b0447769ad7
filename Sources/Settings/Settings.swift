import FoundationEssentials
package import Postgres
package import Vocabulary

/// The settings of an installation: `.env.<environment>`, then the process environment, then flags.
package struct Settings: Sendable {
    /// Login of the provisioner, a superuser reached by peer authentication only.
    package static let provisionerLogin = "socle_provisioner"
    /// Login of the service and the relay.
    package static let runtimeLogin = "socle_runtime"
    /// Database of the base on an embedded server.
    package static let baseDatabase = "socle"

    package let root: InstallationRoot
    package let environment: DeploymentEnvironment
    /// Every setting that has a value, in the order of ``Setting``.
    package let values: [ResolvedSetting]

    /// Settings that were put together by hand.
    package init(root: InstallationRoot, environment: DeploymentEnvironment, values: [ResolvedSetting]) {
        self.root = root
        self.environment = environment
        self.values = values
    }

    /// Reads the settings of an installation.
    ///
    /// - Parameters:
    ///   - flags: values of global options, by setting, with the option's name as origin.
    /// - Throws: ``SettingsFailure`` or a ``FailureList``.
    package static func read(
        root: InstallationRoot, processEnvironment: [String: String], flags: [Setting: (option: String, value: String)]
    ) throws -> Settings {
        var found: [Setting: ResolvedSetting] = [:]
        func give(_ setting: Setting, _ value: String, _ origin: ResolvedSetting.Origin) {
            var value = value
            if setting.isPath {
                if case .file = origin {
                    value = absolutePath(value, from: root.path)
                } else {
                    value = absolutePath(value, from: FileManager.default.currentDirectoryPath)
                }
            }
            found[setting] = ResolvedSetting(setting: setting, value: value, origin: origin)
        }

        // The environment's name decides which file is read, so it is settled first.
        give(.environment, DeploymentEnvironment.development.rawValue, .byDefault)
        give(.state, root.path(of: ".socle"), .byDefault)
        for setting in Setting.allCases {
            if let value = processEnvironment[setting.rawValue], !value.isEmpty {
                give(setting, value, .processEnvironment)
            }
            if let flag = flags[setting] { give(setting, flag.value, .flag(flag.option)) }
        }
        guard let chosen = found[.environment], let environment = DeploymentEnvironment(rawValue: chosen.value) else {
            let chosen = found[.environment]
            throw SettingsFailure.notAnEnvironment(text: chosen?.value ?? "", origin: "\(chosen?.origin ?? .byDefault)")
        }
        for entry in try file(root.path(of: ".env.\(environment.rawValue)"))?.entries ?? [] {
            if found[entry.setting].map({ $0.origin == .byDefault }) ?? true {
                give(entry.setting, entry.value, .file(path: ".env.\(environment.rawValue)", line: entry.line))
            }
        }
        return Settings(root: root, environment: environment, values: Setting.allCases.compactMap { found[$0] })
    }

    /// The value of a setting, or nil.
    package subscript(setting: Setting) -> String? {
        values.first { $0.setting == setting }?.value
    }

    /// Folder of the embedded server, the root key and the key store.
    package var stateDirectory: String { self[.state] ?? root.path(of: ".socle") }

    /// File of the root key.
    package var rootKeyFile: String { self[.rootKeyFile] ?? "\(stateDirectory)/root.key" }

    /// Whether the embedded server is used, because no other was set.
    package var usesEmbeddedServer: Bool { self[.provisionerURL] == nil && self[.runtimeURL] == nil }

    /// Whether there is a way for the runtime; else the provisioner's serves.
    package var hasRuntime: Bool { usesEmbeddedServer || self[.runtimeURL] != nil }

    private static func file(_ path: String) throws -> EnvironmentFile? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw SettingsFailure.unreadable(path: path, reason: "it is no readable file")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw SettingsFailure.unreadable(path: path, reason: "it is not UTF-8")
        }
        return try EnvironmentFile(parsing: text, path: path)
    }
}

// MARK: - Servers

extension Settings {
    /// How the provisioner connects to the base.
    ///
    /// - Throws: ``SettingsFailure/noServer`` when none is set and no embedded one was started.
    package func provisioner() throws -> ConnectionParameters {
        if let url = self[.provisionerURL] { return try ConnectionParameters(url: url) }
        let record = try embeddedServer()
        return ConnectionParameters(
            host: record.socket, port: record.port, database: Self.baseDatabase, user: Self.provisionerLogin)
    }

    /// How the runtime connects to the base; on an embedded server its password is still to be added.
    ///
    /// - Throws: ``SettingsFailure/noServer`` when none is set and no embedded one was started.
    package func runtime() throws -> ConnectionParameters {
        if let url = self[.runtimeURL] { return try ConnectionParameters(url: url) }
        let record = try embeddedServer()
        return ConnectionParameters(
            host: "127.0.0.1", port: record.port, database: Self.baseDatabase, user: Self.runtimeLogin)
    }

    /// File in which the embedded server is written down.
    package var embeddedServerFile: String { "\(stateDirectory)/server.json" }

    /// The embedded server that was started here.
    ///
    /// - Throws: ``SettingsFailure``: none was started, or its record is damaged.
    package func embeddedServer() throws -> EmbeddedServerRecord {
        guard FileManager.default.fileExists(atPath: embeddedServerFile) else { throw SettingsFailure.noServer }
        let record: EmbeddedServerRecord
        do {
            let data = try Data(contentsOf: URL(filePath: embeddedServerFile))
            record = try JSONDecoder().decode(EmbeddedServerRecord.self, from: data)
        } catch {
            throw SettingsFailure.damagedServerRecord(path: embeddedServerFile)
        }
        // A checkout that was copied with its state must not work on the server of the other.
        guard record.state == stateDirectory else { throw SettingsFailure.noServer }
        return record
    }
}
