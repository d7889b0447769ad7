import Formats
import Tenancy
package import Vocabulary

/// What the data of a declared source promises to be, in the words of its declaration.
package struct DeclaredContract: Hashable, Sendable {
    package var required: [String]
    package var key: [String]
    package var freshness: QualityContract.Freshness?
    package var references: [Reference]

    /// A column, or all columns of a meaning, whose values are those of a table of the same tenant.
    package struct Reference: Hashable, Sendable {
        package var subject: QualityContract.Subject
        package var theme: Theme?
        package var table: Identifier
        package var column: Identifier
        package var year: QualityContract.Year?
    }

    /// The contract with the schemas of a tenant.
    package func contract(of tenant: TenantIdentifier) -> QualityContract {
        let names = TenantNames(tenant)
        return QualityContract(
            required: required, key: key, freshness: freshness,
            references: references.map { reference in
                let schema = reference.theme.map(names.themeSchema) ?? names.dataSchema
                return QualityContract.Reference(
                    reference.subject,
                    list: .init(
                        schema: schema, table: reference.table, column: reference.column, year: reference.year))
            })
    }

    /// The columns of the source that are named, by the key that names them.
    var namedColumns: [(key: String, columns: [String])] {
        let ofReferences = references.flatMap { reference -> [String] in
            let subject: String? = if case .column(let column) = reference.subject { column } else { nil }
            let year: String? = if case .ofColumn(let column) = reference.year?.value { column } else { nil }
            return [subject, year].compactMap { $0 }
        }
        return [
            ("required", required), ("key", key), ("freshness", [freshness?.column].compactMap { $0 }),
            ("references", ofReferences),
        ]
    }

    /// As the declaration writes it.
    var json: JSON {
        var members: [JSON.Member] = []
        if !required.isEmpty { members.append(JSON.Member("required", .array(required.map(JSON.string)))) }
        if !key.isEmpty { members.append(JSON.Member("key", .array(key.map(JSON.string)))) }
        if let freshness {
            let column = freshness.column.map { [JSON.Member("column", .string($0))] } ?? []
            members.append(
                JSON.Member("freshness", .object(column + [JSON.Member("most_days", JSON(freshness.mostDays))])))
        }
        if !references.isEmpty { members.append(JSON.Member("references", .array(references.map(\.json)))) }
        return .object(members)
    }
}

extension DeclaredContract: Decodable {
    private enum Keys: String, CodingKey, CaseIterable {
        case required, key, freshness, references
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        required = try container.decodeIfPresent([String].self, forKey: .required) ?? []
        key = try container.decodeIfPresent([String].self, forKey: .key) ?? []
        freshness = try container.decodeIfPresent(WrittenFreshness.self, forKey: .freshness)?.freshness
        references = try container.decodeIfPresent([Reference].self, forKey: .references) ?? []
    }
}

private struct WrittenFreshness: Decodable {
    let freshness: QualityContract.Freshness

    private enum Keys: String, CodingKey, CaseIterable {
        case column
        case mostDays = "most_days"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        let column = try container.decodeIfPresent(String.self, forKey: .column)
        let days = try container.decode(Int.self, forKey: .mostDays)
        guard days >= 0 else { throw SourceFailure.notAnAge(days) }
        freshness = QualityContract.Freshness(column: column, mostDays: days)
    }
}

extension DeclaredContract.Reference: Decodable {
    private enum Keys: String, CodingKey, CaseIterable {
        case column, meaning, theme, table
        case listColumn = "list_column"
        case yearColumn = "year_column"
        case year
        case yearOf = "year_of"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        let column = try container.decodeIfPresent(String.self, forKey: .column)
        let meaning = try container.decodeIfPresent(Meaning.self, forKey: .meaning)
        switch (column, meaning) {
        case (let column?, nil): subject = .column(column)
        case (nil, let meaning?): subject = .meaning(meaning)
        default: throw SourceFailure.eitherOf("column", "meaning")
        }
        theme = try container.decodeIfPresent(Theme.self, forKey: .theme)
        table = try Identifier(container.decode(String.self, forKey: .table))
        self.column = try Identifier(container.decode(String.self, forKey: .listColumn))
        let yearColumn = try container.decodeIfPresent(String.self, forKey: .yearColumn)
        let fixed = try container.decodeIfPresent(Int.self, forKey: .year)
        let ofColumn = try container.decodeIfPresent(String.self, forKey: .yearOf)
        switch (yearColumn, fixed, ofColumn) {
        case (nil, nil, nil): year = nil
        case (let name?, let fixed?, nil): year = QualityContract.Year(column: try Identifier(name), is: .fixed(fixed))
        case (let name?, nil, let column?):
            year = QualityContract.Year(column: try Identifier(name), is: .ofColumn(column))
        case (nil, _, _): throw SourceFailure.needs(key: "year", other: "'year_column' says where the list has it")
        default: throw SourceFailure.eitherOf("year", "year_of")
        }
    }

    fileprivate var json: JSON {
        var members: [JSON.Member] = []
        switch subject {
        case .column(let column): members.append(JSON.Member("column", .string(column)))
        case .meaning(let meaning): members.append(JSON.Member("meaning", .string(meaning.rawValue)))
        }
        if let theme { members.append(JSON.Member("theme", .string(theme.text))) }
        members.append(JSON.Member("table", .string(table.text)))
        members.append(JSON.Member("list_column", .string(column.text)))
        if let year {
            members.append(JSON.Member("year_column", .string(year.column.text)))
            switch year.value {
            case .fixed(let value): members.append(JSON.Member("year", JSON(value)))
            case .ofColumn(let column): members.append(JSON.Member("year_of", .string(column)))
            }
        }
        return .object(members)
    }
}
