import Postgres

extension SQL.Interpolation {
    /// Binds a value, or null: the compiler takes an optional without a label for an oversight.
    mutating func appendInterpolation(orNull value: (some PostgresEncodable)?) {
        appendInterpolation(value)
    }
}
