internal import CPKCS11
internal import Glibc

/// An open session with a token, closed with the value.
///
/// One thread at a time may use it.
struct Session: ~Copyable, Sendable {
    let token: PKCS11Address.Token
    let handle: CK_SESSION_HANDLE

    /// The process that opened it; to a forked one it means nothing.
    let process: pid_t

    private let module: Module
    private let slotNumber: CK_SLOT_ID

    private init(token: PKCS11Address.Token, handle: CK_SESSION_HANDLE, module: Module, slotNumber: CK_SLOT_ID) {
        self.token = token
        self.handle = handle
        self.module = module
        self.slotNumber = slotNumber
        process = getpid()
    }

    /// Opens a session and logs in.
    ///
    /// - Parameter isWriting: whether objects are to be made
    /// - Throws: every failure of the token up to the PIN.
    static func open(with address: PKCS11Address, pin: PKCS11PIN, isWriting: Bool) throws -> Session {
        let module = try Module(path: address.modulePath)
        let token = address.token
        let slot = try Slot.find(token, in: module)
        try slot.require(CKM_AES_GCM, named: "CKM_AES_GCM", for: CKF_ENCRYPT | CKF_DECRYPT, token, module)
        if isWriting {
            try slot.require(CKM_AES_KEY_GEN, named: "CKM_AES_KEY_GEN", for: CKF_GENERATE, token, module)
        }
        var handle = CK_SESSION_HANDLE()
        let flags = CKF_SERIAL_SESSION | (isWriting ? CKF_RW_SESSION : 0)
        let answer =
            module.functions.pointee.C_OpenSession?(slot.number, flags, nil, nil, &handle)
            ?? CKR_FUNCTION_NOT_SUPPORTED
        guard answer == CKR_OK else { throw failure(token, "open a session", answer) }
        let session = Session(token: token, handle: handle, module: module, slotNumber: slot.number)
        try session.logIn(pin)
        return session
    }

    deinit {
        if process == getpid() { _ = functions.C_CloseSession?(handle) }
    }

    /// The functions of the token's module.
    var functions: CK_FUNCTION_LIST { module.functions.pointee }

    /// The failure for an answer that no caller expects.
    func failure(_ operation: String, _ answer: CK_RV?) -> PKCS11Failure {
        Self.failure(token, operation, answer ?? CKR_FUNCTION_NOT_SUPPORTED)
    }

    /// - Throws: ``failure(_:_:)`` unless the module answered that all is well.
    func check(_ answer: CK_RV?, _ operation: String) throws {
        guard answer == CKR_OK else { throw failure(operation, answer) }
    }

    private static func failure(
        _ token: PKCS11Address.Token, _ operation: String, _ answer: CK_RV
    ) -> PKCS11Failure {
        switch answer {
        case CKR_DEVICE_REMOVED, CKR_TOKEN_NOT_PRESENT: .gone(token)
        default: .refused(token, operation: operation, answer: .init(answer))
        }
    }

    // MARK: - Logging in

    /// Gives the PIN once, unless this process is logged in or the token would lock itself.
    private func logIn(_ pin: PKCS11PIN) throws {
        var info = CK_SESSION_INFO()
        try check(functions.C_GetSessionInfo?(handle, &info), "describe a session")
        // The login is the whole process's: another session's holds for this one.
        if info.state == CKS_RO_USER_FUNCTIONS || info.state == CKS_RW_USER_FUNCTIONS { return }
        guard let slot = Slot(slotNumber, of: module) else { throw PKCS11Failure.gone(token) }
        if slot.flags & CKF_USER_PIN_LOCKED != 0 { throw PKCS11Failure.closed(token, .locked) }
        if slot.flags & CKF_USER_PIN_FINAL_TRY != 0 { throw PKCS11Failure.closed(token, .lastTry) }
        if slot.flags & CKF_USER_PIN_INITIALIZED == 0 { throw PKCS11Failure.closed(token, .unset) }
        try pin(slot.serial) { bytes in
            if let lengths = slot.pinLengths, !lengths.contains(bytes.count) {
                throw PKCS11Failure.pinLength(
                    token, shortest: lengths.lowerBound, longest: lengths.upperBound)
            }
            let address = UnsafeMutableRawPointer(mutating: bytes.baseAddress)?
                .assumingMemoryBound(to: CK_UTF8CHAR.self)
            let answer = functions.C_Login?(handle, CKU_USER, address, CK_ULONG(bytes.count))
            switch answer {
            case CKR_OK, CKR_USER_ALREADY_LOGGED_IN: return
            case CKR_PIN_INCORRECT, CKR_PIN_INVALID, CKR_PIN_LEN_RANGE:
                throw PKCS11Failure.wrongPIN(token, left: triesLeft())
            case CKR_PIN_LOCKED: throw PKCS11Failure.closed(token, .locked)
            case CKR_PIN_EXPIRED: throw PKCS11Failure.closed(token, .expired)
            case CKR_USER_PIN_NOT_INITIALIZED: throw PKCS11Failure.closed(token, .unset)
            default: throw failure("log in", answer)
            }
        }
    }

    /// What the token tells after a wrong PIN.
    private func triesLeft() -> PKCS11Failure.Tries {
        guard let slot = Slot(slotNumber, of: module) else { return .unknown }
        if slot.flags & CKF_USER_PIN_LOCKED != 0 { return .none }
        if slot.flags & CKF_USER_PIN_FINAL_TRY != 0 { return .one }
        return slot.flags & CKF_USER_PIN_COUNT_LOW != 0 ? .few : .unknown
    }
}
