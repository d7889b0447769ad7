import Formats
import HTTPClient
import Tenancy
import Vocabulary
import YAML

extension DeclaredSource {
    /// The declaration as people read and edit it; what is as usual is left out.
    package func text() throws -> String {
        let place: String = if case .address(let address) = self.place { address.text } else { "\(self.place)" }
        let types = rules.types.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .string($0.value.sql)) }
        let members: [(String, JSON?)] = [
            ("from", .string(place)),
            ("take", choice == .newest ? nil : .string(choice.rawValue)),
            ("entry", rules.entry.map(JSON.string)), ("path", rules.path.map(JSON.string)),
            ("theme", theme.map { .string($0.text) }), ("table", .string("\(table)")),
            ("mode", rules.mode.map { .string($0.rawValue) }),
            ("key", rules.key.map { .array($0.map(JSON.string)) }),
            ("delete_missing", rules.deletesMissing.map(JSON.bool)),
            ("evolution", rules.evolution.map { .string($0.rawValue) }),
            ("types", types.isEmpty ? nil : .object(types)),
            ("max_rejects", rules.budget.map { .string($0.text) }),
            ("connections", rules.connections.map { JSON($0.count) }),
            ("schedule", schedule.map { .string($0.text) }), ("contract", contract?.json),
        ]
        return try YAMLWriter().text(
            of: .object(members.compactMap { name, value in value.map { JSON.Member(name, $0) } }),
            comment: "Loaded by 'socle load run TENANT \(name)', by the plan in \(name).plan.json.")
    }
}
