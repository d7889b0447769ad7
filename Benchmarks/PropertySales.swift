import Formats

/// A file of property sales that is made while it is read, as large as is asked for.
///
/// Twelve columns: six texts, a date, a price, two whole numbers and a place
/// on Earth, in the shapes and lengths of the notaries' open data. Its rows
/// come again after 50,000, numbered anew by nobody, since a reader does not care.
final class PropertySales: ByteSource {
    /// How the rows are written.
    enum Form {
        /// UTF-8, commas, decimal points, ISO dates, line feeds.
        case plain
        /// Windows-1252, semicolons, decimal commas, `31/12/2024`, CRLF, and a line break within quotes in
        /// every twentieth row.
        case french
    }

    let name: String
    private let header: [UInt8]
    private let block: [UInt8]
    private let repeats: Int
    private var position = 0

    /// Rows of one block.
    static let blockRows = 50_000

    /// - Parameter rows: a multiple of ``blockRows``.
    init(_ form: Form, rows: Int) {
        var dice = Dice(state: 0x50C1E)
        let labels = [
            "id_mutation", "nature_mutation", "adresse", "code_commune", "nom_commune", "type_local", "date_mutation",
            "valeur_fonciere", "surface", "pieces", "longitude", "latitude",
        ]
        name = form == .plain ? "property-sales.csv" : "ventes.csv"
        header = Self.line(labels, form)
        block = (0..<Self.blockRows).flatMap { Self.line(Self.cells($0, form, &dice), form) }
        repeats = rows / Self.blockRows
    }

    var byteCount: Int { header.count + repeats * block.count }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count: Int
        if position < header.count {
            count = min(buffer.count, header.count - position)
            buffer.copyBytes(from: header[position..<position + count])
        } else {
            let place = (position - header.count) % block.count
            count = min(buffer.count, block.count - place, byteCount - position)
            block.withUnsafeBytes {
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[place..<place + count]))
            }
        }
        position += count
        return count
    }

    func rewind() { position = 0 }

    private static func line(_ cells: [String], _ form: Form) -> [UInt8] {
        switch form {
        case .plain: Array((cells.joined(separator: ",") + "\n").utf8)
        // Every character of these cells is the same number in Windows-1252 as in Unicode.
        case .french: (cells.joined(separator: ";") + "\r\n").unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        }
    }

    private static func cells(_ index: Int, _ form: Form, _ dice: inout Dice) -> [String] {
        let mark = form == .plain ? "." : ","
        func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &dice) }
        func decimal(_ range: ClosedRange<Int>, _ places: Int) -> String {
            let number = number(range)
            let digits = String(abs(number))
            let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
            return (number < 0 ? "-" : "") + padded.dropLast(places) + mark + padded.suffix(places)
        }
        func padded(_ number: Int, _ width: Int) -> String {
            String(repeating: "0", count: width - String(number).count) + String(number)
        }
        let (year, month, day) = (number(2014...2024), padded(number(1...12), 2), padded(number(1...28), 2))
        let building = number(0...4)
        let street = "\(number(1...300)) \(streets[number(0...streets.count - 1)])"
        return [
            "2024-\(1_000_000 + index)", number(0...9) == 0 ? "Adjudication" : "Vente",
            form == .french && index % 20 == 0 ? "\"\(street)\nBâtiment \"\"B\"\"\"" : street,
            padded(number(1...95), 2) + padded(number(1...999), 3), communes[number(0...communes.count - 1)],
            ["Maison", "Appartement", "Dépendance", "Local", ""][building],
            form == .plain ? "\(year)-\(month)-\(day)" : "\(day)/\(month)/\(year)",
            decimal(100_000...90_000_000, 2), String(number(9...2500)), building < 4 ? String(number(0...9)) : "",
            decimal(-5_000_000...9_000_000, 6), decimal(41_000_000...51_000_000, 6),
        ]
    }

    private static let streets = [
        "RUE DE LA REPUBLIQUE", "AV DES CHAMPS", "LE BOURG", "CHEMIN DU MOULIN", "RUE VICTOR HUGO", "IMP DES LILAS",
        "ROUTE NATIONALE", "PL DE L EGLISE",
    ]
    private static let communes = [
        "Bourg-en-Bresse", "Lyon", "Saint-Étienne", "Marseille", "L'Abergement", "Ambérieu-en-Bugey", "Nantes",
        "Le Havre",
    ]

    /// The same rows in every run.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }
}
