/// Why a key in a token cannot be used; never with a PIN, nor with any byte of a key or message.
package enum PKCS11Failure: Error, Equatable {
    /// A URI that names no key in a token.
    case address(AddressRule)
    /// The file of the module breaks a rule.
    case module(path: String, ModuleRule)
    /// The module did not start.
    case initialization(path: String, answer: Answer)
    /// No token fits; the labels are those of the tokens that are there.
    case noToken(PKCS11Address.Token, present: [String])
    /// Several tokens fit; the serial numbers are theirs.
    case severalTokens(PKCS11Address.Token, serials: [String])
    /// The token does not know a mechanism that is needed.
    case noMechanism(PKCS11Address.Token, name: String)
    /// The token refused the PIN, which is not tried again.
    case wrongPIN(PKCS11Address.Token, left: Tries)
    /// The token takes no PIN any more, or not yet.
    case closed(PKCS11Address.Token, ClosedReason)
    /// The PIN is shorter or longer than the token takes; it was not tried.
    case pinLength(PKCS11Address.Token, shortest: Int, longest: Int)
    /// No key fits; the labels are those of the keys that are there.
    case noKey(PKCS11Address.Token, PKCS11Address.Key, present: [String])
    /// Several keys fit.
    case severalKeys(PKCS11Address.Token, PKCS11Address.Key)
    /// The key that is there is not one that may be a root key.
    case unfitKey(PKCS11Address.Token, PKCS11Address.Key, KeyRule)
    /// A key cannot be made where one is already.
    case keyExists(PKCS11Address.Token, PKCS11Address.Key)
    /// The token is not there any more.
    case gone(PKCS11Address.Token)
    /// The token answered something that no other case is for.
    case refused(PKCS11Address.Token, operation: String, answer: Answer)
    /// The token seals in a shape that is not known.
    case sealing(PKCS11Address.Token, SealingRule)

    /// The rule of an address that is broken; values are never told.
    package enum AddressRule: Sendable, Equatable {
        case scheme
        case tooLong(limit: Int)
        case unknown(String, nearest: String?)
        case withoutUse(String)
        case misplaced(String, isForQuery: Bool)
        case repeated(String)
        case empty(String)
        case escape(String)
        case character(String, UInt8)
        case notText(String)
        case missing(String)
        case relative(String)
        case type, pinValue, pinSource
    }

    /// The rule of a module's file that is broken.
    package enum ModuleRule: Sendable, Equatable {
        case missing, notRegular, writable
        case owner(UInt32)
        case unreadable(String)
        case notLoaded(String)
        case notPKCS11
        case version(major: Int, minor: Int)
    }

    /// How many wrong PINs the token takes before it locks itself, as far as it tells.
    package enum Tries: Sendable, Equatable {
        case unknown, few, one, none
    }

    /// Why a token takes no PIN.
    package enum ClosedReason: Sendable, Equatable {
        /// Too many wrong PINs.
        case locked
        /// One wrong PIN would lock it; the last try is left to a person.
        case lastTry
        /// No PIN was ever set, or it must be changed first.
        case unset, expired
    }

    /// What a key must be to be a root key.
    package enum KeyRule: Sendable, Equatable {
        case notSecretKey, notAES
        case length(Int)
        case extractable, readable, wasOutside, isPublic
        case cannotEncrypt, cannotDecrypt
        /// The token does not tell an attribute.
        case untold(String)
    }

    /// What a sealing must be.
    package enum SealingRule: Sendable, Equatable {
        /// So many bytes instead of the ciphertext and a tag.
        case length(Int, expected: Int)
        /// The token takes no nonce, or none of 12 bytes.
        case parameters
        /// What was sealed does not open again.
        case lost
    }

    /// A number that a module returned.
    package struct Answer: Sendable, Equatable {
        package let code: UInt

        package init(_ code: UInt) {
            self.code = code
        }
    }
}
