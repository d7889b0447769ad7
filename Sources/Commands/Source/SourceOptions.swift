/// Options that say what of a file is meant, of every command that reads one.
enum SourceOptions {
    static let path = Option(
        "--path", String.self,
        "Where the rows lie in a JSON text, such as results: an array, or an object of objects by their keys.",
        placeholder: "PATH")

    static let entry = Option(
        "--entry", String.self, "The file that is meant in an archive of several, such as 'data/*.csv'.",
        placeholder: "PATH")
}
