internal import CPKCS11

/// A token in its slot, as it describes itself.
struct Slot {
    let number: CK_SLOT_ID
    let label: String
    let serial: String
    let manufacturer: String
    let model: String
    let flags: CK_FLAGS
    /// The lengths of PIN that the token takes, in bytes; nil when it does not tell.
    let pinLengths: ClosedRange<Int>?

    /// Asks a slot for its token; nil when none is in it.
    init?(_ number: CK_SLOT_ID, of module: Module) {
        var info = CK_TOKEN_INFO()
        guard module.functions.pointee.C_GetTokenInfo?(number, &info) == CKR_OK else { return nil }
        self.number = number
        label = text(info.label)
        serial = text(info.serialNumber)
        manufacturer = text(info.manufacturerID)
        model = text(info.model)
        flags = info.flags
        let (shortest, longest) = (info.ulMinPinLen, info.ulMaxPinLen)
        pinLengths = longest >= max(shortest, 1) && longest <= 4096 ? Int(shortest)...Int(longest) : nil
    }

    /// The tokens that are there and ready for use.
    static func all(of module: Module, asking token: PKCS11Address.Token) throws -> [Slot] {
        var numbers: [CK_SLOT_ID] = []
        while true {
            // More than any machine has; a module that always wants more room is not followed for ever.
            guard numbers.count < 1 << 16 else {
                throw PKCS11Failure.refused(token, operation: "list its slots", answer: .init(CKR_BUFFER_TOO_SMALL))
            }
            numbers = [CK_SLOT_ID](repeating: 0, count: max(16, numbers.count * 4))
            var count = CK_ULONG(numbers.count)
            let answer =
                module.functions.pointee.C_GetSlotList?(CK_BBOOL(CK_TRUE), &numbers, &count)
                ?? CKR_FUNCTION_NOT_SUPPORTED
            if answer == CKR_BUFFER_TOO_SMALL { continue }
            guard answer == CKR_OK else {
                throw PKCS11Failure.refused(token, operation: "list its slots", answer: .init(answer))
            }
            return numbers.prefix(Int(count)).compactMap { Slot($0, of: module) }
                .filter { $0.flags & CKF_TOKEN_INITIALIZED != 0 }
        }
    }

    /// The one token that an address means.
    ///
    /// - Throws: PKC201 for none, PKC202 for several.
    static func find(_ token: PKCS11Address.Token, in module: Module) throws -> Slot {
        let slots = try all(of: module, asking: token)
        let fitting = slots.filter { slot in
            (token.label ?? slot.label) == slot.label && (token.serial ?? slot.serial) == slot.serial
                && (token.manufacturer ?? slot.manufacturer) == slot.manufacturer
                && (token.model ?? slot.model) == slot.model
        }
        guard let slot = fitting.first else {
            throw PKCS11Failure.noToken(token, present: slots.map(\.label).sorted())
        }
        guard fitting.count == 1 else {
            throw PKCS11Failure.severalTokens(token, serials: fitting.map(\.serial).sorted())
        }
        return slot
    }

    /// - Throws: PKC203 when the token does not offer a mechanism for a use.
    func require(
        _ mechanism: CK_MECHANISM_TYPE, named name: String, for uses: CK_FLAGS, _ token: PKCS11Address.Token,
        _ module: Module
    ) throws {
        // Some modules describe mechanisms that their administrator has taken out of the list.
        var info = CK_MECHANISM_INFO()
        let answer = module.functions.pointee.C_GetMechanismInfo?(number, mechanism, &info)
        guard answer == CKR_OK, info.flags & uses == uses, mechanisms(of: module).contains(mechanism) else {
            throw PKCS11Failure.noMechanism(token, name: name)
        }
    }

    /// The mechanisms that the token lists.
    private func mechanisms(of module: Module) -> [CK_MECHANISM_TYPE] {
        var count: CK_ULONG = 0
        guard module.functions.pointee.C_GetMechanismList?(number, nil, &count) == CKR_OK else { return [] }
        var mechanisms = [CK_MECHANISM_TYPE](repeating: 0, count: min(Int(clamping: count), 1 << 16))
        count = CK_ULONG(mechanisms.count)
        guard module.functions.pointee.C_GetMechanismList?(number, &mechanisms, &count) == CKR_OK else { return [] }
        return Array(mechanisms.prefix(Int(clamping: count)))
    }
}

/// A text of fixed length, which blanks fill up.
private func text(_ characters: some Any) -> String {
    withUnsafeBytes(of: characters) { bytes in
        let end = bytes.lastIndex { $0 != UInt8(ascii: " ") && $0 != 0 }.map { $0 + 1 } ?? 0
        return String(decoding: bytes[..<end], as: UTF8.self)
    }
}
