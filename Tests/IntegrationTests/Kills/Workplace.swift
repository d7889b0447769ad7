import FoundationEssentials
import Operations
import Settings
import TestServer
import Testing

/// Where a command works: an installation, and a folder for its temporary files.
struct Workplace {
    let installation: Installation
    /// The installation root.
    let root: String
    /// What `TMPDIR` names.
    let temporary: String

    init(_ installation: Installation, root: String) throws {
        self.installation = installation
        self.root = root
        temporary = "\(root)/tmp"
        try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: true)
    }

    func command(_ arguments: String..., input: String = "/dev/null") -> TracedRun {
        var settings = [Setting.state.rawValue: installation.settings.stateDirectory, "TMPDIR": temporary]
        settings[Setting.provisionerURL.rawValue] = installation.settings[.provisionerURL]
        return TracedRun(arguments: arguments, root: root, settings: settings, input: input)
    }

    /// Expects no file in the state folder, or among temporary ones, that no state of the platform has; takes it away.
    func checkNoRemains() throws {
        let known = /root\.key|runtime\.secret|keys|keys\/(root\.check|lock|[0-9a-f-]{36}\.keys)/
        let ofServer = /server\.json|lock|start\.lock|guard\.(pid|log)|postgres(\/.*)?/
        let state = installation.settings.stateDirectory
        let remains =
            try FileManager.default.subpathsOfDirectory(atPath: state)
            .filter { $0.wholeMatch(of: known) == nil && $0.wholeMatch(of: ofServer) == nil }.map { "\(state)/\($0)" }
            + FileManager.default.subpathsOfDirectory(atPath: temporary).map { "\(temporary)/\($0)" }
        #expect(remains == [])
        // The next one shall find its own remains only.
        for path in remains { try FileManager.default.removeItem(atPath: path) }
    }
}
