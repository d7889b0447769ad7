package import Tenancy
package import Vocabulary

/// A tenant's record of processing activities, as article 30 of the GDPR asks for it.
///
/// It is made of what is declared and of what the catalog and the mesh show; no value of a row is in it.
package struct ProcessingRegister: Sendable {
    /// Somebody who reads rows of a table.
    package struct Recipient: Hashable, Comparable, Sendable {
        package enum Kind: String, Sendable {
            /// The readers of one of the tenant's own channels.
            case channel
            /// Another organisation, by a subscription.
            case subscription
        }

        package let kind: Kind
        package let name: String
        /// Columns that the recipient sees masked.
        package let masked: [String]

        package init(kind: Kind, name: String, masked: [String] = []) {
            self.kind = kind
            self.name = name
            self.masked = masked
        }

        package static func < (left: Recipient, right: Recipient) -> Bool {
            (left.kind.rawValue, left.name) < (right.kind.rawValue, right.name)
        }
    }

    /// A table of an activity.
    package struct Table: Sendable {
        package let name: RelationName
        package let declaration: PersonalTable
        /// Whether the catalog has it.
        package let isThere: Bool
        package let recipients: [Recipient]

        package init(name: RelationName, declaration: PersonalTable, isThere: Bool, recipients: [Recipient]) {
            self.name = name
            self.declaration = declaration
            self.isThere = isThere
            self.recipients = recipients
        }
    }

    /// What is done for one purpose.
    package struct Activity: Sendable {
        package let purpose: String
        package let tables: [Table]

        var legalBases: [String] { unique(tables.map(\.declaration.legalBasis.french)) }
        var persons: [String] { unique(tables.compactMap(\.declaration.persons)) }
        var recipients: [Recipient] { Set(tables.flatMap(\.recipients)).sorted() }

        private func unique(_ texts: [String]) -> [String] {
            var seen: Set<String> = []
            return texts.filter { seen.insert($0).inserted }
        }
    }

    package let configuration: TenantConfiguration
    package let environment: DeploymentEnvironment
    package let place: DataPlace
    package let activities: [Activity]
    package let consents: [ConsentLedger.Standing]
    package let madeAt: String

    package init(
        _ configuration: TenantConfiguration, environment: DeploymentEnvironment, place: DataPlace, tables: [Table],
        consents: [ConsentLedger.Standing], madeAt: String
    ) {
        self.configuration = configuration
        self.environment = environment
        self.place = place
        self.consents = consents
        self.madeAt = madeAt
        activities = Dictionary(grouping: tables, by: \.declaration.purpose).sorted { $0.key < $1.key }.map {
            Activity(purpose: $0.key, tables: $0.value.sorted { $0.name < $1.name })
        }
    }

    /// What protects the data, each with how it holds.
    var measures: [String] {
        let security = configuration.security
        let separation =
            switch configuration.placement {
            case .schema: "Cloisonnement : schémas et rôles PostgreSQL propres dans une base partagée"
            case .database: "Cloisonnement : base de données propre, où aucun autre organisme n'entre"
            case .cluster: "Cloisonnement : grappe PostgreSQL propre"
            }
        var measures = [
            separation,
            "Droits d'accès tenus par le serveur de bases de données, vérifiés par « socle access matrix »",
            "Mots de passe scellés (AES-256-GCM) et transmis au serveur sous forme de vérificateurs SCRAM seulement",
            "Journal d'audit chaîné : accès 12 mois, contrôle 3 ans, preuve 7 ans",
        ]
        if security.encryption.isEnabled {
            measures.append("Chiffrement des exports et des sauvegardes (\(security.encryption.algorithm.rawValue))")
        }
        if security.tls.isRequired {
            measures.append(
                security.tls.isMutual
                    ? "Connexions par TLS seulement, avec certificat du client" : "Connexions par TLS seulement")
        }
        if !security.network.allowedIPs.isEmpty {
            measures.append("Connexions admises depuis : \(security.network.allowedIPs.joined(separator: ", "))")
        }
        measures.append(
            "Renouvellement des clés : \(configuration.rotation.keys.french) ; "
                + "des mots de passe : \(configuration.rotation.logins.french)")
        return measures
    }

    /// Where the data may lie.
    var location: String {
        guard let residency = configuration.residency else {
            return "Région déclarée : \(configuration.region). Aucune règle de résidence n'est déclarée."
        }
        return "Région déclarée : \(configuration.region). Les données restent dans : "
            + "\(residency.regions.joined(separator: ", ")) ; un déplacement ou une sauvegarde ailleurs est refusé."
    }
}

extension PersonalTable.LegalBasis {
    /// As article 6 of the GDPR says it in French.
    var french: String {
        switch self {
        case .consent: "consentement (art. 6.1.a)"
        case .contract: "contrat (art. 6.1.b)"
        case .legalObligation: "obligation légale (art. 6.1.c)"
        case .vitalInterests: "sauvegarde des intérêts vitaux (art. 6.1.d)"
        case .publicTask: "mission d'intérêt public (art. 6.1.e)"
        case .legitimateInterests: "intérêts légitimes (art. 6.1.f)"
        }
    }
}

extension CalendarSpan {
    /// As people write it in French: `3 ans`.
    var french: String {
        switch unit {
        case .day: "\(count) jour\(count > 1 ? "s" : "")"
        case .week: "\(count) semaine\(count > 1 ? "s" : "")"
        case .month: "\(count) mois"
        case .year: "\(count) an\(count > 1 ? "s" : "")"
        }
    }
}

extension RotationSchedule {
    /// In French, within a sentence.
    fileprivate var french: String {
        switch self {
        case .never: "sur demande"
        case .yearly: "annuel"
        case .quarterly: "trimestriel"
        case .monthly: "mensuel"
        }
    }
}
