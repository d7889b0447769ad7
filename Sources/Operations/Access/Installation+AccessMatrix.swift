package import Access
import FoundationEssentials
import Glibc
import Postgres
import Settings
import Tenancy
package import Vocabulary

extension Installation {
    /// Tries every login against everything that is not its own, in every data database.
    ///
    /// Logins of suspended tenants are closed; what is theirs is tried by the others. Archived ones have nothing there.
    ///
    /// **Runs as** each login itself, with its password from the vault; the catalog is asked as provisioner.
    ///
    /// - Parameters:
    ///   - tenants: who is held against all others, and they against them; all against all when empty.
    ///   - sample: how many tenants are drawn at random to be held against each other, or against those that are named;
    ///     all when nil.
    ///   - progress: called before each login, with its name.
    ///
    /// A database that cannot be entered is a finding, and keeps no other from being tried.
    package func accessMatrix(
        of tenants: [TenantIdentifier] = [], sample: Int? = nil, progress: (String) -> Void = { _ in }
    ) throws -> MatrixReport {
        let base = try connectMigratedBase()
        let registered = try RegisteredTenant.all(in: base).filter { $0.state != .archived }
        for tenant in tenants { try requireLiving(RegisteredTenant.find(tenant, in: base)) }
        let focus = tenants.isEmpty ? nil : Set(tenants)
        let named = registered.filter { focus?.contains($0.identifier) ?? false }
        let others = registered.filter { !(focus?.contains($0.identifier) ?? false) }
        let drawn = sample.map { Array(others.shuffled().prefix($0)) } ?? others
        let chosen = named + drawn
        let documented = try DocumentedAccess.read(in: base)
        let suspended = Set(chosen.filter { $0.state == .suspended }.map(\.identifier))
        var report = MatrixReport()
        report.suspended = suspended.sorted()
        if let focus {
            report.focus = .init(tenants: focus.sorted(), neighbours: drawn.count, of: others.count)
            for tenant in focus.intersection(suspended).sorted() {
                report.findings.append(
                    .init(
                        kind: .untried, login: "every login of '\(tenant)'", place: try basePlace, object: "the tenant",
                        detail: "it is suspended"))
            }
        } else if chosen.count < registered.count {
            report.sample = .init(tenants: chosen.map(\.identifier).sorted(), of: registered.count)
        }
        let places = Set(chosen.map(\.place)).union([try basePlace]).sorted { $0.description < $1.description }
        var runs: [MatrixRun] = []
        for place in places {
            try report.tryPlace(place, unless: place == basePlace) { _ in
                let here = chosen.filter { $0.place == place }
                let distant = chosen.filter { $0.place != place }.map(\.identifier)
                let neighbourhood = try Neighbourhood.read(
                    place, sample: Set(here.map(\.identifier)), in: connectProvisioner(to: place))
                runs.append(MatrixRun(neighbourhood, documented: documented, distant: distant, focus: focus))
            }
        }
        let central = Set(chosen.filter { focus?.contains($0.identifier) ?? true }.map(\.place))
        let open = runs.map(\.neighbourhood.place)
        for run in runs {
            let place = run.neighbourhood.place
            try report.tryPlace(place, unless: place == basePlace) { report in
                report.merge(try run.ask(runtime: Self.runtimeLogin, in: connectProvisioner(to: place)))
                for login in run.neighbourhood.logins where !suspended.contains(login.tenant) {
                    progress(login.name.text)
                    let doors = run.isCentral(login.tenant) ? open : open.filter(central.contains)
                    report.merge(try tried(login, run, doors))
                }
                if settings.hasRuntime, place.server == .base {
                    progress(Self.runtimeLogin.text)
                    report.merge(try triedRuntime(run))
                }
            }
        }
        return report
    }

    private static let runtimeLogin = Identifier(derived: "socle_runtime")

    private func tried(_ login: Neighbourhood.Login, _ run: MatrixRun, _ places: [DataPlace]) throws -> MatrixReport {
        var parameters = try parameters(forLogin: login.name, of: login.tenant)
        parameters.applicationName = "socle"
        var report = MatrixReport()
        report.logins = [login.name.text]
        do {
            if run.concerns(login.tenant) { report.merge(try run.tryLogin(login, connectInTurn(parameters))) }
        } catch let failure as ConnectionFailure {
            report.findings.append(
                .init(
                    kind: .untried, login: login.name.text, place: run.neighbourhood.place, object: "the login",
                    detail: failure.message))
            return report
        }
        for place in places where place != run.neighbourhood.place {
            var other = try address(of: place).with(user: parameters.user ?? "", password: parameters.password ?? "")
            other.passwordSource = nil
            report.entries += 1
            do {
                _ = try connectInTurn(other)
                report.findings.append(
                    .init(kind: .entered, login: login.name.text, place: place, object: "database \(place)"))
            } catch let failure as ConnectionFailure {
                report.take(failure, of: login, at: place)
            }
        }
        return report
    }

    private func triedRuntime(_ run: MatrixRun) throws -> MatrixReport {
        var parameters = try runtimeParameters()
        parameters.database = run.neighbourhood.place.database.text
        do {
            return try run.tryRuntime(Self.runtimeLogin, Connection(to: parameters))
        } catch let failure as ConnectionFailure {
            var report = MatrixReport()
            report.findings = [
                .init(
                    kind: .untried, login: Self.runtimeLogin.text, place: run.neighbourhood.place, object: "the login",
                    detail: failure.message)
            ]
            return report
        }
    }

    /// Connects, and waits for the login's own sessions that are just ending.
    private func connectInTurn(_ parameters: ConnectionParameters) throws -> Connection {
        for _ in 0..<20 {
            do {
                return try Connection(to: parameters)
            } catch ConnectionFailure.refused(_, _, _, .tooManyConnections, _) {
                usleep(100_000)
            }
        }
        return try Connection(to: parameters)
    }
}

extension MatrixReport {
    /// Does what is to be done in a database, and keeps why it cannot be entered.
    ///
    /// - Parameter isNeeded: whether nothing can be said without it, so that the failure is the caller's.
    fileprivate mutating func tryPlace(
        _ place: DataPlace, unless isNeeded: Bool, _ body: (inout MatrixReport) throws -> Void
    ) throws {
        do {
            try body(&self)
        } catch let failure as ConnectionFailure where !isNeeded {
            findings.append(
                .init(
                    kind: .untried, login: "every login", place: place, object: "the database",
                    detail: failure.message))
        }
    }

    /// Counts how a login was kept out of another database.
    fileprivate mutating func take(_ failure: ConnectionFailure, of login: Neighbourhood.Login, at place: DataPlace) {
        switch failure {
        case .refused(_, _, _, let state, _) where state != .tooManyConnections:
            refusals[state.rawValue, default: 0] += 1
        default:
            findings.append(
                .init(
                    kind: .untried, login: login.name.text, place: place, object: "the database",
                    detail: failure.message))
        }
    }
}
