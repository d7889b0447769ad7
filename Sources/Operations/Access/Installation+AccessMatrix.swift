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
    /// **Runs as** each login itself, with its password from the vault; the catalog is asked as provisioner.
    ///
    /// - Parameters:
    ///   - tenants: whose logins and objects are looked at; of all active ones when empty.
    ///   - sample: how many of them are drawn at random; all when nil.
    ///   - progress: called before each login, with its name.
    package func accessMatrix(
        of tenants: [TenantIdentifier] = [], sample: Int? = nil, progress: (String) -> Void = { _ in }
    ) throws -> MatrixReport {
        let base = try connectMigratedBase()
        let registered = try RegisteredTenant.all(in: base).filter { $0.state == .active }
        for tenant in tenants { _ = try RegisteredTenant.find(tenant, in: base) }
        let named = registered.filter { tenants.isEmpty || tenants.contains($0.identifier) }
        let chosen = sample.map { Array(named.shuffled().prefix($0)) } ?? named
        let documented = try DocumentedAccess.read(in: base)
        var report = MatrixReport()
        if chosen.count < registered.count {
            report.sample = .init(tenants: chosen.map(\.identifier).sorted(), of: registered.count)
        }
        let places = Set(chosen.map(\.place)).union([try basePlace]).sorted { $0.description < $1.description }
        let runs = try places.map { place in
            let here = chosen.filter { $0.place == place }
            let distant = chosen.filter { $0.place != place }
            let neighbourhood = try Neighbourhood.read(
                place, sample: Set(here.map(\.identifier)), in: connectProvisioner(to: place))
            return MatrixRun(
                neighbourhood, documented: documented,
                distantSchemas: distant.flatMap { [$0.names.dataSchema.text, $0.names.auditSchema.text] })
        }
        for run in runs {
            report.merge(try run.ask(runtime: Self.runtimeLogin, in: connectProvisioner(to: run.neighbourhood.place)))
            for login in run.neighbourhood.logins {
                progress(login.name.text)
                report.merge(try tried(login, run, places))
            }
            if settings.hasRuntime, run.neighbourhood.place.server == .base {
                progress(Self.runtimeLogin.text)
                report.merge(try triedRuntime(run))
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
            report.merge(try run.tryLogin(login, connectInTurn(parameters)))
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
