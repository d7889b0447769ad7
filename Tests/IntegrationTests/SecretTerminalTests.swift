import Glibc
import Operations
import TestServer
import Testing
import Vocabulary

@Suite("Secrets at a terminal", .database)
struct SecretTerminalTests {
    @Test("a secret is asked for twice, not shown, and the terminal is as before")
    func typed() throws {
        let tenant = try TestDatabase.current.makeTenant()
        try SecretCommands.lend { secret in
            let run = try secret.atTerminal("set", "\(tenant)", "token/api")
            #expect(run.showsWhatIsTyped)
            try run.wait(for: "Secret: ")
            run.type("p4per clip\n")
            try run.wait(for: "Secret again: ")
            run.type("p4per clip\n")
            #expect(try run.end() == 0, "\(run.shown)")
            #expect(run.showsWhatIsTyped)
            #expect(!run.shown.contains("p4per"))
            #expect(try secret("get", "\(tenant)", "token/api", "--exact").text == "p4per clip")
        }
    }

    @Test(
        "what cannot be taken is refused, and the terminal is as before",
        arguments: [
            (["one\n", "two\n"], 65, "the two entries differ"),
            (["\n", "\n"], 65, "the terminal gave an empty secret"),
            (["\u{4}", "\u{4}"], 65, "the terminal gave an empty secret"),
            ([String(repeating: "x", count: 4095) + "\n"], 65, "a secret of more than 4094 bytes cannot be typed"),
        ])
    func refused(_ entries: [String], _ code: Int, _ error: String) throws {
        let tenant = try TestDatabase.current.makeTenant()
        try SecretCommands.lend { secret in
            let run = try secret.atTerminal("set", "\(tenant)", "token/api")
            for (entry, question) in zip(entries, ["Secret: ", "Secret again: "]) {
                try run.wait(for: question)
                run.type(entry)
            }
            #expect(try run.end() == code)
            #expect(run.shown.contains("error: \(error)"), "\(run.shown)")
            #expect(run.showsWhatIsTyped)
            #expect(try secret("get", "\(tenant)", "token/api").exitCode == 66)
        }
    }

    @Test(
        "Ctrl-C and other ends leave a terminal that shows what is typed",
        arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT])
    func interrupted(_ signal: Int32) throws {
        let tenant = try TestDatabase.current.makeTenant()
        try SecretCommands.lend { secret in
            let run = try secret.atTerminal("set", "\(tenant)", "token/api")
            try run.wait(for: "Secret: ")
            run.type("half a sec")
            if signal == SIGINT {
                run.type("\u{3}")
            } else {
                kill(run.process, signal)
            }
            #expect(try run.end() == 128 + Int(signal))
            #expect(run.showsWhatIsTyped)
            #expect(!run.shown.contains("half"))
        }
    }

    @Test("Ctrl-Z gives the terminal back for a while, and afterwards the question comes again")
    func stopped() throws {
        let tenant = try TestDatabase.current.makeTenant()
        try SecretCommands.lend { secret in
            // A shell takes the program up again.
            var environment = secret.environment
            environment["PS1"] = "$ "
            let shell = try TerminalRun(["-i"], settings: environment, program: "/bin/sh")
            try shell.wait(for: "$ ", hidden: false)
            shell.type("\(SocleRun.program) --root \(secret.root) secret set \(tenant) token/api\n")
            try shell.wait(for: "Secret: ")
            shell.type("half a sec\u{1A}")
            try shell.wait(for: "Stopped", hidden: false)
            shell.type("fg\n")
            try shell.wait(for: "Secret: ")
            shell.type("whole\n")
            try shell.wait(for: "Secret again: ")
            shell.type("whole\n")
            try shell.wait(for: "is sealed", hidden: false)
            shell.type("exit\n")
            #expect(try shell.end() == 0)
            #expect(!shell.shown.contains("half") && !shell.shown.contains("whole"))
            #expect(try secret("get", "\(tenant)", "token/api", "--exact").text == "whole")
        }
    }

    @Test("what a terminal would obey is not written to one")
    func obeyed() throws {
        let tenant = try TestDatabase.current.makeTenant()
        try SecretCommands.lend { secret in
            _ = try secret("set", "\(tenant)", "token/bell", input: Array("a\u{1B}[2Jb".utf8))
            let run = try secret.atTerminal("get", "\(tenant)", "token/bell")
            #expect(try run.end() == 64)
            #expect(run.shown.contains("error: the secret has characters that a terminal would obey or not show"))
            #expect(!run.shown.contains("\u{1B}[2J"))
            _ = try secret("set", "\(tenant)", "token/lines", input: Array("eins\nzwei".utf8))
            let shown = try secret.atTerminal("get", "\(tenant)", "token/lines")
            #expect(try shown.end() == 0)
            #expect(shown.shown == "eins\r\nzwei\r\n")
        }
    }
}
