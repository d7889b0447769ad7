internal import Postgres
internal import Vocabulary

/// One aggregate over a column, and where its answer goes.
struct ColumnMeasure {
    let expression: SQL
    let store: (String, inout ColumnFacts) -> Void

    private init(_ expression: SQL, _ store: @escaping (String, inout ColumnFacts) -> Void) {
        self.expression = expression
        self.store = store
    }

    private static func count(_ condition: SQL, _ path: WritableKeyPath<ColumnFacts, Int>) -> ColumnMeasure {
        ColumnMeasure("count(*) filter (where \(sql: condition))") { $1[keyPath: path] = Int($0) ?? 0 }
    }

    /// Everything that can be asked of a column.
    static func all(of column: SourceColumn, in catalog: SourceCatalog, countsDistinct: Bool) throws -> [ColumnMeasure]
    {
        let name: SQL = "\(identifier: try Identifier(column.name))"
        let type = column.type
        var measures = [count("\(sql: name) is null", \.nulls)]
        if type.isGeometry, let schema = catalog.extensions["postgis"] {
            measures += geometry(name, try Identifier(schema))
        }
        guard type.origin == .server, !type.isArray else { return measures }
        if countsDistinct, sortable.contains(type.base) {
            measures.append(ColumnMeasure("count(distinct \(sql: name))") { $1.distinct = Int($0) })
        }
        if type.isText {
            // As texts, so that a fixed length's blanks are not seen as somebody's.
            measures += texts("(\(sql: name))::text", hasUnicode: catalog.encoding == "UTF8")
        } else if countsDistinct, ordered.contains(type.base) {
            measures.append(ColumnMeasure("min(\(sql: name))::text") { $1.lowest = $0 })
            measures.append(ColumnMeasure("max(\(sql: name))::text") { $1.highest = $0 })
        }
        if type.isWholeNumber {
            measures.append(count("\(sql: name) between 1000 and 9999", \.fourDigits))
            measures.append(count("\(sql: name) between 10000 and 99999", \.fiveCodes))
        }
        return measures
    }

    private static let ordered: Set<String> = [
        "int2", "int4", "int8", "numeric", "float4", "float8", "date", "timestamp", "timestamptz",
    ]
    private static let sortable = ordered.union(["text", "varchar", "bpchar", "name", "uuid", "bool", "inet", "time"])

    private static func texts(_ text: SQL, hasUnicode: Bool) -> [ColumnMeasure] {
        let patterns: [(String, WritableKeyPath<ColumnFacts, Int>)] = [
            (TextPattern.mojibake(hasUnicode: hasUnicode), \.mojibake),
            (TextPattern.commaNumber(hasUnicode: hasUnicode), \.commaNumbers),
            (TextPattern.plainNumber, \.plainNumbers), (TextPattern.frenchDate, \.frenchDates),
            (TextPattern.isoDate, \.isoDates), (TextPattern.fourDigits, \.fourDigits),
            (TextPattern.communeCode, \.fiveCodes), (TextPattern.email, \.emails), (TextPattern.phone, \.phones),
        ]
        let isNarrow: SQL = "length(\(sql: text)) <= \(raw: String(TextPattern.limit))"
        return [
            count("\(sql: text) = ''", \.empty),
            count("\(sql: text) ~ \(literal: TextPattern.blankEdge)", \.blankEdges),
            ColumnMeasure("min(length(\(sql: text)))::text") { $1.lowest = "\($0) characters" },
            ColumnMeasure("max(length(\(sql: text)))::text") { $1.highest = "\($0) characters" },
        ] + patterns.map { pattern, path in count("\(sql: isNarrow) and \(sql: text) ~ \(literal: pattern)", path) }
    }

    private static func geometry(_ name: SQL, _ schema: Identifier) -> [ColumnMeasure] {
        func call(_ function: String) -> SQL {
            "\(identifier: schema, Identifier(derived: function))(\(sql: name))"
        }
        func list(_ text: String) -> [String] {
            text.dropFirst().dropLast().split(separator: ",").map(String.init)
        }
        return [
            count("not \(sql: call("st_isvalid"))", \.invalidGeometries),
            ColumnMeasure("array_agg(distinct \(sql: call("st_srid"))) filter (where \(sql: name) is not null)") {
                $1.systems = list($0).compactMap { Int($0) }
            },
            ColumnMeasure(
                """
                array_agg(distinct replace(\(sql: call("st_geometrytype")), 'ST_', '')
                    || (array['', 'M', 'Z', 'ZM'])[\(sql: call("st_zmflag")) + 1]) filter (where \(sql: name) is not null)
                """
            ) { $1.shapes = list($0) },
        ]
    }
}
