import Tenancy
package import Vocabulary

/// Why a cluster cannot be registered, changed or given up.
package enum RegistrationFailure: Failure {
    case notAnAddress(rule: String)
    case passwordInAddress
    case addressNeeded(ServerName)
    case isBase
    case noCertificates(ServerName)
    case notCertificates(path: String)
    case notSuperuser(ServerName, user: String)
    case isTheBaseCluster(ServerName)
    case marked(ServerName, by: String)
    case unfit(ServerName, [Finding])
    case inUse(ServerName, tenants: Int, first: String)
    case otherCluster(ServerName)
    case overcommit(Double)
    case notARegion(String)
    case noInstallation
    /// A move from there or to there that is not over.
    case inOperation(ServerName, number: Int)

    package var code: FailureCode {
        switch self {
        case .notAnAddress: "SRV101"
        case .passwordInAddress: "SRV102"
        case .addressNeeded: "SRV103"
        case .isBase: "SRV104"
        case .noCertificates: "SRV105"
        case .notCertificates: "SRV106"
        case .notSuperuser: "SRV107"
        case .isTheBaseCluster: "SRV108"
        case .marked: "SRV109"
        case .unfit: "SRV110"
        case .inUse: "SRV111"
        case .otherCluster: "SRV112"
        case .overcommit: "SRV113"
        case .noInstallation: "SRV114"
        case .inOperation: "SRV115"
        case .notARegion: "SRV116"
        }
    }

    package var kind: FailureKind {
        switch self {
        case .notAnAddress, .passwordInAddress, .addressNeeded, .isBase, .noCertificates, .overcommit, .notARegion:
            .usage
        case .notCertificates: .invalidData
        case .notSuperuser: .denied
        case .isTheBaseCluster, .marked, .inUse, .inOperation, .otherCluster: .conflict
        case .unfit, .noInstallation: .configuration
        }
    }

    package var message: String {
        switch self {
        case .notAnAddress(let rule): "the address of the server \(rule)"
        case .passwordInAddress: "the address of the server holds a password, which everybody on the machine can read"
        case .addressNeeded(let name): "server '\(name)' is not registered, and no address was given"
        case .isBase: "server 'base' is the one of the base, whose address is a setting"
        case .noCertificates(let name):
            "server '\(name)' lies beyond this machine, and no certificates were given for it"
        case .notCertificates(let path): "file \(quoted(path)) holds no certificate in PEM"
        case .notSuperuser(let name, let user): "role \(quoted(user)) is no superuser of server '\(name)'"
        case .isTheBaseCluster(let name): "server '\(name)' would be the cluster in which the base lies"
        case .marked(let name, let owner): "the cluster of server '\(name)' is registered already: \(owner)"
        case .unfit(let name, let findings):
            "server '\(name)' is not fit for tenants: \(findings.count == 1 ? "1 fault" : "\(findings.count) faults")"
        case .inUse(let name, let tenants, _):
            "\(counted(tenants, "tenant lies", "tenants lie")) in server '\(name)'"
        case .inOperation(let name, let number): "operation \(number) works in server '\(name)' and is not over"
        case .otherCluster(let name): "tenants lie in server '\(name)', and the address leads to another cluster"
        case .overcommit(let factor): "overcommit \(factor) is not between 0.1 and 100"
        case .notARegion(let text): "\(quoted(text)) is no region"
        case .noInstallation: "the base has no installation yet"
        }
    }

    package var detail: String? {
        switch self {
        case .unfit(_, let findings): findings.map { "\($0.subject): \($0.fact)" }.joined(separator: "\n")
        case .inUse(_, _, let first): "the first of them: '\(first)'"
        default: nil
        }
    }

    package var hint: String? {
        switch self {
        case .notAnAddress: "Write postgresql://user@host:port/ or postgresql:///?host=/folder/of/socket&port=5433."
        case .passwordInAddress: "Leave it out, change it, and give it with --password-stdin or --password-file."
        case .addressNeeded: "Give --address."
        case .isBase: "Only --region and --overcommit can be given for it."
        case .noCertificates: "Give the file of the authority that signed the server's certificate with --ca."
        case .notCertificates: nil
        case .notSuperuser: "PostGIS, event triggers, verifiers and pg_hba.conf need one."
        case .isTheBaseCluster: "It is registered as 'base' from the start."
        case .marked: "Remove it there with 'socle server remove', or register another cluster here."
        case .unfit(_, let findings): findings.compactMap(\.hint).first
        case .inUse: "Move or erase them first."
        case .inOperation(_, let number):
            "Finish it with 'socle operation resume \(number)' or 'confirm', or take it back with 'undo'."
        case .otherCluster: "Move the tenants first, or give the right address."
        case .overcommit: nil
        case .notARegion: Region.advice
        case .noInstallation: "Run 'socle migrate apply'."
        }
    }
}
