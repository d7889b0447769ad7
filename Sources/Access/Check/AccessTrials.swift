package import Postgres
import Vocabulary

/// The statements by which an operation is tried.
package enum AccessTrials {
    /// What to run for an operation; none for connecting, which the connection itself tries.
    ///
    /// **Runs as** provisioner, who lists and runs none of them.
    ///
    /// - Throws: ``AccessFailure/objectNeeded(_:)``: what has no name cannot be tried.
    package static func of(
        _ operation: AccessOperation, on object: CheckedObject?, in data: borrowing Connection
    ) throws -> [RightTrial] {
        if operation == .connect { return [] }
        guard let object else { throw AccessFailure.objectNeeded(operation) }
        if let column = object.column { return trials(of: operation, on: column, of: object) }
        let found = try TrialObject.list(in: [object.schema.text], data).first {
            $0.name == object.quotedName && ($0.kind == .schema) == (object.kind == .schema)
        }
        let rights = Set(operation.privileges.map(\.rawValue))
        return (found?.trials ?? []).filter { rights.contains($0.right) }
    }

    private static func trials(
        of operation: AccessOperation, on column: CheckedObject.Column, of object: CheckedObject
    ) -> [RightTrial] {
        let relation = SQL(raw: object.quotedName)
        return operation.privileges.compactMap { privilege in
            let statement: SQL
            switch privilege {
            case .select: statement = "select \(identifier: column.name) from \(sql: relation) limit 0"
            case .update:
                statement = "update \(sql: relation) set \(identifier: column.name) = default where false"
            case .insert:
                statement = """
                    insert into \(sql: relation) (\(identifier: column.name)) select null::\(raw: column.type) where false
                    """
            default: return nil
            }
            return RightTrial(object: object.words, right: privilege.rawValue, statement: statement)
        }
    }
}
