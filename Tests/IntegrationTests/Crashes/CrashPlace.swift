import Operations
import Postgres
import Settings
import TestServer

/// What the sweeps of real procedures share.
enum CrashPlace {
    /// The settings of a test's installation, as the program reads them.
    static func environment(_ database: TestDatabase) -> [String: String] {
        var settings = [Setting.state.rawValue: database.installation.settings.stateDirectory]
        settings[Setting.provisionerURL.rawValue] = database.installation.settings[.provisionerURL]
        return settings
    }

    /// The number of the operation that was begun last.
    static func lastOperation(_ database: TestDatabase) throws -> Int {
        try database.connect().first("select max(operation_id) from socle.operations") { row in try row[0] } ?? 0
    }
}
