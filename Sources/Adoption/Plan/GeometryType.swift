/// The type of a geometry column: as it declares itself, or as all of its values are.
struct GeometryType {
    let text: String
    let reason: String?

    init?(_ type: SourceType, _ facts: ColumnFacts) {
        guard type.base == "geometry" || type.base == "geography" else { return nil }
        let modifier = type.modifier
        if modifier >= 0 {
            let system = (modifier & 0x1FFF_FF00) >> 8
            let number = (modifier & 0xFC) >> 2
            guard Self.shapes.indices.contains(number) else { return nil }
            let dimensions = (modifier & 2 != 0 ? "Z" : "") + (modifier & 1 != 0 ? "M" : "")
            let parts = "\(Self.shapes[number])\(dimensions)" + (system > 0 ? ",\(system)" : "")
            text = "\(type.base)(\(parts))"
            reason = nil
            return
        }
        let found = facts.shapes.compactMap(Self.parse)
        let dimensions = Set(found.map(\.dimensions))
        guard type.base == "geometry", facts.systems.count == 1, let system = facts.systems.first, system > 0,
            found.count == facts.shapes.count, dimensions.count == 1, let dimension = dimensions.first
        else {
            text = type.base
            reason = nil
            return
        }
        let name = found.count == 1 ? found[0].name : "Geometry"
        text = "geometry(\(name)\(dimension),\(system))"
        reason = "all values are such"
    }

    /// Takes `PointZ` apart.
    private static func parse(_ shape: String) -> (name: String, dimensions: String)? {
        for dimensions in ["ZM", "Z", "M", ""] where shape.hasSuffix(dimensions) {
            let name = String(shape.dropLast(dimensions.count))
            if shapes.contains(name) { return (name, dimensions) }
        }
        return nil
    }

    private static let shapes = [
        "Geometry", "Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon",
        "GeometryCollection", "CircularString", "CompoundCurve", "CurvePolygon", "MultiCurve", "MultiSurface",
        "PolyhedralSurface", "Triangle", "Tin",
    ]
}
