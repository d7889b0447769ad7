import Audit
package import FoundationEssentials
package import Journal
import Tenancy
import Vocabulary

/// Closes a tenant: nobody logs in for it, and what is open ends.
///
/// Data, passwords, shares that others read and what the mesh says stay.
package struct SuspendTenant: Procedure {
    package typealias Context = Installation

    package static let kind = "tenant.suspend"
    package let tenant: UUID?
    let reason: String

    package func mayBegin(_ installation: Installation) throws {
        try installation.require(.active, of: tenant, for: "suspended")
    }

    package static let steps: [Step<SuspendTenant>] = [
        Step("close-logins", "Close every login, and keep the state.") { suspension, context in
            let installation = context.values
            let tenant = try installation.registered(suspension.tenant, in: installation.connectMigratedBase())
            try installation.setState(.suspended, of: tenant, event: suspension.event("tenant.suspended", tenant))
            return nil
        } undo: { suspension, context in
            let installation = context.values
            let tenant = try installation.registered(suspension.tenant, in: installation.connectMigratedBase())
            try installation.setState(.active, of: tenant, event: suspension.event("tenant.resumed", tenant))
        },
        Step("end-sessions", "End every session of the tenant's logins.") { suspension, context in
            let installation = context.values
            try installation.endSessions(
                of: installation.registered(suspension.tenant, in: installation.connectMigratedBase()))
            return nil
        },
    ]

    private func event(_ action: String, _ tenant: RegisteredTenant) -> AuditEvent {
        AuditEvent(
            tenantID: tenant.tenantID, action: action, object: tenant.identifier.text,
            detail: ["reason": .string(reason), "by": .string(Installation.operatorName)])
    }
}

/// Opens a suspended tenant again; passwords are those of before.
package struct ResumeTenant: Procedure {
    package typealias Context = Installation

    package static let kind = "tenant.resume"
    package let tenant: UUID?
    let reason: String

    package func mayBegin(_ installation: Installation) throws {
        try installation.require(.suspended, of: tenant, for: "resumed")
    }

    package static let steps: [Step<ResumeTenant>] = [
        Step("open-logins", "Open every login, and keep the state.") { resumption, context in
            let installation = context.values
            let tenant = try installation.registered(resumption.tenant, in: installation.connectMigratedBase())
            try installation.setState(.active, of: tenant, event: resumption.event("tenant.resumed", tenant))
            return nil
        } undo: { resumption, context in
            let installation = context.values
            let tenant = try installation.registered(resumption.tenant, in: installation.connectMigratedBase())
            try installation.setState(.suspended, of: tenant, event: resumption.event("tenant.suspended", tenant))
            try installation.endSessions(of: tenant)
        }
    ]

    private func event(_ action: String, _ tenant: RegisteredTenant) -> AuditEvent {
        AuditEvent(
            tenantID: tenant.tenantID, action: action, object: tenant.identifier.text,
            detail: ["reason": .string(reason), "by": .string(Installation.operatorName)])
    }
}
