import PKCS11
import Testing
import Vocabulary

@Suite("Addresses of keys in tokens") struct PKCS11AddressTests {
    static let query = "?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=file:/etc/socle/pin"

    @Test("token, key, module and file of the PIN are read")
    func whole() throws {
        let text = "pkcs11:token=socle;object=root;id=%01\(Self.query)"
        let address = try PKCS11Address(text)
        #expect(address.token.label == "socle")
        #expect(address.token.serial == nil)
        #expect(address.key.label == "root")
        #expect(address.key.identifier == [1])
        #expect(address.modulePath == "/usr/lib/softhsm/libsofthsm2.so")
        #expect(address.pinFile == "/etc/socle/pin")
        #expect(address.text == text)
        #expect("\(address.token)" == "token 'socle'")
        #expect("\(address.key)" == "key 'root' with id %01")
    }

    @Test("attributes may stand in any order, and any byte may be written as an escape")
    func escapes() throws {
        let address = try PKCS11Address(
            "PKCS11:id=%00%ffA%3b;manufacturer=SoftHSM%20project;type=secret-key;model=v2;"
                + "serial=5a2b%2F21;token=Cl%C3%A9s%3b%20%2525;object=a&b"
                + "?pin-source=file:///srv/a%20b/pin%3f&module-path=/lib/x|y?.so")
        #expect(address.key.identifier == [0, 0xFF, UInt8(ascii: "A"), UInt8(ascii: ";")])
        #expect(address.key.label == "a&b")
        #expect(address.token.label == "Clés; %25")
        #expect(address.token.serial == "5a2b/21")
        #expect(address.token.manufacturer == "SoftHSM project")
        #expect(address.token.model == "v2")
        #expect(address.pinFile == "/srv/a b/pin?")
        #expect(address.modulePath == "/lib/x|y?.so")
        #expect(
            "\(address.token)"
                == "token 'Clés; %25' of serial number '5a2b/21' by 'SoftHSM project' of model 'v2'")
        #expect("\(address.key)" == "key 'a&b' with id %00%ff%41%3b")
    }

    static let path = "pkcs11:token=t;object=k"

    static let refusals: [(String, PKCS11Failure.AddressRule)] = [
        ("", .scheme),
        ("pkcs11", .scheme),
        ("pkcs12:token=t;object=k" + query, .scheme),
        (" pkcs11:token=t;object=k" + query, .scheme),
        ("file:/etc/root.key", .scheme),
        ("pkcs11:", .missing("token")),
        ("pkcs11:object=k" + query, .missing("token")),
        ("pkcs11:token=t" + query, .missing("object")),
        (path, .missing("module-path")),
        (path + "?", .missing("module-path")),
        (path + "?module-path=/m", .missing("pin-source")),
        (path + "?pin-source=file:/p", .missing("module-path")),
        (path + ";" + query, .unknown("", nearest: nil)),
        (path + ";;type=secret-key" + query, .unknown("", nearest: nil)),
        (path + query + "&", .unknown("", nearest: nil)),
        ("pkcs11:tokn=t;object=k" + query, .unknown("tokn", nearest: "token")),
        ("pkcs11:Token=t;object=k" + query, .unknown("Token", nearest: "token")),
        ("pkcs11:token=t;objekt=k" + query, .unknown("objekt", nearest: "object")),
        (path + "?modul-path=/m&pin-source=file:/p", .unknown("modul-path", nearest: "module-path")),
        (path + "?module-path=/m&pin-surce=file:/p", .unknown("pin-surce", nearest: "pin-source")),
        (path + ";x-vendor=1" + query, .unknown("x-vendor", nearest: nil)),
        (path + ";slot-id=1" + query, .withoutUse("slot-id")),
        (path + ";library-version=2" + query, .withoutUse("library-version")),
        (path + "?module-name=softhsm2", .withoutUse("module-name")),
        (path + ";module-path=/m" + query, .misplaced("module-path", isForQuery: true)),
        (path + query + "&token=t", .misplaced("token", isForQuery: false)),
        (path + ";token=u" + query, .repeated("token")),
        (path + query + "&module-path=/n", .repeated("module-path")),
        ("pkcs11:token=;object=k" + query, .empty("token")),
        ("pkcs11:token;object=k" + query, .empty("token")),
        (path + ";id=" + query, .empty("id")),
        (path + ";id=%" + query, .escape("id")),
        (path + ";id=%0" + query, .escape("id")),
        (path + ";id=%0g" + query, .escape("id")),
        (path + ";id=%%01" + query, .escape("id")),
        (path + ";id=%+1" + query, .escape("id")),
        ("pkcs11:token=a b;object=k" + query, .character("token", 0x20)),
        ("pkcs11:token=a/b;object=k" + query, .character("token", UInt8(ascii: "/"))),
        ("pkcs11:token=é;object=k" + query, .character("token", 0xC3)),
        ("pkcs11:token=a\0;object=k" + query, .character("token", 0)),
        ("pkcs11:token=a\n;object=k" + query, .character("token", 0x0A)),
        ("pkcs11:token=\"t\";object=k" + query, .character("token", UInt8(ascii: "\""))),
        (path + "?module-path=/m#x&pin-source=file:/p", .character("module-path", UInt8(ascii: "#"))),
        ("pkcs11:token=%ff;object=k" + query, .notText("token")),
        ("pkcs11:token=%c3;object=k" + query, .notText("token")),
        ("pkcs11:token=%ed%a0%80;object=k" + query, .notText("token")),
        ("pkcs11:token=a%00;object=k" + query, .notText("token")),
        ("pkcs11:token=a%0a;object=k" + query, .notText("token")),
        (path + "?module-path=/m%00.so&pin-source=file:/p", .notText("module-path")),
        (path + "?module-path=libsofthsm2.so&pin-source=file:/p", .relative("module-path")),
        (path + "?module-path=/m&pin-source=file:pin", .relative("pin-source")),
        (path + "?module-path=/m&pin-source=file://host/pin", .relative("pin-source")),
        (path + "?module-path=/m&pin-source=/etc/pin", .pinSource),
        (path + "?module-path=/m&pin-source=|/bin/echo", .pinSource),
        (path + "?module-path=/m&pin-source=https:/pin", .pinSource),
        (path + ";type=private" + query, .type),
        (path + query + "&pin-value=hunter2", .pinValue),
        (path + ";pin-value=hunter2" + query, .pinValue),
        (path + query + "&PIN-VALUE=hunter2", .pinValue),
        (path + query + "&pin-vlaue=hunter2", .pinValue),
        (path + query + "&pin=hunter2", .pinValue),
    ]

    @Test("what breaks a rule is refused by that rule, and no value is shown", arguments: refusals)
    func refuses(text: String, rule: PKCS11Failure.AddressRule) {
        let failure = #expect(throws: PKCS11Failure.self) { try PKCS11Address(text) }
        #expect(failure == .address(rule))
        #expect(failure?.message.hasPrefix("address of the key in a token ") == true)
        for shown in [failure?.message, failure?.detail, failure?.hint] {
            #expect(shown?.contains("hunter2") != true)
            #expect(shown?.unicodeScalars.contains { $0.properties.generalCategory == .control } != true)
        }
    }

    @Test("an address is read up to 4096 bytes")
    func length() throws {
        let room = PKCS11Address.byteLimit - (Self.path + Self.query).utf8.count
        let text = Self.path + String(repeating: "k", count: room) + Self.query
        #expect(try PKCS11Address(text).key.label?.count == room + 1)
        #expect(throws: PKCS11Failure.address(.tooLong(limit: 4096))) {
            try PKCS11Address(text.replacing("object=", with: "object=k"))
        }
    }

    static let words: [(String, String, String?)] = [
        (
            path + query + "&pin-value=hunter2", "holds a PIN",
            "A secret never stands in a setting: write the PIN into a file, and 'pin-source=file:/PATH'."
        ),
        ("pkcs11:tokn=t;object=k" + query, "has the unknown attribute 'tokn'", "Did you mean 'token'?"),
        (
            path + "?module-name=softhsm2", "has the attribute 'module-name', which is not used",
            "Name the module by 'module-path'."
        ),
        (
            "pkcs11:token=a b;object=k" + query, "has a character in 'token' that stands as %20 only", nil
        ),
        (
            path + ";id=%0" + query, "has a percent sign in 'id' without two hexadecimal digits",
            "A percent sign itself is written %25."
        ),
        (
            path + ";module-path=/m" + query, "has the attribute 'module-path' before the question mark",
            "It stands behind the question mark, '&' between two."
        ),
        (
            path + "?module-path=/m&pin-source=|/bin/echo", "names by 'pin-source' something else than a file",
            "Write 'pin-source=file:' and the path of a file of mode 0400 that holds the PIN."
        ),
        (path + ";token=u" + query, "has the attribute 'token' twice", nil),
    ]

    @Test("a refusal says what is wrong and what to write", arguments: words)
    func says(text: String, words: String, hint: String?) {
        let failure = #expect(throws: PKCS11Failure.self) { try PKCS11Address(text) }
        #expect(failure?.code == "PKC101")
        #expect(failure?.kind == .configuration)
        #expect(failure?.message == "address of the key in a token " + words)
        #expect(failure?.hint == hint)
    }

    @Test("no text makes the parser do anything but answer or refuse")
    func hostile() {
        var generator = SplitMix(state: 20)
        let pieces = [
            "pkcs11:", "token", "object", "id", "=", ";", "?", "&", "%", "%0", "%41", "%ff", "module-path", "/m",
            "pin-source", "file:", "é", "\0", "\u{202E}", "a", "serial", "type", "secret-key",
        ]
        var read = 0
        for _ in 0..<20_000 {
            var text = Bool.random(using: &generator) ? "pkcs11:token=t;object=k?module-path=/m&pin-source=file:/p" : ""
            for _ in 0..<Int.random(in: 0...12, using: &generator) {
                text += pieces.randomElement(using: &generator) ?? ""
            }
            do {
                let address = try PKCS11Address(text)
                read += 1
                #expect(address.modulePath.hasPrefix("/") && address.pinFile.hasPrefix("/"))
                #expect(!address.modulePath.utf8.contains(0) && !address.pinFile.utf8.contains(0))
            } catch {
                #expect(error is PKCS11Failure)
            }
        }
        #expect(read > 100)
    }
}

/// Random numbers that are the same in every run.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
