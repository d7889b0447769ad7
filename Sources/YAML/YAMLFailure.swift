package import Vocabulary

/// What is wrong with a YAML file, or with what it says.
///
/// A mark is nil only for a node that a program made.
package enum YAMLFailure: Failure {
    /// A bound of ``YAMLLimits`` that a text breaks while it is read.
    package enum Limit: Hashable, Sendable {
        case depth, nodes, aliases, expandedNodes, expandedBytes
    }

    // MARK: Reading

    case empty(file: String)
    case tooLarge(file: String, bytes: Int, limit: Int)
    case invalidUTF8(byte: UInt8, at: YAMLMark)
    case forbiddenCharacter(Unicode.Scalar, at: YAMLMark)
    case tabIndentation(at: YAMLMark)
    case syntax(SyntaxProblem)
    case severalDocuments(at: YAMLMark)
    case directive(String, at: YAMLMark)
    case duplicateKey(String, at: YAMLMark, first: YAMLMark)
    case compositeKey(at: YAMLMark)
    case emptyKey(at: YAMLMark)
    case mergeKey(at: YAMLMark)
    case tag(String, at: YAMLMark)
    case unknownAnchor(String, nearest: String?, at: YAMLMark)
    case recursiveAlias(String, at: YAMLMark)
    case limit(Limit, Int, at: YAMLMark)

    // MARK: Decoding

    case unknownKey(String, nearest: String?, known: [String], at: YAMLMark?)
    case missingKey(path: String, at: YAMLMark?)
    case missingValue(path: String, needed: String?, at: YAMLMark?)
    case wrongKind(path: String, needed: String, found: String, at: YAMLMark?)
    case wrongValue(path: String, needed: String, text: String, advice: String?, at: YAMLMark?)
    case unknownChoice(path: String, text: String, choices: [String], at: YAMLMark?)
    /// A type's own initialiser refused the value in words.
    case refused(path: String, reason: String, at: YAMLMark?)
    /// Another module's failure, which keeps its code and words and gains this place.
    case rejected(any Failure, at: YAMLMark?)

    // MARK: Variables

    case unknownVariable(String, nearest: String?, at: YAMLMark?)
    case malformedVariable(at: YAMLMark?)
    case repeatedKeyBySubstitution(String, at: YAMLMark?, first: YAMLMark?)
    case tooMuchText(limit: Int, at: YAMLMark?)

    // MARK: The library

    /// libyaml failed for a reason that no text can give: memory, or a bug.
    case library(String)

    package var code: FailureCode {
        switch self {
        case .empty: "YML101"
        case .tooLarge: "YML102"
        case .invalidUTF8: "YML103"
        case .forbiddenCharacter: "YML104"
        case .tabIndentation: "YML105"
        case .syntax: "YML106"
        case .severalDocuments: "YML107"
        case .directive: "YML108"
        case .duplicateKey: "YML109"
        case .compositeKey: "YML110"
        case .emptyKey: "YML111"
        case .mergeKey: "YML112"
        case .tag: "YML113"
        case .unknownAnchor: "YML114"
        case .recursiveAlias: "YML115"
        case .limit(.depth, _, _): "YML121"
        case .limit(.nodes, _, _): "YML122"
        case .limit(.aliases, _, _): "YML123"
        case .limit(.expandedNodes, _, _): "YML124"
        case .limit(.expandedBytes, _, _): "YML125"
        case .unknownKey: "YML201"
        case .missingKey: "YML202"
        case .missingValue: "YML203"
        case .wrongKind: "YML204"
        case .wrongValue: "YML205"
        case .unknownChoice: "YML206"
        case .refused: "YML207"
        case .rejected(let cause, _): cause.code
        case .unknownVariable: "YML301"
        case .malformedVariable: "YML302"
        case .repeatedKeyBySubstitution: "YML303"
        case .tooMuchText: "YML304"
        case .library: "YML901"
        }
    }

    package var kind: FailureKind {
        switch self {
        case .rejected(let cause, _): cause.kind
        case .library: .internal
        default: .invalidData
        }
    }

    /// The place that the failure speaks of.
    package var mark: YAMLMark? {
        switch self {
        case .empty, .tooLarge, .library: nil
        case .syntax(let problem): problem.mark
        case .invalidUTF8(_, let mark), .forbiddenCharacter(_, let mark), .tabIndentation(let mark),
            .severalDocuments(let mark), .directive(_, let mark), .duplicateKey(_, let mark, _),
            .compositeKey(let mark), .emptyKey(let mark), .mergeKey(let mark), .tag(_, let mark),
            .unknownAnchor(_, _, let mark), .recursiveAlias(_, let mark), .limit(_, _, let mark):
            mark
        case .unknownKey(_, _, _, let mark), .missingKey(_, let mark), .missingValue(_, _, let mark),
            .wrongKind(_, _, _, let mark), .wrongValue(_, _, _, _, let mark),
            .unknownChoice(_, _, _, let mark), .refused(_, _, let mark), .rejected(_, let mark),
            .unknownVariable(_, _, let mark), .malformedVariable(let mark),
            .repeatedKeyBySubstitution(_, let mark, _), .tooMuchText(_, let mark):
            mark
        }
    }
}
