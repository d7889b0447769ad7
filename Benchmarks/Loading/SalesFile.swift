import Formats
import Glibc

/// A file of property sales that is made for the run, and gone after it.
struct SalesFile: ~Copyable {
    let path: String
    let rows: Int

    /// The columns of the table, in the order of the file.
    static let columns = """
        id_mutation text, nature_mutation text, adresse text, code_commune text, nom_commune text, type_local text, \
        date_mutation date, valeur_fonciere numeric(14,2), surface integer, pieces integer, \
        longitude double precision, latitude double precision
        """

    /// Those types that are not what we would find out, so that all load into the same table.
    static let types: [String: ColumnType] = [
        "valeur_fonciere": .numeric(precision: 14, scale: 2), "longitude": .double, "latitude": .double,
    ]

    /// - Parameter rows: a multiple of ``PropertySales/blockRows``.
    init(_ form: PropertySales.Form, rows: Int) throws {
        let path = "/tmp/socle-bench-sales-\(form)-\(rows)-\(getpid()).csv"
        try Self.write(PropertySales(form, rows: rows), to: path)
        self.path = path
        self.rows = rows
    }

    private static func write(_ sales: PropertySales, to path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw BenchmarkFault("no file can be made in /tmp") }
        defer { close(file) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1024 * 1024, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = sales.read(into: buffer)
            if count == 0 { return }
            guard Glibc.write(file, buffer.baseAddress, count) == count else {
                unlink(path)
                throw BenchmarkFault("the file could not be written")
            }
        }
    }

    deinit {
        unlink(path)
    }
}
