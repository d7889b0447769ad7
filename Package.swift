// swift-tools-version: 6.2

import PackageDescription

// A house with floors. A target names only targets of floors below its own;
// `swift build --explicit-target-dependency-import-check error` and
// Tests/TidyTests/FloorTests.swift refuse anything else.

/// The rules that every Swift target is compiled under.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A module of the house.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The tests of a module, which reach no server and no network, and of files only the published vectors.
func unitTests(_ module: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(module)Tests", dependencies: [.init(stringLiteral: module)] + dependencies,
        swiftSettings: strict)
}

let package = Package(
    name: "socle",
    products: [
        .executable(name: "socle", targets: ["socle"]),
        // What the tests load as the module of a token; nothing that is installed.
        .library(name: "FaultyToken", type: .dynamic, targets: ["FaultyToken"]),
    ],
    targets: [
        // MARK: Floor 0 — C libraries of Debian, and the words everyone uses
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CIDN", pkgConfig: "libidn", providers: [.apt(["libidn-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
        .systemLibrary(name: "CProcess"),
        .systemLibrary(name: "CPKCS11", providers: [.apt(["libp11-kit-dev"])]),
        room("Vocabulary"),

        // MARK: Floor 1 — one library each, and its only importer
        room("Postgres", ["CLibPQ", "Vocabulary"]),
        room("YAML", ["CYAML", "Vocabulary"]),
        room("Cryptography", ["CIDN", "COpenSSL", "CProcess", "Vocabulary"]),
        room("PKCS11", ["CPKCS11", "Vocabulary"]),
        room("HTTPClient", ["CCurl", "Vocabulary"]),
        room("Subprocess", ["Vocabulary"]),
        room("Archive", ["CZip", "CZlib", "Vocabulary"]),
        room("Threads"),

        // MARK: Floor 2 — what every capability stands on
        room("Settings", ["Postgres", "Vocabulary"]),
        room("Migrations", ["Cryptography", "Postgres", "Vocabulary"]),
        room("Vault", ["Cryptography", "PKCS11", "Postgres", "Vocabulary"]),
        room("Audit", ["Cryptography", "Postgres", "Vocabulary"]),
        room("Journal", ["Postgres", "Subprocess", "Vocabulary"]),
        room("Formats", ["Archive", "Vocabulary"]),

        // MARK: Floor 3 — declared tenants, inspected tenants, difference, apply
        room("Tenancy", ["Audit", "Cryptography", "Postgres", "Vocabulary", "YAML"]),

        // MARK: Floor 4 — capabilities, which meet in the database and never by import
        room(
            "Ingestion",
            ["Cryptography", "Formats", "HTTPClient", "Postgres", "Tenancy", "Threads", "Vocabulary", "YAML"]),
        room("Mesh", ["Audit", "Postgres", "Vocabulary", "YAML"]),
        room("Channels", ["Audit", "Postgres", "Tenancy", "Vocabulary"]),
        room("Compliance", ["Cryptography", "Postgres", "Tenancy", "Vocabulary"]),
        room("Access", ["Postgres", "Tenancy", "Vocabulary"]),
        room("Guard", ["Audit", "Postgres", "Tenancy", "Vocabulary"]),
        room("Backup", ["Cryptography", "Postgres", "Subprocess", "Tenancy", "Vault", "Vocabulary"]),
        room("Adoption", ["Cryptography", "Formats", "Postgres", "Vocabulary", "YAML"]),

        // MARK: Floor 5 — procedures that join several capabilities
        room(
            "Operations",
            [
                "Adoption", "Access", "Audit", "Backup", "Channels", "Compliance", "Cryptography", "Formats", "Guard",
                "Ingestion", "Journal", "Mesh", "Migrations", "Postgres", "Settings", "Subprocess", "Tenancy",
                "Threads",
                "Vault", "Vocabulary",
            ]),

        // MARK: Floor 7 — arguments, output, exit codes: the only one that prints
        room(
            "Commands",
            [
                "Adoption", "Access", "Audit", "Backup", "Channels", "Compliance", "Cryptography", "Formats", "Guard",
                "Ingestion", "Journal", "Mesh", "Migrations", "Operations", "Postgres", "Settings", "Tenancy", "Vault",
                "Vocabulary", "YAML",
            ]),

        // MARK: Floor 8 — the program
        .executableTarget(name: "socle", dependencies: ["Commands", "Cryptography"], swiftSettings: strict),

        // MARK: Tests without a server, all together under 10 s
        .target(
            name: "ArchiveSamples", dependencies: ["CZlib"], path: "Tests/ArchiveSamples", swiftSettings: strict),
        unitTests("Vocabulary"),
        unitTests("Postgres", ["Vocabulary"]),
        unitTests("YAML", ["Vocabulary"]),
        unitTests("Cryptography", ["COpenSSL", "CProcess", "Vocabulary"]),
        unitTests("PKCS11", ["Vocabulary"]),
        unitTests("HTTPClient", ["Vocabulary"]),
        unitTests("Archive", ["ArchiveSamples", "Vocabulary"]),
        unitTests("Vault", ["Cryptography", "Vocabulary"]),
        unitTests("Audit", ["Cryptography", "Postgres", "Vocabulary"]),
        unitTests("Formats", ["ArchiveSamples", "Vocabulary"]),
        unitTests("Ingestion", ["Formats", "Tenancy", "Vocabulary", "YAML"]),
        unitTests("Commands", ["Formats", "Vocabulary"]),
        unitTests("Settings", ["Vocabulary"]),
        unitTests("Migrations", ["Vocabulary"]),
        unitTests("Tenancy", ["Postgres", "Vocabulary", "YAML"]),
        unitTests("Mesh", ["Postgres", "Vocabulary", "YAML"]),
        unitTests("Channels", ["Postgres", "Tenancy", "Vocabulary"]),
        unitTests("Compliance", ["Cryptography", "Postgres", "Tenancy", "Vocabulary"]),
        unitTests("Access", ["Postgres", "Tenancy", "Vocabulary"]),
        unitTests("Guard", ["Tenancy", "Vocabulary"]),
        unitTests("Adoption", ["Formats", "Postgres", "Vocabulary"]),

        // MARK: Tests of the repository itself
        .testTarget(name: "TidyTests", dependencies: ["Commands", "socle"], swiftSettings: strict),

        // MARK: Tests on real files by others, which run when SOCLE_REAL_DATA names their folder
        .testTarget(
            name: "RealDataTests", dependencies: ["Formats", "Vocabulary"], swiftSettings: strict),

        // MARK: Tests against a real PostgreSQL, which they start themselves
        .target(
            name: "TestServer",
            dependencies: [
                "Channels", "Mesh", "Operations", "Postgres", "Settings", "Subprocess", "Tenancy", "Vocabulary",
            ],
            path: "Tests/TestServer", swiftSettings: strict),
        .target(name: "FaultyToken", path: "Tests/FaultyToken"),
        // A procedure of a few statements, in a process that can die.
        .executableTarget(
            name: "JournalTrial", dependencies: ["Journal", "Postgres", "Vocabulary"], path: "Tests/JournalTrial",
            swiftSettings: strict),
        .testTarget(
            name: "IntegrationTests",
            dependencies: [
                "Access", "Audit", "Backup", "CPKCS11", "Channels", "Compliance", "Cryptography", "Formats", "Guard",
                "HTTPClient", "Ingestion", "Journal", "JournalTrial", "Mesh", "Migrations", "Operations", "PKCS11",
                "Postgres", "Settings", "Subprocess", "Tenancy", "TestServer", "Threads", "Vault", "Vocabulary",
                "socle",
            ],
            swiftSettings: strict),

        // MARK: Tests of tenant against tenant, which fail when a grant is broken on purpose
        .testTarget(
            name: "IsolationTests",
            dependencies: [
                "Access", "Channels", "Cryptography", "Mesh", "Operations", "Postgres", "Settings", "Tenancy",
                "TestServer", "Vocabulary",
            ],
            swiftSettings: strict),

        // MARK: Benchmarks, which `make bench` runs and nothing installs
        .executableTarget(
            name: "benchmarks",
            dependencies: [
                "Audit", "Cryptography", "Formats", "Guard", "Ingestion", "Operations", "Postgres", "Settings",
                "Subprocess", "Tenancy", "Vault", "Vocabulary",
            ],
            path: "Benchmarks", exclude: ["Peers"], swiftSettings: strict),
    ]
)
