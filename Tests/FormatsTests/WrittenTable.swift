import Formats

/// A table made up by chance, as a person would publish it: with titles, a header in some style, totals, remarks.
struct WrittenTable {
    var lines: [[String]] = []
    var titles: ClosedRange<Int>?
    var header: ClosedRange<Int>?
    var codeRow: Int?
    var firstDataRow = 1
    var lastDataRow = 0
    var totals: [Int] = []
    var footer: ClosedRange<Int>?

    /// The rows that are to be loaded.
    var rows: [[String]] = []
    var isPadded: Bool
    let width: Int

    private static let names = [
        "Ain", "Aisne", "Allier", "Ardèche", "Aube", "Aude", "Cantal", "Cher", "Creuse", "Doubs", "Drôme", "Eure",
        "Gard", "Gers", "Gironde", "Isère", "Jura", "Landes", "Loire", "Lot", "Marne", "Meuse", "Nièvre", "Oise",
        "Orne", "Rhône", "Sarthe", "Somme", "Tarn", "Var", "Vienne", "Vosges", "Yonne", "L'Hay-les-Roses",
        "Saint-Étienne", "Fos-sur-Mer",
    ]

    init(_ dice: inout Dice) {
        let measures = Int.random(in: 1...8, using: &dice)
        let hasCode = Bool.random(using: &dice)
        width = measures + (hasCode ? 2 : 1)
        isPadded = Bool.random(using: &dice)
        addTitles(&dice)
        addHeader(&dice, hasCode: hasCode, measures: measures)
        addData(&dice, hasCode: hasCode, measures: measures)
        addFooter(&dice)
    }

    private mutating func addTitles(_ dice: inout Dice) {
        let count = Int.random(in: 0...3, using: &dice)
        let texts = ["Population des communes en 2019", "Champ : France hors Mayotte", "Mise à jour : décembre 2021"]
        for text in texts.prefix(count) { lines.append([text]) }
        guard count > 0 else { return }
        titles = 1...count
        if Bool.random(using: &dice) { lines.append([]) }
    }

    private mutating func addHeader(_ dice: inout Dice, hasCode: Bool, measures: Int) {
        let first = lines.count + 1
        let keys = hasCode ? ["Code géographique", "Libellé"] : ["Territoire"]
        let words = [
            "Population municipale", "Logements", "Part des ménages", "Revenu médian", "Emplois au lieu de travail",
            "Naissances", "Décès domiciliés", "Superficie",
        ]
        switch Int.random(in: 0...4, using: &dice) {
        case 0 where measures > 3:
            // Two groups of years.
            let half = measures / 2
            let gap = Array(repeating: "", count: keys.count)
            let groups = (0..<measures).map { $0 == 0 ? "Hommes" : $0 == half ? "Femmes" : "" }
            lines.append(gap + groups)
            lines.append(keys + (0..<measures).map { String(2010 + ($0 < half ? $0 : $0 - half)) })
        case 1:
            lines.append(keys + words.prefix(measures))
            lines.append((hasCode ? ["CODGEO", "LIBGEO"] : ["LIBGEO"]) + (0..<measures).map { "P19_V\($0)" })
            codeRow = lines.count
        case 2 where measures > 1:
            lines.append(keys + words.prefix(measures))
            lines.append(keys.map { _ in "" } + (0..<measures).map { $0.isMultiple(of: 2) ? "(en nombre)" : "(%)" })
        default: lines.append(keys + words.prefix(measures))
        }
        header = first...lines.count
    }

    private mutating func addData(_ dice: inout Dice, hasCode: Bool, measures: Int) {
        firstDataRow = lines.count + 1
        let isDecimal = (0..<measures).map { _ in Int.random(in: 0...3, using: &dice) == 0 }
        let count = Int.random(in: 4...36, using: &dice)
        var sums = Array(repeating: 0, count: measures)
        for (number, name) in Self.names.prefix(count).enumerated() {
            let values = (0..<measures).map { _ in Int.random(in: 3000...99_999, using: &dice) }
            let isUnknown = Int.random(in: 0...12, using: &dice) == 0
            let cells = values.indices.map { index in
                isUnknown && index == 0 ? "nd" : Self.text(values[index], isDecimal[index])
            }
            if !isUnknown { sums[0] += values[0] }
            for index in values.indices.dropFirst() { sums[index] += values[index] }
            let code = number < 9 ? "0100\(number + 1)" : "010\(number + 1)"
            let row = (hasCode ? [code, name] : [name]) + cells
            lines.append(row)
            rows.append(row)
        }
        if Bool.random(using: &dice) {
            let word = ["Total", "Ensemble", "TOTAL GÉNÉRAL", "France entière"].randomElement(using: &dice) ?? "Total"
            let cells = sums.indices.map { Self.text(sums[$0], isDecimal[$0]) }
            lines.append((hasCode ? ["", word] : [word]) + cells)
            totals.append(lines.count)
        }
        lastDataRow = lines.count
    }

    private static func text(_ value: Int, _ isDecimal: Bool) -> String {
        guard isDecimal else { return String(value) }
        let tail = value % 100
        return "\(value / 100),\(tail < 10 ? "0" : "")\(tail)"
    }

    private mutating func addFooter(_ dice: inout Dice) {
        let count = Int.random(in: 0...3, using: &dice)
        guard count > 0 else { return }
        if Bool.random(using: &dice) { lines.append([]) }
        let first = lines.count + 1
        let texts = [
            "Source : Insee, recensement 2019", "Lecture : en 2019, on compte 12 logements.", "(1) Provisoire",
        ]
        for text in texts.prefix(count) { lines.append([text]) }
        footer = first...lines.count
    }

    /// The text in a dialect.
    func text(delimiter: String, lineEnd: String) -> String {
        lines.map { cells in
            let padded = isPadded ? cells + Array(repeating: "", count: max(0, width - cells.count)) : cells
            return padded.map { cell in
                cell.contains(delimiter) || cell.contains("\"") ? "\"\(cell.replacing("\"", with: "\"\""))\"" : cell
            }.joined(separator: delimiter)
        }.joined(separator: lineEnd) + lineEnd
    }
}
