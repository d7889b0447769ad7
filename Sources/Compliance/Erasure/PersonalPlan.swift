package import Tenancy
package import Vocabulary

/// In which tables a person is looked for, checked against the catalog; made without a server.
///
/// What is not understood ends it: a declared table that is gone, an undeclared one that has a column by
/// which persons are found. An erasure that goes by a list alone forgets what came after the list.
package struct PersonalPlan: Sendable {
    package struct Table: Hashable, Sendable {
        package let name: RelationName
        package let declaration: PersonalTable
        /// The type of each column, by its name.
        package let types: [String: String]

        /// Whether the row goes as a whole.
        package var deletesRow: Bool { declaration.columns.contains { $0.onErasure == .deleteRow } }
    }

    /// The tables, those that refer to others before them.
    package let tables: [Table]

    /// Materialized views that hold copies of their rows, the nearest first.
    package let copies: [RelationName]

    /// Every column by which a person is found.
    package var subjectColumns: Set<String> { Set(tables.flatMap { $0.declaration.subject.map(\.text) }) }

    /// - Parameters:
    ///   - exceptions: tables that hold nothing on persons, as the caller vouches.
    ///   - isErasure: whether rows are to change, and not only to be read.
    /// - Throws: ``ComplianceFailure``, several as a ``FailureList``.
    package init(
        _ declared: [PersonalTable], of tenant: TenantIdentifier, _ catalog: PersonalCatalog,
        exceptions: Set<RelationName> = [], isErasure: Bool
    ) throws {
        guard !declared.isEmpty else { throw ComplianceFailure.nothingDeclared(tenant) }
        var failures = FailureList()
        var tables: [Table] = []
        for declaration in declared {
            let name = RelationName(schema: declaration.schema(of: tenant), name: declaration.table)
            guard let relation = catalog.relations[name], relation.kind != .copy else {
                failures.append(ComplianceFailure.tableGone(name))
                continue
            }
            let known = Dictionary(relation.columns.map { ($0.name, $0) }) { first, _ in first }
            for column in Set(declaration.subject + declaration.columns.map(\.name)).sorted()
            where known[column.text] == nil {
                failures.append(ComplianceFailure.columnGone(name, column: column.text))
            }
            if isErasure {
                for failure in declaration.impossibleActions(in: name, known) { failures.append(failure) }
            }
            tables.append(Table(name: name, declaration: declaration, types: known.mapValues(\.type)))
        }
        let names = Set(tables.map(\.name))
        let copies = catalog.views.filter { $0.purpose == "copy" && names.contains($0.shown) }
        for exception in exceptions.sorted() where catalog.relations[exception] == nil {
            failures.append(ComplianceFailure.unknownException(exception.description))
        }
        let subjects = Set(tables.flatMap { $0.declaration.subject.map(\.text) })
        let vouched = names.union(exceptions).union(copies.map(\.name))
        for relation in catalog.relations.values.sorted(by: { $0.name < $1.name })
        where !relation.isPartition && !vouched.contains(relation.name) {
            guard let column = relation.columns.first(where: { subjects.contains($0.name) }) else { continue }
            failures.append(ComplianceFailure.undeclared(relation.name, column: column.name))
        }
        if isErasure {
            let deleted = Set(tables.filter(\.deletesRow).map(\.name))
            for reference in catalog.references
            where reference.isCascade && deleted.contains(reference.to) && !vouched.contains(reference.from) {
                failures.append(
                    ComplianceFailure.cascades(
                        reference.from, from: reference.to, constraint: reference.constraint))
            }
        }
        try failures.throwIfAny()
        self.tables = Self.ordered(tables, catalog.references)
        var seen: Set<RelationName> = []
        self.copies = copies.sorted { ($0.depth, $0.name) < ($1.depth, $1.name) }.map(\.name)
            .filter { seen.insert($0).inserted }
    }

    /// Puts tables that refer to others before these; those that refer to each other stand in the order of names.
    private static func ordered(_ tables: [Table], _ references: [PersonalCatalog.Reference]) -> [Table] {
        var waiting = tables.sorted { $0.name < $1.name }
        var ordered: [Table] = []
        while !waiting.isEmpty {
            let names = Set(waiting.map(\.name))
            let pointed = Set(references.filter { names.contains($0.from) && $0.from != $0.to }.map(\.to))
            let free = waiting.filter { !pointed.contains($0.name) }
            ordered += free.isEmpty ? [waiting[0]] : free
            let done = Set(ordered.map(\.name))
            waiting.removeAll { done.contains($0.name) }
        }
        return ordered
    }
}

extension PersonalTable {
    /// Types that a pseudonym can be written in.
    static let pseudonymTypes: Set<String> = ["text", "character varying", "uuid"]

    /// Actions that the columns do not allow.
    fileprivate func impossibleActions(
        in table: RelationName, _ known: [String: PersonalCatalog.Column]
    ) -> [ComplianceFailure] {
        // The whole row goes, whatever else is declared.
        if columns.contains(where: { $0.onErasure == .deleteRow }) { return [] }
        return columns.compactMap { declared in
            guard let column = known[declared.name.text] else { return nil }
            let why: String? =
                if !column.isWritable {
                    "PostgreSQL itself makes its value"
                } else if declared.onErasure == .setNull, !column.isNullable {
                    "it takes no null"
                } else if declared.onErasure == .pseudonym, !Self.pseudonymTypes.contains(column.type) {
                    "no pseudonym is of type \(column.type)"
                } else {
                    nil
                }
            return why.map {
                .cannotErase(table, column: declared.name.text, declared.onErasure, why: $0)
            }
        }
    }
}
