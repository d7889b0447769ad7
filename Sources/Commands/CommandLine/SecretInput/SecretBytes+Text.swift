internal import Cryptography

extension SecretBytes {
    /// Why the secret is no text, or nil when it is one: UTF-8 without a NUL.
    ///
    /// Looked at in place: a text made of it could not be wiped.
    var textFlaw: TextFlaw? {
        withBytes { bytes in
            if let offset = bytes.firstIndex(of: 0) { return .nul(offset: offset) }
            var isText = true
            Self.decode(bytes) { scalar in
                isText = isText && scalar != nil
            }
            return isText ? nil : .notUTF8
        }
    }

    /// Whether a terminal shows the secret and does nothing else with it.
    var isHarmlessOnTerminal: Bool {
        withBytes { bytes in
            var isHarmless = true
            Self.decode(bytes) { scalar in
                guard let scalar else { return isHarmless = false }
                if scalar != "\n", scalar != "\t", isTreacherous(scalar) { isHarmless = false }
            }
            return isHarmless
        }
    }

    /// Calls the closure for each character, and with nil for what is none.
    private static func decode(_ bytes: UnsafeRawBufferPointer, _ body: (Unicode.Scalar?) -> Void) {
        var iterator = bytes.makeIterator()
        var decoder = Unicode.UTF8.ForwardParser()
        while true {
            switch decoder.parseScalar(from: &iterator) {
            case .valid(let encoded): body(Unicode.UTF8.decode(encoded))
            case .error: body(nil)
            case .emptyInput: return
            }
        }
    }
}
