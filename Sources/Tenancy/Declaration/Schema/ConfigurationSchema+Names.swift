extension ConfigurationSchema {
    /// The path of the key that somebody meant who wrote its name in another section.
    ///
    /// Several keys have one name, such as `enabled`. The one that shares most of the path is meant, and of those the one
    /// that lies least deep; where that leaves several, none is, since a guess would lead into a strange section.
    ///
    /// - Parameter section: the path of the section in which the name stands.
    func pathOfKey(named name: String, seenFrom section: String) -> String? {
        let here = section.split(separator: ".")
        let found = keys.filter { $0.name == name }.map { key in
            let path = key.path.split(separator: ".")
            let shared = zip(here, path).prefix { $0 == $1 }.count
            return (path: key.path, nearness: (-shared, path.count))
        }
        guard let nearest = found.min(by: { $0.nearness < $1.nearness }),
            found.count(where: { $0.nearness == nearest.nearness }) == 1
        else { return nil }
        return nearest.path
    }
}
