package import Vocabulary

/// Why a tenant cannot be suspended, renamed, archived, erased or touched at all.
package enum LifeFailure: Failure, Equatable {
    case underHold(what: String, references: [String])
    case heldAlready(TenantIdentifier, reference: String)
    case noHold(TenantIdentifier, reference: String, standing: [String])
    case notConfirmed(TenantIdentifier, given: TenantIdentifier)
    case notOpen(TenantIdentifier, TenantState)
    case otherState(TenantIdentifier, TenantState, wanted: String)
    case readByOthers(TenantIdentifier, shares: [String])
    case termsUsed(TenantIdentifier, terms: [String])
    case unknownObjects(TenantIdentifier, objects: [String])
    case nameTaken(kind: String, name: String, holder: String?)
    case fileExists(path: String)
    case folderNotEmpty(path: String)
    case cannotWrite(path: String, reason: String)
    case outsideResidency(TenantIdentifier, what: String, region: String?, allowed: [String])
    case noCertificate(String)
    case closedEarly(TenantIdentifier, until: String)
    case noBackupsEnd(TenantIdentifier)
    case backupsEndPast(given: String, earliest: String)
    case notADay(String)
    case stillConnected(TenantIdentifier, login: String, process: Int)
    case emptyReason(String)
    case noSuchTenant(String)
    case damagedCertificate(String)
    case fileWithoutName(path: String, TenantIdentifier)
    case inShares(TenantIdentifier, shares: [String])
    case noArchive(TenantIdentifier, folder: String, reason: String)
    case exportOfArchive(TenantIdentifier)
    case archiveNeedsKey(TenantIdentifier, version: Int?)
    case erasedAlready(TenantIdentifier, day: String)

    package var code: FailureCode {
        switch self {
        case .underHold: "LIF101"
        case .heldAlready: "LIF102"
        case .noHold: "LIF103"
        case .notConfirmed: "LIF104"
        case .notOpen: "LIF105"
        case .otherState: "LIF106"
        case .readByOthers: "LIF107"
        case .termsUsed: "LIF108"
        case .unknownObjects: "LIF109"
        case .nameTaken: "LIF110"
        case .fileExists: "LIF111"
        case .folderNotEmpty: "LIF112"
        case .cannotWrite: "LIF113"
        case .outsideResidency: "LIF114"
        case .noCertificate: "LIF115"
        case .closedEarly: "LIF116"
        case .noBackupsEnd: "LIF117"
        case .backupsEndPast: "LIF118"
        case .notADay: "LIF119"
        case .stillConnected: "LIF120"
        case .emptyReason: "LIF121"
        case .noSuchTenant: "LIF122"
        case .damagedCertificate: "LIF123"
        case .fileWithoutName: "LIF124"
        case .inShares: "LIF125"
        case .noArchive: "LIF126"
        case .exportOfArchive: "LIF127"
        case .archiveNeedsKey: "LIF128"
        case .erasedAlready: "LIF129"
        }
    }

    package var kind: FailureKind {
        switch self {
        case .damagedCertificate, .fileWithoutName: .invalidData
        case .notConfirmed, .notADay, .emptyReason, .noBackupsEnd: .usage
        case .noHold, .noCertificate, .noSuchTenant, .noArchive, .erasedAlready: .notFound
        case .underHold, .outsideResidency: .denied
        case .cannotWrite: .configuration
        case .stillConnected: .busy
        case .heldAlready, .notOpen, .otherState, .readByOthers, .termsUsed, .unknownObjects, .nameTaken, .fileExists,
            .folderNotEmpty, .closedEarly, .backupsEndPast, .inShares, .exportOfArchive, .archiveNeedsKey:
            .conflict
        }
    }

    package var message: String {
        switch self {
        case .underHold(let what, let references):
            "\(what) is under legal hold \(references.map { quoted($0) }.joined(separator: ", "))"
        case .heldAlready(let tenant, let reference):
            "tenant '\(tenant)' is under legal hold \(quoted(reference)) already"
        case .noHold(let tenant, let reference, _): "tenant '\(tenant)' is under no legal hold \(quoted(reference))"
        case .notConfirmed(let tenant, let given): "tenant '\(tenant)' is to be erased, and '\(given)' was confirmed"
        case .notOpen(let tenant, let state): "tenant '\(tenant)' is \(state.rawValue)"
        case .otherState(let tenant, let state, let wanted) where state.rawValue == wanted:
            "tenant '\(tenant)' is \(wanted) already"
        case .otherState(let tenant, .active, "resumed"): "tenant '\(tenant)' is open already"
        case .otherState(let tenant, let state, let wanted):
            "tenant '\(tenant)' is \(state.rawValue) and cannot be \(wanted)"
        case .readByOthers(let tenant, let shares):
            "others read tables of tenant '\(tenant)': \(list(shares))"
        case .termsUsed(let tenant, let terms):
            "others describe their data by terms of tenant '\(tenant)': \(list(terms))"
        case .unknownObjects(let tenant, let objects):
            "\(objects.count == 1 ? "something" : "\(objects.count) things") outside of what tenant '\(tenant)' is "
                + "known to have would be touched or left behind"
        case .nameTaken(let kind, let name, let holder?): "\(kind) \(quoted(name)) belongs to tenant \(quoted(holder))"
        case .nameTaken(let kind, let name, nil): "\(kind) \(quoted(name)) exists and was not made by the platform"
        case .fileExists(let path): "file \(quoted(path)) exists"
        case .folderNotEmpty(let path): "folder \(quoted(path)) is not empty"
        case .cannotWrite(let path, let reason): "\(quoted(path)) cannot be written: \(reason)"
        case .outsideResidency(let tenant, let what, let region?, _):
            "\(what) is in region \(quoted(region)), where data of tenant '\(tenant)' may not lie"
        case .outsideResidency(let tenant, let what, nil, _):
            "\(what) is in no declared region, and data of tenant '\(tenant)' may lie in declared ones alone"
        case .noCertificate(let name): "there is no certificate of an erasure of \(quoted(name))"
        case .closedEarly(let tenant, let until):
            "backups of tenant '\(tenant)' last until \(until), and the certificate cannot be closed before"
        case .noBackupsEnd(let tenant): "it is not known when the last backup that holds tenant '\(tenant)' ends"
        case .backupsEndPast(let given, let earliest):
            "backups are said to end on \(given), and some last until \(earliest)"
        case .notADay(let text): "\(quoted(text)) is no day"
        case .noSuchTenant(let identity): "there is no tenant \(quoted(identity)) any more"
        case .damagedCertificate(let name): "the certificate of the erasure of \(quoted(name)) is laid out as none is"
        case .fileWithoutName(let path, let tenant):
            "file \(quoted(path)) has not one line 'tenant_id: \(tenant)'"
        case .inShares(let tenant, let shares): "tenant '\(tenant)' takes part in shares: \(list(shares))"
        case .noArchive(let tenant, let folder, let reason):
            "the archive of tenant '\(tenant)' is not in \(quoted(folder)): \(reason)"
        case .exportOfArchive(let tenant): "tenant '\(tenant)' is archived, and no table of it can be written to files"
        case .archiveNeedsKey(let tenant, let version?):
            "the archive of tenant '\(tenant)' needs version \(version) of its key"
        case .archiveNeedsKey(let tenant, nil): "the archive of tenant '\(tenant)' opens by the tenant's key alone"
        case .erasedAlready(let tenant, let day): "tenant '\(tenant)' was erased on \(day)"
        case .stillConnected(_, let login, let process): "session \(process) of \(quoted(login)) does not end"
        case .emptyReason(let option): "'\(option)' is empty or longer than 4096 characters"
        }
    }

    package var detail: String? {
        switch self {
        case .unknownObjects(_, let objects): list(objects)
        case .outsideResidency(_, _, _, let allowed): "allowed: \(allowed.isEmpty ? "none" : list(allowed))"
        default: nil
        }
    }

    package var hint: String? {
        switch self {
        case .underHold: "'socle tenant hold list TENANT' shows who set it and why; only its release lets this be done."
        case .heldAlready: "Give the other order a reference of its own."
        case .noHold(_, let reference, let standing):
            nearestName(to: reference, in: standing).map { "Did you mean \(quoted($0))?" }
                ?? "'socle tenant hold list TENANT' shows those that stand."
        case .notConfirmed: "Write the tenant after '--confirm' once more: nobody brings it back."
        case .erasedAlready(let tenant, _): "'socle tenant certificate show \(tenant)' proves it."
        case .notOpen(let tenant, .suspended): "'socle tenant resume \(tenant)' opens it again."
        case .notOpen(let tenant, .archived): "'socle tenant resume \(tenant)' brings it back from its archive."
        case .readByOthers: "End each subscription first: 'socle mesh subscription revoke SUBSCRIPTION'."
        case .termsUsed: "Give the glossary to another project, or take its terms off those data sets."
        case .unknownObjects: "Look at each, then drop it or give it to another role; nothing was changed."
        case .fileWithoutName: "Write the identifier on a line of its own, as 'socle tenant new' does."
        case .nameTaken: "Choose another identifier."
        case .fileExists: "Move it away, or choose another identifier."
        case .folderNotEmpty: "Name a folder that does not exist yet or is empty."
        case .outsideResidency(_, _, nil, _):
            "Say where it stands: 'socle server add SERVER --region REGION', or SOCLE_BACKUP_REGION for backups."
        case .outsideResidency:
            "Choose a place in an allowed region, or change 'compliance.data_residency' of the tenant's file."
        case .noCertificate: "'socle tenant certificate list' shows every one."
        case .closedEarly: "Run it again on that day."
        case .noBackupsEnd: "Say it by '--backups-end YYYY-MM-DD'."
        case .backupsEndPast: "Leave '--backups-end' out, or give a later day."
        case .notADay: "Write it as YYYY-MM-DD."
        case .stillConnected: "End it on the server, then run the command again."
        case .emptyReason: "Say in a sentence why; it is kept for as long as the audit is."
        case .otherState(let tenant, .archived, _):
            "'socle tenant resume \(tenant)' brings it back from its archive."
        case .inShares: "End each subscription first: 'socle mesh subscription revoke SUBSCRIPTION'."
        case .noArchive: "Name the folder by '--from', or put the archive back to where it was."
        case .exportOfArchive: "Bring it back first by 'socle tenant resume', or say '--without-export'."
        case .archiveNeedsKey(_, _?): "Bring it back and archive it anew, which seals it with the newest key."
        case .archiveNeedsKey(_, nil):
            "'socle tenant erase' destroys archive and key, with the archives' visa or an attestation."
        case .notOpen, .otherState, .cannotWrite, .noSuchTenant, .damagedCertificate: nil
        }
    }
}

/// At most ten of some names, and how many more there are.
private func list(_ names: [String]) -> String {
    let shown = names.prefix(10).joined(separator: ", ")
    return names.count > 10 ? "\(shown) and \(names.count - 10) more" : shown
}
