package import Vocabulary

/// What a login needs for an operation, and by which paths it has it.
package struct LoginAccess: Hashable, Sendable {
    /// One right that is needed.
    package struct Need: Hashable, Sendable {
        package let privilege: Privilege
        /// On what: `schema a_data`.
        package let object: String
        /// What the server's own function answers, for the login or for a role that it may set.
        package let isHeld: Bool
        package let paths: [AccessPath]

        package init(privilege: Privilege, object: String, isHeld: Bool, paths: [AccessPath]) {
            self.privilege = privilege
            self.object = object
            self.isHeld = isHeld
            self.paths = paths
        }

        /// Whether the right is within reach: held, or by a detour over another power.
        package var isMet: Bool { isHeld || !paths.isEmpty }
    }

    /// A view that shows the object to the login.
    package struct ViewPath: Hashable, Sendable {
        /// From the view that the login reads down to the object.
        package let views: [String]
        /// Whether the last rows are a copy, which is read whatever became of the rights behind it.
        package let isCopy: Bool
        /// Whose right on the object it uses.
        package let reader: String

        package init(views: [String], isCopy: Bool, reader: String) {
            self.views = views
            self.isCopy = isCopy
            self.reader = reader
        }

        package var words: String {
            let chain = views.joined(separator: ", which reads ")
            return isCopy ? "materialized view \(chain), a copy" : "view \(chain), with the rights of \(reader)"
        }
    }

    package let login: Identifier
    /// Why nobody can log in with it, if so.
    package let closed: String?
    package let needs: [Need]
    package let views: [ViewPath]
    /// How policies on the rows bear on it.
    package let rowSecurity: String?
    /// Functions that it may call and that run with the rights of somebody who has the right.
    package let definerFunctions: [String]

    package init(
        login: Identifier, closed: String? = nil, needs: [Need], views: [ViewPath] = [], rowSecurity: String? = nil,
        definerFunctions: [String] = []
    ) {
        self.login = login
        self.closed = closed
        self.needs = needs
        self.views = views
        self.rowSecurity = rowSecurity
        self.definerFunctions = definerFunctions
    }

    /// Whether the operation itself would be carried out.
    package var isDirect: Bool { closed == nil && needs.allSatisfy(\.isMet) }

    /// Whether the login gets at what is asked for, if only through a view.
    package var isAllowed: Bool { isDirect || closed == nil && !views.isEmpty }

    /// Rights that the server says are held and that no path explains, or the other way round.
    package var unexplained: [Need] {
        needs.filter { need in need.isHeld != need.paths.contains { !$0.isDetour } }
    }
}

extension AccessPath {
    /// Whether the right is not held, but whoever has this power can get it.
    package var isDetour: Bool {
        switch source {
        case .createsRoles, .replication: true
        case .predefinedRole: chain.last.map { $0.contains("_server_") } ?? false
        default: false
        }
    }
}
