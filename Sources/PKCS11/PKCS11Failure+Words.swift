package import Vocabulary

extension PKCS11Failure: Failure {
    package var code: FailureCode {
        switch self {
        case .address: "PKC101"
        case .module: "PKC102"
        case .initialization: "PKC103"
        case .noToken: "PKC201"
        case .severalTokens: "PKC202"
        case .noMechanism: "PKC203"
        case .gone: "PKC204"
        case .refused: "PKC205"
        case .wrongPIN: "PKC301"
        case .closed: "PKC302"
        case .pinLength: "PKC303"
        case .noKey: "PKC401"
        case .severalKeys: "PKC402"
        case .unfitKey: "PKC403"
        case .keyExists: "PKC404"
        case .sealing: "PKC405"
        }
    }

    package var kind: FailureKind {
        switch self {
        case .address, .module, .initialization, .severalTokens, .noMechanism, .pinLength, .noKey, .severalKeys,
            .unfitKey, .sealing, .closed(_, .unset), .closed(_, .expired):
            .configuration
        case .noToken, .gone, .refused: .unavailable
        case .wrongPIN, .closed: .unauthenticated
        case .keyExists: .conflict
        }
    }

    package var message: String {
        switch self {
        case .address(let rule): "address of the key in a token \(rule.words)"
        case .module(let path, let rule): "PKCS#11 module \(quoted(path)) \(rule.words)"
        case .initialization(let path, _): "PKCS#11 module \(quoted(path)) does not start"
        case .noToken(let token, _): "\(token) is not there"
        case .severalTokens(let token, let serials): "\(serials.count) tokens are \(token)"
        case .noMechanism(let token, let name): "\(token) does not offer the mechanism \(name)"
        case .gone(let token): "\(token) has been removed"
        case .refused(let token, let operation, _): "\(token) could not \(operation)"
        case .wrongPIN(let token, _): "\(token) refused the PIN"
        case .closed(let token, .locked): "\(token) is locked after too many wrong PINs"
        case .closed(let token, .lastTry): "\(token) would be locked by one more wrong PIN"
        case .closed(let token, .unset): "\(token) has no PIN yet"
        case .closed(let token, .expired): "the PIN of \(token) has expired"
        case .pinLength(let token, let shortest, let longest):
            "\(token) takes PINs of \(shortest) to \(longest) bytes, which the given one is not"
        case .noKey(let token, let key, _): "\(key) is not in \(token)"
        case .severalKeys(let token, let key): "several keys in \(token) are \(key)"
        case .unfitKey(let token, let key, let rule): "\(key) in \(token) \(rule.words)"
        case .keyExists(let token, let key): "\(key) is already in \(token)"
        case .sealing(let token, .length(let actual, let expected)):
            "\(token) sealed into \(actual) bytes instead of \(expected)"
        case .sealing(let token, .parameters): "\(token) does not take a nonce of 12 bytes and a tag of 16"
        case .sealing(let token, .lost): "what \(token) sealed does not open again"
        }
    }

    package var detail: String? {
        switch self {
        case .module(_, .notLoaded(let reason)), .module(_, .unreadable(let reason)): reason
        case .initialization(_, let answer), .refused(_, _, let answer): "it answered \(answer)"
        case .noToken(_, let present): present.isEmpty ? "no token is there" : "there: \(Self.listed(present))"
        case .severalTokens(_, let serials): "serial numbers: \(Self.listed(serials))"
        case .noKey(_, _, let present): present.isEmpty ? "no key is there" : "there: \(Self.listed(present))"
        case .wrongPIN(_, .few): "a few more wrong PINs will lock the token"
        case .wrongPIN(_, .one): "one more wrong PIN will lock the token"
        case .wrongPIN(_, .none): "the token is locked now"
        default: nil
        }
    }

    package var hint: String? {
        switch self {
        case .address(let rule): rule.hint
        case .module(_, .missing): "Install the token's module, or mend 'module-path'."
        case .module(_, .writable), .module(_, .owner):
            "Whoever can write it can use the key: let root own it, and take the right to write from group and others."
        case .module(_, .notRegular), .module(_, .notLoaded), .module(_, .notPKCS11), .module(_, .unreadable):
            "Name the library by 'module-path' that the maker of the token calls its PKCS#11 module."
        case .module(_, .version): "A module of PKCS#11 2.20 or newer is needed."
        case .initialization:
            "Check the module's own configuration, for SoftHSM the file that SOFTHSM2_CONF names, and that this user may read it."
        case .noToken: "Connect it, or name by 'token' or 'serial' one that is there."
        case .severalTokens: "Add 'serial' to the address."
        case .noMechanism: "Use a token that offers AES-GCM with keys of 256 bits, or keep the root key in a file."
        case .gone: "Connect it again."
        case .wrongPIN(_, .none), .closed(_, .locked):
            "Its security officer must set a new PIN; write that one into the file of 'pin-source'."
        case .wrongPIN:
            "Write the right PIN into the file of 'pin-source'; the wrong one is not tried again by this run."
        case .closed(_, .lastTry):
            "The last try is not made here: log in once with the token's own program, which also starts the count anew."
        case .closed(_, .unset), .closed(_, .expired): "Set the user's PIN with the token's own program."
        case .pinLength: "Write the right PIN into the file of 'pin-source'; no try was used up."
        case .noKey:
            "Name one that is there, or run 'socle secret init', which makes it; where a key store exists, restore the token from its backup."
        case .severalKeys: "Add 'id' to the address, or remove the keys that are not meant."
        case .unfitKey:
            "Let 'socle secret init' make the key: it is AES-256, was never outside the token and never will be."
        case .keyExists: "Name another key by 'object' or 'id'; what is there is not replaced."
        case .sealing: "The token may make its own nonces in a way that is not supported; docs/root-key.md has what is."
        case .refused: nil
        }
    }

