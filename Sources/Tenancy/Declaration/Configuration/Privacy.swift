package import Vocabulary

/// What a tenant declares about data on persons.
package struct Privacy: Hashable, Sendable {
    package let dataMinimization: Bool
    package let consentManagement: Bool
    package let rightToErasure: Bool
    package let dataPortability: Bool
    package let personalData: [PersonalTable]

    package init(
        dataMinimization: Bool = true, consentManagement: Bool = true, rightToErasure: Bool = true,
        dataPortability: Bool = true, personalData: [PersonalTable] = []
    ) {
        self.dataMinimization = dataMinimization
        self.consentManagement = consentManagement
        self.rightToErasure = rightToErasure
        self.dataPortability = dataPortability
        self.personalData = personalData
    }
}

/// A table that holds data on persons.
package struct PersonalTable: Hashable, Sendable {
    /// What happens to a column when its person is erased.
    package enum Erasure: String, CaseIterable, Codable, Sendable {
        /// The row goes.
        case deleteRow = "delete_row"
        case setNull = "set_null"
        /// The value gives way to one that is the same for the same person and tells nothing.
        case pseudonym
    }

    /// A ground of article 6 of the GDPR.
    package enum LegalBasis: String, CaseIterable, Codable, Sendable {
        case consent, contract
        case legalObligation = "legal_obligation"
        case vitalInterests = "vital_interests"
        case publicTask = "public_task"
        case legitimateInterests = "legitimate_interests"
    }

    /// A column with data on a person.
    package struct Column: Hashable, Sendable {
        package let name: Identifier
        package let onErasure: Erasure

        package init(name: Identifier, onErasure: Erasure) {
            self.name = name
            self.onErasure = onErasure
        }
    }

    /// What follows the tenant in the schema's name: a theme, `data` or `analytics`.
    package let schemaSuffix: String
    package let table: Identifier
    /// The columns by which a person is found.
    package let subject: [Identifier]
    package let columns: [Column]
    package let purpose: String
    package let legalBasis: LegalBasis
    /// Whom the rows are about, such as «élus»; nil when the file does not say.
    package let persons: String?
    /// How long a row may be kept; nil when the file does not say.
    package let retention: CalendarSpan?
    /// The column with the moment from which that counts; a rule without one is written down and not applied.
    package let retentionFrom: Identifier?

    package init(
        schemaSuffix: String, table: Identifier, subject: [Identifier], columns: [Column], purpose: String,
        legalBasis: LegalBasis, persons: String? = nil, retention: CalendarSpan? = nil,
        retentionFrom: Identifier? = nil
    ) {
        self.schemaSuffix = schemaSuffix
        self.table = table
        self.subject = subject
        self.columns = columns
        self.purpose = purpose
        self.legalBasis = legalBasis
        self.persons = persons
        self.retention = retention
        self.retentionFrom = retentionFrom
    }

    /// The schema in which a tenant has the table.
    package func schema(of tenant: TenantIdentifier) -> Identifier {
        Identifier(derived: "\(tenant)_\(schemaSuffix)")
    }
}
