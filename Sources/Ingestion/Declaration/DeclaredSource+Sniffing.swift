package import Formats
import YAML

extension DeclaredSource {
    /// Finds out how a file of the source is to be read.
    ///
    /// - Parameter tableNumber: which table of the file the source is, from 1; the plan has no other.
    package func sniffed(_ origin: Origin, tableNumber: Int = 1) throws -> SourcePlan {
        var request = LoadRequest(origin: origin, schema: table.identifier, table: table.identifier)
        request.follow(rules)
        request.tableNumber = tableNumber
        return try SourceReading(request, onto: nil).plan(of: Load(request).open(FetchedFile.limits)).plan
    }

    /// Reads the declaration as it will be written.
    ///
    /// - Throws: what is wrong, as if it stood in the file already.
    package func requireReadable(as file: String) throws {
        _ = try DeclaredSource(YAMLDocument(parsing: text(), file: file).root, name: name)
    }
}