    /// Names that somebody else gave, some of them.
    private static func listed(_ names: [String]) -> String {
        let limit = 8
        let shown = names.prefix(limit).map { quoted($0) }.joined(separator: ", ")
        return names.count > limit ? "\(shown) and \(names.count - limit) more" : shown
    }
}

extension PKCS11Failure.AddressRule {
    fileprivate var words: String {
        switch self {
        case .scheme: "does not begin with 'pkcs11:'"
        case .tooLong(let limit): "is longer than \(limit) bytes"
        case .unknown(let name, _): "has the unknown attribute \(quoted(name))"
        case .withoutUse(let name): "has the attribute \(quoted(name)), which is not used"
        case .misplaced(let name, true): "has the attribute '\(name)' before the question mark"
        case .misplaced(let name, false): "has the attribute '\(name)' behind the question mark"
        case .repeated(let name): "has the attribute '\(name)' twice"
        case .empty(let name): "gives the attribute '\(name)' no value"
        case .escape(let name): "has a percent sign in '\(name)' without two hexadecimal digits"
        case .character(let name, let byte): "has a character in '\(name)' that stands as \(Self.escaped(byte)) only"
        case .notText(let name): "has a value of '\(name)' that is no text"
        case .missing(let name): "has no attribute '\(name)'"
        case .relative(let name): "has a path in '\(name)' that does not begin with '/'"
        case .type: "asks by 'type' for something else than a secret key"
        case .pinValue: "holds a PIN"
        case .pinSource: "names by 'pin-source' something else than a file"
        }
    }

    fileprivate var hint: String? {
        switch self {
        case .unknown(_, .some(let nearest)): "Did you mean '\(nearest)'?"
        case .unknown(_, nil), .scheme, .tooLong:
            "Write pkcs11:token=LABEL;object=LABEL?module-path=/PATH&pin-source=file:/PATH"
        case .withoutUse("module-name"): "Name the module by 'module-path'."
        case .withoutUse: "Name the token by 'token' or 'serial', which stay the same."
        case .misplaced(_, true): "It stands behind the question mark, '&' between two."
        case .misplaced(_, false): "It stands before the question mark, ';' between two."
        case .escape: "A percent sign itself is written %25."
        case .missing("token"): "Name the token by its label with 'token', or by 'serial'."
        case .missing("object"): "Name the key by its label with 'object', or by 'id'."
        case .missing("module-path"): "Add '?module-path=' and the path of the token's PKCS#11 module."
        case .missing, .pinSource: "Write 'pin-source=file:' and the path of a file of mode 0400 that holds the PIN."
        case .type: "Leave 'type' out, or write 'type=secret-key'."
        case .pinValue: "A secret never stands in a setting: write the PIN into a file, and 'pin-source=file:/PATH'."
        case .repeated, .empty, .character, .notText, .relative: nil
        }
    }

    private static func escaped(_ byte: UInt8) -> String {
        "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
}

extension PKCS11Failure.ModuleRule {
    fileprivate var words: String {
        switch self {
        case .missing: "does not exist"
        case .notRegular: "is not a regular file"
        case .writable: "can be written by others"
        case .owner(let user): "belongs to user \(user) instead of root or the user that runs this"
        case .unreadable: "cannot be read"
        case .notLoaded: "cannot be loaded"
        case .notPKCS11: "is no PKCS#11 module"
        case .version(let major, let minor): "speaks PKCS#11 \(major).\(minor)"
        }
    }
}

extension PKCS11Failure.KeyRule {
    fileprivate var words: String {
        switch self {
        case .notSecretKey: "is no secret key"
        case .notAES: "is no AES key"
        case .length(let count): "has \(count) bytes instead of 32"
        case .extractable: "can be taken out of the token"
        case .readable: "can be read"
        case .wasOutside: "was outside the token, or could have been"
        case .isPublic: "can be used without the PIN"
        case .cannotEncrypt: "may not encrypt"
        case .cannotDecrypt: "may not decrypt"
        case .untold(let attribute): "does not tell its attribute \(attribute)"
        }
    }
}

extension PKCS11Failure.Answer: CustomStringConvertible {
    /// The number by the name that the standard gives it: `CKR_DEVICE_ERROR`.
    package var description: String { ReturnValue.name(of: code) ?? "0x" + String(code, radix: 16) }
}
