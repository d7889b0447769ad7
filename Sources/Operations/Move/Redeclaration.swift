import Backup
import FoundationEssentials
import Journal
import Tenancy
import Vocabulary

/// A procedure that gives a tenant another declaration, and begins with what can be taken back.
protocol Redeclaration: Procedure where Context == Installation {
    var tenant: UUID? { get }
    var identifier: TenantIdentifier { get }
    /// What the tenant's file is to say.
    var wanted: DeclarationEdit { get }
}

extension Step where P: Redeclaration {
    static var backup: Step {
        Step("backup", "Back the tenant up, sealed with its key.") { change, context in
            let tenant = try context.values.registered(change.identifier, change.tenant)
            let folder = try context.values.backupFolder(of: tenant, operation: context.operation)
            return try context.values.backUp(tenant, to: folder, in: context)
        } undo: { change, context in
            let tenant = try context.values.registered(change.identifier, change.tenant)
            let folder = try context.values.backupFolder(of: tenant, operation: context.operation)
            try context.values.discardBackup(in: folder, context)
        }
    }

    static func declare(_ description: String) -> Step {
        Step("declare", description) { change, context in
            if context.detail(of: "declare") == nil {
                try context.report(context.values.declaration(of: change.identifier).json)
            }
            try context.values.declare(change.wanted, of: change.identifier)
            return nil
        } undo: { change, context in
            guard let before = context.detail(of: "declare").flatMap(DeclarationEdit.init(json:)) else { return }
            try context.values.declare(before, of: change.identifier)
        }
    }
}
