import Operations
import Vocabulary

/// `socle mesh import`: brings the mesh to what a document says.
struct ImportMesh: LeafCommand {
    let file: FilePath
    let isDryRun: Bool

    static let command = Command(
        "import", "Bring the mesh to what a YAML document says.",
        Argument("FILE", FilePath.self, "The document; docs/mesh.md says what it holds."),
        Flag("--dry-run", "Show the changes and make none."),
        discussion: "What the document names is changed, the rest stays. A second import has nothing to do.",
        make: Self.init(file:isDryRun:))

    func run(in context: Context) throws -> Ending {
        let changes = try context.installation().importMesh(from: file.text, isApplied: !isDryRun)
        try context.present(Listing(sentences: changes))
        return isDryRun && !changes.isEmpty ? .difference : .success
    }
}

/// `socle mesh export`: writes the mesh as a document.
struct ExportMesh: LeafCommand {
    static let command = Command(
        "export", "Write the mesh as a YAML document on standard output.",
        discussion: "The same mesh gives the same bytes, whatever --output says.", make: Self.init)

    func run(in context: Context) throws -> Ending {
        guard let document = try context.installation().exportMesh() else {
            context.note("The mesh has no domain yet.")
            return .negative
        }
        try context.emit(document)
        return .success
    }
}

/// `socle mesh relay`: carries what loads left behind to the mesh.
struct RelayMesh: LeafCommand {
    static let command = Command(
        "relay", "Carry what happened in the data databases to the mesh.",
        discussion: "Each load does it at its end; this is for what could not be carried then.", make: Self.init)

    func run(in context: Context) throws -> Ending {
        let outcome = try context.installation().relay()
        for sentence in outcome.refused { context.note(sentence, style: .caution) }
        context.note("\(counted(outcome.taken, "event")) taken.")
        try outcome.failures.throwIfAny()
        return outcome.refused.isEmpty ? .success : .negative
    }
}

extension Listing {
    /// Changes as sentences, one a line.
    init(sentences: [String]) {
        self.init(sentences, empty: "Nothing to do.", [Column("change") { .text($0) }])
    }
}
