internal import CPKCS11

extension Session {
    /// The most objects that are looked at.
    private static let objectLimit = 64

    /// The key that an address means, when it may be a root key.
    ///
    /// - Throws: PKC401 for none, PKC402 for several, PKC403 for one that is not fit.
    func rootKey(_ key: PKCS11Address.Key) throws -> CK_OBJECT_HANDLE {
        let found = try objects(key, ofClass: CKO_SECRET_KEY)
        guard let object = found.first else {
            if try !objects(key, ofClass: nil).isEmpty { throw PKCS11Failure.unfitKey(token, key, .notSecretKey) }
            throw PKCS11Failure.noKey(token, key, present: try keyLabels().sorted())
        }
        guard found.count == 1 else { throw PKCS11Failure.severalKeys(token, key) }
        if let rule = try brokenRule(of: object) { throw PKCS11Failure.unfitKey(token, key, rule) }
        return object
    }

    /// Makes a root key, which the token never gives away.
    ///
    /// - Throws: PKC404 when an object is there that the address could mean as well.
    func makeRootKey(_ key: PKCS11Address.Key) throws -> CK_OBJECT_HANDLE {
        guard try objects(key, ofClass: nil).isEmpty else { throw PKCS11Failure.keyExists(token, key) }
        let object = try makeKey(key, .rootKey)
        do {
            return try rootKey(key)
        } catch {
            // It is nobody's yet, and would only stand in the way of the next try.
            _ = functions.C_DestroyObject?(handle, object)
            throw error
        }
    }

    /// Makes an AES key by a template.
    func makeKey(_ key: PKCS11Address.Key, _ template: AttributeTemplate) throws -> CK_OBJECT_HANDLE {
        var template = template
        if let label = key.label { template.append(CKA_LABEL, Array(label.utf8)) }
        if let identifier = key.identifier { template.append(CKA_ID, identifier) }
        var mechanism = CK_MECHANISM(mechanism: CKM_AES_KEY_GEN, pParameter: nil, ulParameterLen: 0)
        var object = CK_OBJECT_HANDLE()
        let answer = template.lend { functions.C_GenerateKey?(handle, &mechanism, $0, $1, &object) }
        try check(answer, "make a key")
        return object
    }

    /// The objects with the label and identifier of a key.
    private func objects(_ key: PKCS11Address.Key, ofClass kind: CK_OBJECT_CLASS?) throws -> [CK_OBJECT_HANDLE] {
        var template = AttributeTemplate()
        if let kind { template.append(CKA_CLASS, kind) }
        if let label = key.label { template.append(CKA_LABEL, Array(label.utf8)) }
        if let identifier = key.identifier { template.append(CKA_ID, identifier) }
        return try objects(template)
    }

    private func objects(_ template: AttributeTemplate) throws -> [CK_OBJECT_HANDLE] {
        try check(template.lend { functions.C_FindObjectsInit?(handle, $0, $1) }, "look for keys")
        // A search that is left open would bar the next one.
        defer { _ = functions.C_FindObjectsFinal?(handle) }
        var objects: [CK_OBJECT_HANDLE] = []
        while objects.count < Self.objectLimit {
            var found = [CK_OBJECT_HANDLE](repeating: 0, count: 16)
            var count: CK_ULONG = 0
            try check(
                functions.C_FindObjects?(handle, &found, CK_ULONG(found.count), &count), "look for keys")
            if count == 0 { break }
            objects += found.prefix(Int(count))
        }
        return objects
    }

    /// The labels of the secret keys that the token shows.
    private func keyLabels() throws -> [String] {
        var template = AttributeTemplate()
        template.append(CKA_CLASS, CKO_SECRET_KEY)
        return try objects(template).compactMap { object in
            try bytes(CKA_LABEL, of: object).map { String(decoding: $0, as: UTF8.self) }
        }.filter { !$0.isEmpty }
    }

    // MARK: - What a key is

