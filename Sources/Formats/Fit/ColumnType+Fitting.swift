extension ColumnType {
    /// Whether values that read as this type are values of another.
    func fits(in plan: ColumnType) -> Bool {
        if self == plan { return true }
        switch (self, plan) {
        case (_, .text): return true
        case (.smallint, .integer), (.smallint, .bigint), (.integer, .bigint): return true
        case (.smallint, .numeric), (.integer, .numeric), (.bigint, .numeric): return true
        case (.smallint, .real), (.smallint, .double), (.integer, .double), (.numeric, .double), (.numeric, .real),
            (.real, .double), (.integer, .real), (.bigint, .double):
            return true
        case (.numeric(let precision?, let scale), .numeric(let wider?, let widerScale)):
            return scale <= widerScale && precision - scale <= wider - widerScale
        case (.numeric, .numeric(nil, _)): return true
        case (.date, .timestamp), (.date, .timestampWithZone), (.timestamp, .timestampWithZone): return true
        case (.jsonb, .json), (.text, .json), (.text, .jsonb), (.text, .uuid): return true
        default: return false
        }
    }
}
