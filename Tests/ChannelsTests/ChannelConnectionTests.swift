import Testing
import Vocabulary

@testable import Channels

@Suite("What readers need to connect")
struct ChannelConnectionTests {
    private func connection(_ host: String) -> ChannelConnection {
        ChannelConnection(ChannelPlanTests.channel, host: host, port: 5432)
    }

    @Test("a .pbids file names server and database, and nobody")
    func pbids() throws {
        #expect(
            try connection("donnees.example.org").powerBI().description
                == #"{"version":"0.1","connections":[{"details":{"protocol":"postgresql","address":"#
                + #"{"server":"donnees.example.org:5432","database":"base"}},"options":{},"mode":"Import"}]}"#
        )
        #expect(try connection("::1").powerBI().description.contains(#""server":"[::1]:5432""#))
    }

    @Test("a socket is nothing for a reader elsewhere", arguments: ["/tmp/x", ""])
    func socket(host: String) {
        #expect(throws: ChannelFailure.socketForRemoteReader(host)) { try connection(host).powerBI() }
    }

    @Test("the line for psql survives a folder with spaces and quotes")
    func psql() {
        #expect(connection("localhost").psqlCommand == "psql -h localhost -p 5432 -U taker_metabase -d base")
        #expect(
            connection("/home/l'été/x y").psqlCommand
                == "psql -h '/home/l'\\''été/x y' -p 5432 -U taker_metabase -d base")
    }
}
