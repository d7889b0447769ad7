import Audit
package import Compliance
import Cryptography
import FoundationEssentials
import Glibc
import Postgres
import Tenancy
import Vocabulary

extension Installation {
    /// Writes what a tenant holds on a person into a new folder: one JSON document, and a CSV file a table.
    ///
    /// The folder has mode 0700, the files 0600. It gets its name when the event of the export is written.
    ///
    /// **Runs as** the tenant's ETL login, as loads do.
    package func exportPerson(_ request: PersonRequest, to folder: String) throws -> PersonExport {
        var facts = stat()
        if lstat(folder, &facts) == 0 { throw ComplianceFailure.folderExists(path: folder) }
        let scene = try privacyScene(of: request.configuration)
        let plan = try scene.plan(exceptions: request.exceptions, isErasure: false)
        let subject = try Subject(reading: request.subject, columns: plan.subjectColumns)
        let key = try subjectKey(of: scene.tenant.tenantID, in: connectMigratedBase())
        let export = try PersonExport.read(plan, of: subject, on: connectOwner(of: scene.tenant))
        let new = "\(folder).\(String(UInt64.random(in: 0...UInt64.max), radix: 36)).new"
        defer { try? FileManager.default.removeItem(atPath: new) }  // Nothing is left there when all went well.
        try makeFolder(new, mode: 0o700)
        let document = export.document(tenant: scene.tenant.identifier.text, madeAt: Date().formatted(.iso8601))
        try writeFile("\(new)/export.json", document, mode: 0o600)
        for (index, table) in export.tables.enumerated() where !table.rows.isEmpty {
            try writeFile("\(new)/\(table.fileName(index + 1))", table.csv, mode: 0o600)
        }
        let digests = try subject.values.map { Hex.text(try key.digest(of: $0)) }
        try connectProvisioner(to: scene.tenant.place).transaction { data in
            try AuditTrail.append(
                AuditEvent(
                    tenantID: scene.tenant.tenantID, action: "person.exported", object: digests.first ?? "",
                    detail: [
                        "subjects": .array(digests.map(JSON.string)), "rows": JSON(export.rowCount),
                        "by": .string(Self.operatorName),
                    ]),
                in: data)
            guard Glibc.rename(new, folder) == 0 else {
                throw OperationFailure.cannotWrite(path: folder, reason: String(cString: strerror(errno)))
            }
        }
        return export
    }
}

extension PersonExport.Table {
    /// A name that every file system takes, whatever the table is called: `1-rennes_data.agents.csv`.
    fileprivate func fileName(_ number: Int) -> String {
        let name = name.description.unicodeScalars.map { scalar -> Character in
            scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || "_.".unicodeScalars.contains(scalar)
                ? Character(scalar) : "-"
        }
        return "\(number)-\(String(name.prefix(60))).csv"
    }
}
