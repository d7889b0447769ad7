package import Vocabulary

/// What a server has, and what of it is promised to tenants.
package struct ServerCapacity: Hashable, Sendable {
    /// An amount that a server has once and that tenants are promised parts of.
    package enum Resource: String, CaseIterable, Sendable {
        case connections, storage, cpu, memory
    }

    /// Amounts by resource; what is not known is not there.
    package typealias Amounts = [Resource: Double]

    /// Sessions that the platform keeps for itself beside PostgreSQL's reserve: loads, relay, guard, service.
    package static let platformConnections = 10

    package let server: ServerName
    /// What may be promised once.
    package let total: Amounts
    /// How often it may be.
    package let overcommit: Double
    /// What is promised to tenants that lie there.
    package let promised: Amounts

    package init(server: ServerName, total: Amounts, overcommit: Double, promised: Amounts) {
        self.server = server
        self.total = total
        self.overcommit = overcommit
        self.promised = promised
    }

    /// What may be promised in all.
    package func limit(of resource: Resource) -> Double? { total[resource].map { $0 * overcommit } }

    /// What is left to promise; below zero when too much is.
    package func available(_ resource: Resource) -> Double? {
        limit(of: resource).map { $0 - promised[resource, default: 0] }
    }

    /// The resources of which more would be promised than may be, were this added.
    package func shortages(adding amounts: Amounts = [:]) -> [Shortage] {
        Resource.allCases.compactMap { resource in
            guard let limit = limit(of: resource) else { return nil }
            let wanted = promised[resource, default: 0] + amounts[resource, default: 0]
            // What was promised before and does not grow is no tenant's fault.
            guard wanted > limit, amounts.isEmpty || amounts[resource, default: 0] > 0 else { return nil }
            return Shortage(server: server, resource: resource, promised: wanted, limit: limit)
        }
    }

    /// A resource of which too much is promised.
    package struct Shortage: Hashable, Sendable, CustomStringConvertible {
        package let server: ServerName
        package let resource: Resource
        package let promised: Double
        package let limit: Double

        package var description: String {
            "server '\(server)' has \(resource.amount(limit)) to promise, and \(resource.amount(promised)) would be promised"
        }
    }
}

extension ServerCapacity.Resource {
    /// An amount in words.
    package func amount(_ value: Double) -> String {
        switch self {
        case .connections: counted(Int(value), "connection")
        case .storage: "\(ByteCount(bytes: Int64(value))) of storage"
        case .cpu: "\(number(value)) CPU"
        case .memory: "\(ByteCount(bytes: Int64(value))) of memory"
        }
    }

    /// At most two digits behind the point, and none that are zero.
    private func number(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        if hundredths % 100 == 0 { return "\(hundredths / 100)" }
        return hundredths % 10 == 0
            ? "\(hundredths / 100).\(hundredths / 10 % 10)"
            : "\(hundredths / 100).\(hundredths / 10 % 10)\(hundredths % 10)"
    }
}
