extension DeclaredValue {
    /// The value of a key after an environment's scale, rounded up to hundredths of a core and to megabytes.
    func scaled(by factor: Double?, as key: Int) -> DeclaredValue {
        guard let factor, factor < 1, let number, let parts = ConfigurationSchema.tenant.keys[key].scale else {
            return self
        }
        // What the multiplication itself leaves over is no reason to round up.
        return .number((number * factor * parts - 1e-9).rounded(.up) / parts)
    }
}
