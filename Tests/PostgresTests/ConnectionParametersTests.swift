import Testing
import Vocabulary

@testable import Postgres

@Suite("Connection parameters")
struct ConnectionParametersTests {
    @Test("a URL is taken apart")
    func url() throws {
        let parameters = try ConnectionParameters(
            url: "postgresql://jean:p%40ss%20w@db.example:5433/base?application_name=x&sslmode=require"
                + "&connect_timeout=3&sslrootcert=/etc/ca.pem")
        #expect(
            parameters
                == ConnectionParameters(
                    host: "db.example", port: 5433, database: "base", user: "jean", password: "p@ss w",
                    applicationName: "x", connectTimeout: .seconds(3), sslMode: "require",
                    further: ["sslrootcert": "/etc/ca.pem"]))
    }

    @Test("keys and values are taken apart")
    func keysAndValues() throws {
        let parameters = try ConnectionParameters(url: "host=/run/x dbname='a b' user=u")
        #expect(parameters == ConnectionParameters(host: "/run/x", database: "a b", user: "u"))
    }

    @Test(
        "an unreadable text is refused without being shown",
        arguments: [
            "postgresql://u:s%zzcret@h/d", "nokey=s3cret", "host", "postgresql://u:s3cret@h:0x/d?nokey=1",
            "a\0b",
            "postgresql://u:s3cret@h:70 000/d",
        ])
    func unreadable(text: String) throws {
        let failure = try #require(throws: ConnectionFailure.self) { try ConnectionParameters(url: text) }
        #expect(failure.kind == .configuration)
        #expect(!"\(failure.message)\(failure.detail ?? "")\(failure.hint ?? "")".contains("cret"))
    }

    @Test("no rendering shows the password")
    func secrecy() {
        let parameters = ConnectionParameters(host: "h", user: "u", password: "s3cret")
        var dumped = ""
        dump(parameters, to: &dumped)
        for text in ["\(parameters)", String(reflecting: parameters), dumped, "\([parameters])"] {
            #expect(!text.contains("s3cret"))
        }
        #expect(parameters.description == "host=h user=u password=****")
    }

    @Test("another role does not inherit the password")
    func roles() {
        let parameters = ConnectionParameters(user: "u", password: "s3cret")
        #expect(parameters.with(user: "v", password: nil).password == nil)
        #expect(parameters.with(database: "d").database == "d")
    }

    @Test("settings are escaped as options of the server")
    func settings() throws {
        let parameters = ConnectionParameters(
            settings: ["search_path": "a b, \\c", "statement_timeout": "5s"],
            further: ["options": "-c geqo=off"])
        let options = try parameters.libpqOptions().first { $0.keyword == "options" }?.value
        #expect(
            options == #"-c geqo=off -c bytea_output=hex -c datestyle=ISO,\ YMD -c extra_float_digits=1 "#
                + #"-c timezone=UTC -c search_path=a\ b,\ \\c -c statement_timeout=5s"#)
    }

    @Test(
        "a parameter that cannot be sent is refused by its name",
        arguments: [
            (ConnectionParameters(host: "a\0b"), "host"), (ConnectionParameters(port: 0), "port"),
            (ConnectionParameters(port: 65_536), "port"), (ConnectionParameters(sslMode: "maybe"), "sslmode"),
            (ConnectionParameters(settings: ["a=b -c c": "1"]), "a=b -c c"),
            (ConnectionParameters(settings: ["x": "1\0"]), "options"),
            (ConnectionParameters(password: "s\0"), "password"),
        ] as [(ConnectionParameters, String)])
    func refused(parameters: ConnectionParameters, name: String) throws {
        let failure = try #require(throws: ConnectionFailure.self) { try parameters.libpqOptions() }
        guard case .unusableParameter(name, _) = failure else {
            Issue.record("the failure names another parameter: \(failure)")
            return
        }
    }

    @Test("the encoding is always UTF-8")
    func encoding() throws {
        let options = try ConnectionParameters(further: ["client_encoding": "LATIN1"]).libpqOptions()
        #expect(options.contains { $0.keyword == "client_encoding" && $0.value == "UTF8" })
    }
}
