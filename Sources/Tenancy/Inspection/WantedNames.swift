/// Names of several tenants as one parameter of a query: a line a tenant, with a space between two names.
///
/// The names are words that the platform derives, so that nothing needs quoting;
/// `unnest(string_to_array(…)) with ordinality` numbers the tenants from 1.
struct WantedNames {
    let text: String

    init(_ names: some Sequence<[String]>) {
        var text = ""
        for (index, line) in names.enumerated() {
            if index > 0 { text += "\n" }
            for (index, name) in line.enumerated() {
                if index > 0 { text += " " }
                text += name
            }
        }
        self.text = text
    }
}
