import Formats
import Glibc
import Ingestion
import Operations
import Vocabulary

/// What the word behind the tenant means: a file, an address, or a declared source.
enum LoadTarget {
    case origin(Origin)
    case declared(DeclaredSource, plan: SourcePlan?)

    /// Finds out what is meant.
    ///
    /// An address begins with its scheme, and what holds a slash is a path. Any
    /// other word is a declared source or a file of the current folder, and
    /// refused when it is both.
    ///
    /// - Parameter isDeclared: whether a declared source is meant, whatever file is called so.
    init(_ word: String, isDeclared: Bool, of tenant: TenantIdentifier, in installation: Installation) throws {
        let folder = installation.sources(of: tenant)
        let scheme = word.prefix(8).lowercased()
        let isPlain = word != "-" && !word.contains("/") && !scheme.hasPrefix("http:") && !scheme.hasPrefix("https:")
        let declares = isPlain && folder.declares(word)
        let isFile = isPlain && Self.isFile(word)
        if !isDeclared, declares, isFile { throw SourceFailure.ambiguous(word) }
        // A word that can name neither source nor present file is most likely a file that is not there.
        let canBeSource = isPlain && (try? SourceName(word)) != nil
        guard isDeclared || declares || canBeSource && !isFile else {
            self = .origin(try Origin(word))
            return
        }
        let source = try folder.source(word)
        self = .declared(source, plan: try folder.plan(of: source.name))
    }

    /// Whether something that is no folder is called so.
    private static func isFile(_ path: String) -> Bool {
        var facts = stat()
        return stat(path, &facts) == 0 && facts.st_mode & S_IFMT != S_IFDIR
    }
}
