package import Vocabulary

/// A result that can be written for people and for programs.
package protocol Presentable: Sendable {
    /// The lines for people.
    ///
    /// - Parameter terminal: the screen they must fit, or nil when they go to a file or another program.
    func lines(on terminal: Terminal?) -> [String]

    /// The same facts for programs.
    var json: JSON { get }
}
