/// The oldest release of each major version without a published fault that any SQL user can exploit.
///
/// **Source** https://www.postgresql.org/support/security/ and Debian's
/// changelog of postgresql-15.
enum SecurityFloor {
    /// The minor release below which a server of a major version is refused.
    ///
    /// Releases appear for all majors on one day, so the others follow from 15.20.
    private static let minors = [15: 20, 16: 16, 17: 12, 18: 6]

    /// The floor of a server, or nil for a major version that is not known here.
    static func minor(ofMajor major: Int) -> Int? { minors[major] }
}
