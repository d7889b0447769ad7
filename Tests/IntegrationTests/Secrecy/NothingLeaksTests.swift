import Cryptography
import FoundationEssentials
import Glibc
import Operations
import Postgres
import Settings
import Subprocess
import TestServer
import Testing
import Vocabulary

@testable import Vault

/// Every command, done by the program itself as people do it, and a search for every secret wherever it could have gone.
@Suite("Nothing leaks")
struct NothingLeaksTests {
    @Test("no secret stands anywhere but where it belongs, and a control word stands everywhere it was put")
    func everywhere() throws {
        try ServerFolder.lend { folder in
            let scene = try LeakScene(in: folder)
            let control = Controls()
            let watch = ProcessWatch()
            var work = Work(scene, control)
            let canaries = try work.run()
            try control.plant(in: scene)
            try watch.show(argument: control.text, variable: control.variable)
            try scene.writeRows()
            try scene.checkpoint()
            try Data(watch.end().joined(separator: [0x0A])).write(
                to: URL(filePath: "\(scene.evidence)/processes/seen"))

            let search = try LeakSearch(canaries + control.canaries)
            var sizes: [String] = []
            for place in Place.all(of: scene) {
                let found = try search.canaries(in: place.path, exempt: place.exempt)
                let controls = found.filter { $0.hasPrefix("control") }
                #expect(found.subtracting(controls) == [], "\(place.name)")
                #expect(
                    controls.isSuperset(of: place.controls), "the search does not find what stands in \(place.name)")
                sizes.append("\(place.name) \(try scene.size(of: place.path) / 1024) KiB")
            }
            // What was asked for was given, so that the search knows every secret as it is.
            let shown = try search.canaries(in: scene.legitimate)
            #expect(shown.isSuperset(of: canaries.filter { $0.name.hasPrefix("set ") }.map(\.name)))
            try search.remove()
            print(
                """
                secrecy: \(canaries.count) secrets in \(search.count) forms searched for in \
                \(sizes.joined(separator: ", ")): none found
                """)
        }
    }

    /// Where a secret could have gone.
    private struct Place {
        let name: String
        let path: String
        /// What is to be found there.
        var controls: Set<String> = ["control text"]
        /// Files that hold a secret by their nature.
        var exempt: [String] = []

        static func all(of scene: LeakScene) -> [Place] {
            let data = "\(scene.root)/.socle/postgres"
            return [
                Place(name: "server log", path: "\(data)/log"),
                Place(name: "table files", path: "\(data)/base", controls: ["control text", "control bytes"]),
                Place(name: "write-ahead log", path: "\(data)/pg_wal", controls: ["control text", "control bytes"]),
                Place(name: "whole cluster", path: data, controls: ["control text", "control bytes"]),
                Place(name: "rows", path: "\(scene.evidence)/rows", controls: ["control text", "control bytes"]),
                Place(name: "output", path: "\(scene.evidence)/output"),
                Place(
                    name: "processes", path: "\(scene.evidence)/processes",
                    controls: ["control text", "control variable"]),
                Place(name: "exports", path: "\(scene.evidence)/exports"),
                Place(name: "state folder", path: "\(scene.root)/.socle", exempt: ["root.key"]),
                Place(name: "declarations", path: "\(scene.root)/tenants"),
                Place(name: "working folder", path: scene.work),
                Place(name: "temporary files", path: scene.temporary),
            ]
        }
    }

    /// What is put where a secret must not be.
    private struct Controls {
        let text = "control" + randomWord(20)
        let variable = "control" + randomWord(20)
        /// With a zero byte, a line end, and what is no text.
        let bytes: [UInt8] = (0..<40).map { index in index == 20 ? 0 : index == 21 ? 0x0A : UInt8.random(in: 128...255)
        }

        var canaries: [Canary] {
            [
                Canary("control text", text), Canary("control variable", variable), Canary("control bytes", bytes),
            ]
        }

        /// Puts them where no command does.
        func plant(in scene: LeakScene) throws {
            let base = try scene.installation.connectProvisioner()
            try base.execute("create table public.control (text text, bytes bytea)")
            try base.execute("insert into public.control values (\(literal: text), \(bytes))")
            for folder in [scene.work, scene.temporary, "\(scene.root)/.socle"] {
                try scene.write(text, to: "\(folder)/control")
            }
        }
    }

    /// What the commands are made to do.
    private struct Work {
        let scene: LeakScene
        let control: Controls
        var canaries: [Canary] = []

        init(_ scene: LeakScene, _ control: Controls) {
            self.scene = scene
            self.control = control
        }

        /// - Returns: every secret that there was.
        mutating func run() throws -> [Canary] {
            try scene.socle("dev", "start")
            try scene.logEverything()
            canaries.append(
                Canary("root key", [UInt8](try Data(contentsOf: URL(filePath: "\(scene.root)/.socle/root.key")))))
            try doMainJob()
            try keepSecrets()
            try fail()
            try collect()
            return canaries
        }

        /// What the platform is there for.
        private mutating func doMainJob() throws {
            try scene.declare("giver", name: control.text)
            try scene.declare("taker")
            try scene.declare("alone", tier: "standard")
            try scene.write("id;nom\n1;Piscine\n2;Gymnase\n", to: "\(scene.work)/equipements.csv")
            try scene.write(
                """
                domain:
                  name: socle-dev-unified-domain
                domain_units:
                  - name: equipements-domain-unit
                projects:
                  - {name: equipements-un-dev-project, domain_unit: equipements-domain-unit, tenant: giver}
                  - {name: equipements-deux-dev-project, domain_unit: equipements-domain-unit, tenant: taker}
                assets:
                  - name: Équipements
                    table: {tenant: giver, theme: equipements, name: equipements}
                    project: equipements-un-dev-project
                    filters:
                      - {name: masques, column_masks: [{columnName: nom, mask: hash}]}
                    listing: {name: Équipements}
                """, to: "\(scene.work)/mesh.yml")
            try scene.socle("tenant", "apply", "--all")
            try scene.socle("tenant", "list")
            try scene.socle("tenant", "show", "giver", "--output", "json", output: .exported)
            try scene.socle("doctor")
            for tenant in ["giver", "taker", "alone"] {
                try scene.socle("load", "run", tenant, "equipements.csv", "--theme", "equipements")
            }
            try scene.socle("mesh", "import", "mesh.yml")
            try scene.socle("mesh", "export", output: .exported)
            try scene.socle(
                "mesh", "subscription", "request", "Équipements", "--project", "equipements-deux-dev-project",
                "--reason", "Pour comparer.")
            let request = try scene.installation.connectProvisioner().first(
                "select subscription_request_id from mesh.subscription_requests"
            ) { row -> String in try row[0] }
            try scene.socle("mesh", "subscription", "approve", request ?? "", "--filter", "masques")
            for tenant in ["giver", "taker", "alone"] { try scene.socle("channel", "enable", tenant, "metabase") }
            try scene.socle("channel", "check", "taker", "metabase")
            try scene.socle("channel", "connect", "taker", "metabase", output: .exported)
        }

        /// Secrets of every shape, by every way in, and out again by the only way out.
        private mutating func keepSecrets() throws {
            let lines = (0..<4).map { _ in "line" + randomWord(30) }.joined(separator: "\n")
            let binary: [UInt8] = (0..<200).map { $0 % 50 == 0 ? 0 : $0 % 70 == 1 ? 0x0A : UInt8.random(in: 0...255) }
            let text = Canary("set text", "text" + randomWord(40))
            let older = Canary("set text, the version before", "text" + randomWord(40))
            let several = Canary("set lines", lines)
            let bytes = Canary("set bytes", binary)
            let platform = Canary("set for the platform", "text" + randomWord(40))
            canaries += [text, older, several, bytes, platform]
            for canary in [older, text] {
                try scene.socle("secret", "set", "giver", "token/api", input: scene.keep(canary))
            }
            try scene.socle("secret", "set", "giver", "key/lines", "--from", scene.keep(several), "--exact")
            try scene.socle("secret", "set", "alone", "key/bytes", "--exact", input: scene.keep(bytes))
            try scene.socle("secret", "set", "mail/password", "--platform", input: scene.keep(platform))
            try scene.socle("secret", "list", "giver", "--output", "json")
            try scene.socle("secret", "get", "giver", "token/api", output: .secret)
            try scene.socle("secret", "get", "giver", "token/api", "--version", "1", output: .secret)
            try scene.socle("secret", "get", "giver", "key/lines", "--exact", output: .secret)
            try scene.socle("secret", "get", "alone", "key/bytes", "--exact", output: .secret)
            try scene.socle("secret", "get", "mail/password", "--platform", output: .secret)
            try scene.socle("secret", "get", "giver", "giver_app", output: .secret)
            try scene.socle("secret", "remove", "mail/password", "--platform")
        }

        /// What goes wrong, with secrets in hand.
        private mutating func fail() throws {
            let base = try scene.installation.connectProvisioner()
            // A login whose password was changed by hand is refused, and gets a new one.
            try base.execute("alter role giver_etl password 'guessed'")
            try scene.socle(
                "load", "run", "giver", "equipements.csv", "--theme", "equipements", "--force", exitCode: 77)
            try scene.socle("tenant", "apply", "giver", "--output", "json")
            try scene.socle("load", "run", "giver", "none.csv", exitCode: 66)
            let wrong = Canary("a root key that is not the right one", try RandomBytes.make(count: 32))
            canaries.append(wrong)
            try scene.socle(
                "secret", "get", "giver", "token/api", settings: ["SOCLE_ROOT_KEY": Hex.text(wrong.bytes)], exitCode: 78
            )
            // Too long to be sealed, and no text.
            let long = Canary("a secret that is refused", "long" + randomWord(40))
            canaries.append(long)
            let path = try scene.keep(Canary(long.name, Array(repeating: long.bytes, count: 30_000).flatMap { $0 }))
            try scene.socle("secret", "set", "giver", "token/long", input: path, exitCode: 65)
            try scene.socle(
                "mesh", "subscription", "request", control.text, "--project", "equipements-deux-dev-project",
                "--reason", "x", exitCode: 66)
        }

        /// What only a test can know: keys in the clear, and every password that a login ever had.
        private mutating func collect() throws {
            let root = try RootKey(file: "\(scene.root)/.socle/root.key")
            let known = KnownKeys(installation: scene.installation, root: root)
            canaries += try known.tenantKeys() + known.sealed()
        }
    }
}
