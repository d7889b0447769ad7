import Operations
import Postgres
import Tenancy
import Vocabulary

extension Benchmark {
    /// Tenants of the free tier made by us and by psql in turn.
    static let tenants = Benchmark(
        name: "tenants", summary: "1,000 free tenants applied by 8 connections, against psql"
    ) {
        let ours = try BenchmarkServer()
        let peer = try BenchmarkServer()
        let folder = try TenantFiles()
        let all = try folder.folder.configurations()
        let round = all.count / 10
        // A tenth of a round on both sides first, so that neither is the one that fills the server's caches.
        try ours.apply(all[..<(round / 10)])
        try TenantScripts(all[..<(round / 10)], on: peer).run()
        var times: [Double] = []
        var peerTimes: [Double] = []
        for number in 0..<3 {
            let first = round / 10 + number * round
            let tenants = all[first..<(first + round)]
            let script = try TenantScripts(tenants, on: peer)
            let sides = [
                { times.append(try timed("ours", on: ours, round) { try ours.apply(tenants) }) },
                { peerTimes.append(try timed("psql", on: peer, round) { try script.run() }) },
            ]
            // Who begins changes, so that neither always meets what the other left to the disk.
            for side in number.isMultiple(of: 2) ? sides : sides.reversed() { try side() }
            report("  \(decimals(peerTimes[number] / times[number], 2)) of psql's speed")
        }
        // The round in the middle by its ratio, since rounds are far from each other where the machine is shared.
        let middle = zip(times, peerTimes).sorted { $0.1 / $0.0 < $1.1 / $1.0 }[1]
        report("  rows of catalogs that differ: \(try differences(ours, peer, of: all[round / 10].identifier))")
        return [
            Measurement(
                what: "applying \(round) free tenants, a second, against psql", unit: .perSecond,
                ours: Double(round) / middle.0, peer: Double(round) / middle.1, target: .atLeast(0.8))
        ]
    }
}

extension BenchmarkServer {
    /// Makes tenants real over 8 connections, as `socle tenant apply --all` does.
    borrowing func apply(_ tenants: ArraySlice<TenantConfiguration>) throws {
        try installation.apply(Array(tenants), jobs: 8) { _ in }
    }
}

/// How long one side takes for some tenants; its time of the processor is shown too, the server's and its own.
private func timed(
    _ side: String, on server: borrowing BenchmarkServer, _ count: Int, _ body: () throws -> Void
) throws -> Double {
    var time = 0.0
    var program = 0.0
    let processor = try ServerTime.of(server) {
        let before = processorTime()
        time = try seconds(body)
        program = processorTime() - before
    }
    report(
        "  \(side): \(count) in \(decimals(time, 1)) s, of the processor for each",
        "\(decimals(processor * 1000 / Double(count), 1)) ms by the server and",
        "\(decimals(program * 1000 / Double(count), 1)) ms by the program")
    return time
}

/// How many rows of catalogs and registry one tenant has on one side and not on the other.
private func differences(
    _ ours: borrowing BenchmarkServer, _ peer: borrowing BenchmarkServer, of tenant: TenantIdentifier
) throws -> Int {
    func rows(_ server: borrowing BenchmarkServer) throws -> Set<String> {
        let pattern = "\(tenant)\\_%"
        return Set(
            try server.installation.connectProvisioner().query(
                """
                select format('%s %s %s %s', rolname, rolcanlogin, rolconnlimit, rolbypassrls) from pg_authid
                where rolname like \(pattern)
                union all select format('%s in %s', member::regrole, roleid::regrole) from pg_auth_members
                where member::regrole::text like \(pattern)
                union all select format('%s %s', nspname, nspacl) from pg_namespace where nspname like \(pattern)
                union all select format('%s %s', setrole::regrole, setconfig) from pg_db_role_setting
                where setrole::regrole::text like \(pattern)
                union all select format('%s %s %s', defaclrole::regrole, defaclobjtype, defaclacl) from pg_default_acl
                where defaclrole::regrole::text like \(pattern)
                union all select format('%s %s', kind, name) from socle.derived_names where name like \(pattern)
                union all select login_name from socle.login_verifiers where login_name like \(pattern)
                """
            ) { row in try row[0] })
    }
    return try rows(ours).symmetricDifference(rows(peer)).count
}
