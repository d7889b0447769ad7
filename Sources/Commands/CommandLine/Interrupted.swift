/// The end of a command that Ctrl-C or a request to terminate cut short, after it had tidied up.
package struct Interrupted: Error, Hashable {
    /// SIGINT or SIGTERM.
    package let signal: Int32
}