    private func brokenRule(of object: CK_OBJECT_HANDLE) throws -> PKCS11Failure.KeyRule? {
        guard try number(CKA_KEY_TYPE, of: object) == CKK_AES else { return .notAES }
        guard let length = try number(CKA_VALUE_LEN, of: object) else { return .untold("CKA_VALUE_LEN") }
        guard length == AttributeTemplate.rootKeyByteCount else { return .length(Int(clamping: length)) }
        let rules: [(CK_ATTRIBUTE_TYPE, String, Bool, PKCS11Failure.KeyRule)] = [
            (CKA_EXTRACTABLE, "CKA_EXTRACTABLE", false, .extractable),
            (CKA_SENSITIVE, "CKA_SENSITIVE", true, .readable),
            (CKA_NEVER_EXTRACTABLE, "CKA_NEVER_EXTRACTABLE", true, .wasOutside),
            (CKA_ALWAYS_SENSITIVE, "CKA_ALWAYS_SENSITIVE", true, .wasOutside),
            (CKA_PRIVATE, "CKA_PRIVATE", true, .isPublic),
            (CKA_ENCRYPT, "CKA_ENCRYPT", true, .cannotEncrypt),
            (CKA_DECRYPT, "CKA_DECRYPT", true, .cannotDecrypt),
        ]
        for (attribute, name, wanted, rule) in rules {
            guard let value = try bytes(attribute, of: object), value.count == 1 else { return .untold(name) }
            guard (value[0] != 0) == wanted else { return rule }
        }
        return nil
    }

    private func number(_ attribute: CK_ATTRIBUTE_TYPE, of object: CK_OBJECT_HANDLE) throws -> CK_ULONG? {
        guard let bytes = try bytes(attribute, of: object), bytes.count == MemoryLayout<CK_ULONG>.size else {
            return nil
        }
        return bytes.withUnsafeBytes { $0.loadUnaligned(as: CK_ULONG.self) }
    }

    /// The value of an attribute that is no secret; nil when the token does not tell it.
    func bytes(_ attribute: CK_ATTRIBUTE_TYPE, of object: CK_OBJECT_HANDLE) throws -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 256)
        var count = 0
        let answer = buffer.withUnsafeMutableBytes { buffer in
            var wanted = CK_ATTRIBUTE(
                type: attribute, pValue: buffer.baseAddress, ulValueLen: CK_ULONG(buffer.count))
            let answer = functions.C_GetAttributeValue?(handle, object, &wanted, 1)
            count = Int(clamping: wanted.ulValueLen)
            return answer
        }
        switch answer {
        case CKR_OK: return count <= buffer.count ? Array(buffer.prefix(count)) : nil
        case CKR_ATTRIBUTE_TYPE_INVALID, CKR_ATTRIBUTE_SENSITIVE, CKR_BUFFER_TOO_SMALL: return nil
        default: throw failure("describe a key", answer)
        }
    }
}

extension AttributeTemplate {
    /// The length of a root key in bytes.
    static let rootKeyByteCount: CK_ULONG = 32

    /// What makes a key of 256 bits that stays in its token, opens to the PIN alone, and only encrypts and decrypts.
    static var rootKey: AttributeTemplate {
        var template = AttributeTemplate()
        template.append(CKA_CLASS, CKO_SECRET_KEY)
        template.append(CKA_KEY_TYPE, CKK_AES)
        template.append(CKA_VALUE_LEN, rootKeyByteCount)
        let flags: [(CK_ATTRIBUTE_TYPE, Bool)] = [
            (CKA_TOKEN, true), (CKA_PRIVATE, true), (CKA_SENSITIVE, true), (CKA_EXTRACTABLE, false),
            (CKA_MODIFIABLE, false), (CKA_ENCRYPT, true), (CKA_DECRYPT, true), (CKA_SIGN, false),
            (CKA_VERIFY, false), (CKA_WRAP, false), (CKA_UNWRAP, false), (CKA_DERIVE, false),
        ]
        for (attribute, value) in flags { template.append(attribute, value) }
        return template
    }
}
