/// The streams and variables that a process is given, or a test stands in for.
package struct Surroundings: Sendable {
    package let environment: [String: String]
    package let standardOutput: any TextStream
    package let standardError: any TextStream

    package init(
        environment: [String: String], standardOutput: any TextStream, standardError: any TextStream
    ) {
        self.environment = environment
        self.standardOutput = standardOutput
        self.standardError = standardError
    }
}
