import Testing
import Vocabulary

@testable import Tenancy

@Suite("Connections over logins")
struct ConnectionLimitTests {
    @Test("the free tier's five go two to loads and one to each other")
    func free() {
        #expect(connectionLimits(total: 5, over: [.admin, .app, .etl, .channel(.metabase)]) == [1, 1, 2, 1])
    }

    @Test("with as many connections as logins, each has one")
    func least() {
        #expect(
            connectionLimits(total: 5, over: [.admin, .app, .etl, .channel(.metabase), .channel(.powerbi)])
                == [1, 1, 1, 1, 1])
    }

    @Test("fewer connections than logins cannot be split")
    func tooFew() {
        #expect(connectionLimits(total: 3, over: [.admin, .app, .etl, .channel(.metabase)]) == nil)
    }

    @Test("the limits always sum to the tier's", arguments: [4, 5, 6, 7, 20, 99, 100, 500, 1000])
    func sums(_ total: Int) {
        let limits = connectionLimits(total: total, over: [.admin, .app, .etl, .channel(.metabase)])
        #expect(limits?.reduce(0, +) == total)
        #expect(limits?.allSatisfy { $0 > 0 } == true)
    }
}
