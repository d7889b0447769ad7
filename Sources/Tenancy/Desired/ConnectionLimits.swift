/// Splits a tenant's connections over its logins, so that the limits sum to the tier's.
///
/// PostgreSQL limits sessions by role and not by group. Each login gets one
/// connection; the next goes to loads, which want two; what is left is dealt
/// out by weight: the application four, each channel two, the others one.
///
/// - Returns: the limits in the order of the logins, or nil when there are too few.
func connectionLimits(total: Int, over logins: [DesiredTenant.Login.Purpose]) -> [Int]? {
    guard total >= logins.count else { return nil }
    var limits = logins.map { _ in 1 }
    var left = total - logins.count
    if left > 0, let etl = logins.firstIndex(of: .etl) {
        limits[etl] += 1
        left -= 1
    }
    let weights = logins.map { login in
        switch login {
        case .admin, .etl: 1
        case .app: 4
        case .channel: 2
        }
    }
    let sum = weights.reduce(0, +)
    for index in logins.indices { limits[index] += left * weights[index] / sum }
    // What rounding left over goes to the application, which is always there.
    let rest = total - limits.reduce(0, +)
    if let app = logins.firstIndex(of: .app) { limits[app] += rest }
    return limits
}
