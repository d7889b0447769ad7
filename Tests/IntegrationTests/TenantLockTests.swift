import Dispatch
import Glibc
import Postgres
import Synchronization
import Tenancy
import TestServer
import Testing

@testable import Operations

@Suite("The lock of a tenant", .database)
struct TenantLockTests {
    @Test("who has it is named, and who is gone between two looks is no obstacle")
    func passingHolders() throws {
        let database = TestDatabase.current
        let tenant = try database.makeTenant()
        let isDone = Mutex(false)
        let passing = DispatchGroup()
        let process = Mutex<Int32>(0)
        DispatchQueue(label: "a thread of its own").async(group: passing) {
            guard let holder = try? database.connect() else { return }
            process.withLock { $0 = holder.processIdentifier }
            while !isDone.withLock({ $0 }) {
                // Takes the tenant's row and lets it go.
                try? holder.transaction { holder in
                    try holder.execute("select from socle.registry where identifier = \(tenant) for no key update")
                    usleep(2_000)
                }
                usleep(2_000)
            }
        }
        defer {
            isDone.withLock { $0 = true }
            passing.wait()
        }
        let base = try database.connect()
        var (locked, told) = (0, 0)
        for _ in 0..<400 {
            do {
                try base.transaction { base in
                    try database.installation.lockTenant(tenant, in: base)
                    // The transaction is one in which work can be done.
                    try base.execute("select from socle.registry")
                }
                locked += 1
            } catch let failure as PlanFailure {
                #expect(failure.message.contains("session \(process.withLock { $0 }) of"), "\(failure)")
                told += 1
            }
        }
        print("locks of a tenant: \(locked) of 400 taken beside one who comes and goes, \(told) told who it was")
        #expect(locked > 0 && told > 0)
    }
}
