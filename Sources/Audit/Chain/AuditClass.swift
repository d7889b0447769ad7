/// How long an event of the audit chain is kept.
///
/// The periods follow the CNIL's deliberation 2021-122: a year at most for
/// traces of access, up to three for internal control, longer for what must be
/// proved. The SQL function `socle.audit_kept_since` holds them too, and decides.
package enum AuditClass: String, CaseIterable, Sendable {
    /// A person saw something: 12 months.
    case access
    /// Something was changed: 3 years.
    case control
    /// A right was given or taken, data erased: 7 years.
    case proof

    /// How many months its events are kept.
    package var months: Int {
        switch self {
        case .access: 12
        case .control: 36
        case .proof: 84
        }
    }
}
