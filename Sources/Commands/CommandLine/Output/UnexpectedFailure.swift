internal import Vocabulary

/// An error that no module translated into a failure: a fault of the program itself.
///
/// Its values are not shown, since nobody has checked them for secrets.
struct UnexpectedFailure: Failure {
    private let typeName: String

    init(_ error: any Error) {
        typeName = String(reflecting: type(of: error))
    }

    let code: FailureCode = "CMD901"
    let kind: FailureKind = .internal

    var message: String { "an error that the program does not expect reached its end" }
    var detail: String? { "a value of the type '\(typeName)' was thrown" }
}
