package import FoundationEssentials

/// One row of a query that is read as a stream, in PostgreSQL's binary format; it lives for one call.
///
/// Columns are counted from 0. Nothing is cast: the type that is read must be the column's own.
package struct BinaryRow: ~Copyable {
    private let bytes: UnsafeRawBufferPointer
    private let fields: [Range<Int>?]

    init(bytes: UnsafeRawBufferPointer, fields: [Range<Int>?]) {
        self.bytes = bytes
        self.fields = fields
    }

    /// Whether a column is null.
    package func isNull(_ column: Int) -> Bool { fields[column] == nil }

    /// A `bigint`.
    ///
    /// - Throws: ``PostgresFailure/undecodableField(column:wanted:)``, as the others do.
    package func integer(_ column: Int) throws -> Int64 {
        let field = try field(column, "bigint")
        guard field.count == 8 else { throw PostgresFailure.undecodableField(column: column, wanted: "bigint") }
        return field.integer(at: 0, as: Int64.self)
    }

    /// A `uuid`.
    package func uuid(_ column: Int) throws -> UUID {
        let field = try field(column, "uuid")
        guard field.count == 16 else { throw PostgresFailure.undecodableField(column: column, wanted: "uuid") }
        return UUID(uuid: field.loadUnaligned(as: uuid_t.self))
    }

    /// A `bytea`.
    package func bytes(_ column: Int) throws -> [UInt8] { Array(try field(column, "bytea")) }

    /// A `text`.
    package func text(_ column: Int) throws -> String {
        guard let text = String(validating: try field(column, "text"), as: UTF8.self) else {
            throw PostgresFailure.undecodableField(column: column, wanted: "text")
        }
        return text
    }

    /// Lends the bytes of a value of any type, or nil for null, within the closure only.
    package func withBytes(_ column: Int, _ body: (UnsafeRawBufferPointer?) -> Void) {
        body(fields[column].map { UnsafeRawBufferPointer(rebasing: bytes[$0]) })
    }

    private func field(_ column: Int, _ wanted: String) throws -> UnsafeRawBufferPointer {
        guard let range = fields[column] else {
            throw PostgresFailure.undecodableField(column: column, wanted: wanted)
        }
        return UnsafeRawBufferPointer(rebasing: bytes[range])
    }
}
