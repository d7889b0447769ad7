import CProcess
import Glibc
import Testing

@testable import Cryptography

/// What stays in memory of a secret whose making failed: nothing.
///
/// One after the other, because how the process may be looked into is changed meanwhile.
@Suite("Memory of secrets", .serialized) struct MemoryTests {
    /// 32 random bytes that stand nowhere in memory: each is kept with its bits turned round, but for the first eight.
    struct Canary {
        private let start: [UInt8]
        private let rest: [UInt8]
        private let find: Find

        /// `memmem`, which the C library's headers keep to programs in C.
        typealias Find =
            @convention(c) (UnsafeRawPointer, Int, UnsafeRawPointer, Int) -> UnsafeRawPointer?

        init() throws {
            find = unsafeBitCast(try #require(dlsym(nil, "memmem")), to: Find.self)
            let bytes = try RandomBytes.make(count: 32)
            start = Array(bytes[..<8])
            rest = bytes[8...].map { ~$0 }
        }

        func write(to buffer: UnsafeMutableRawBufferPointer) {
            for (index, byte) in start.enumerated() { buffer[index] = byte }
            for (index, byte) in rest.enumerated() { buffer[8 + index] = ~byte }
        }

        /// How often it stands in the memory that this process may write.
        func count() throws -> Int {
            let memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC)
            try #require(memory >= 0)
            defer { close(memory) }
            var count = 0
            for region in try writableRegions() {
                count += self.count(in: region, of: memory)
            }
            return count
        }

        private func writableRegions() throws -> [Range<UInt>] {
            let maps = open("/proc/self/maps", O_RDONLY | O_CLOEXEC)
            try #require(maps >= 0)
            defer { close(maps) }
            let text = try SecretBytes(readingFrom: maps, limit: 1 << 24).revealedText()
            return text.split(separator: "\n").compactMap { line in
                let fields = line.split(separator: " ", maxSplits: 2)
                let bounds = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
                guard bounds.count == 2, fields[1].hasPrefix("rw") else { return nil }
                return bounds[0]..<bounds[1]
            }
        }

        /// Reads piece by piece into pages that are wiped, with an overlap so that no cut hides a canary.
        private func count(in region: Range<UInt>, of memory: Int32) -> Int {
            let size = 1 << 22
            guard let piece = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
                piece != MAP_FAILED
            else { return 0 }
            defer { munmap(piece, size) }
            var count = 0
            var address = region.lowerBound
            while address < region.upperBound {
                let wanted = min(size, Int(region.upperBound - address))
                let read = pread(memory, piece, wanted, Int(bitPattern: address))
                // Other tests give their memory back meanwhile.
                guard read >= 32 else { break }
                count += self.count(in: UnsafeRawBufferPointer(start: piece, count: read))
                memset(piece, 0, read)
                if read == wanted, wanted < size { break }
                address += UInt(read - 31)
            }
            return count
        }

        private func count(in bytes: UnsafeRawBufferPointer) -> Int {
            guard let end = bytes.baseAddress.map({ $0 + bytes.count }) else { return 0 }
            var count = 0
            var position = bytes.baseAddress
            while let from = position, let found = find(from, end - from, start, start.count) {
                let candidate = UnsafeRawBufferPointer(start: found, count: min(32, end - found))
                if candidate.count == 32, zip(candidate[8...], rest).allSatisfy({ $0 == ~$1 }) { count += 1 }
                position = found + 1
            }
            return count
        }
    }

    @Test("nothing is found of a secret that has ended, nor of one that failed midway")
    func endedSecrets() throws {
        let canary = try Canary()
        #expect(try canary.count() == 0)
        do {
            let secret = try SecretBytes(count: 32) { canary.write(to: $0) }
            #expect(try canary.count() == 1)
            #expect(secret.count == 32)
        }
        #expect(try canary.count() == 0)
        #expect(throws: CryptographyFailure.notText) {
            let secret = try SecretBytes(count: 32) { buffer in
                canary.write(to: buffer)
                #expect(try canary.count() == 1)
                throw CryptographyFailure.notText
            }
            #expect(secret.count < 0)
        }
        #expect(try canary.count() == 0)
    }

    @Test("nothing is found of what did not open")
    func failedOpening() throws {
        let canary = try Canary()
        let key = try secret([UInt8](repeating: 3, count: 32))
        let nonce = [UInt8](repeating: 4, count: 12)
        let sealed = try sealedTwice(canary, key, nonce)
        for sealed in sealed {
            var changed = sealed
            changed[changed.count - 1] ^= 1
            #expect(throws: CryptographyFailure.authentication) {
                let opened = try AESGCM.open(changed, key: key, nonce: nonce, aad: [])
                #expect(opened.count < 0)
            }
            #expect(try canary.count() == 0)
        }
        let opened = try AESGCM.open(sealed[0], key: key, nonce: nonce, aad: [])
        #expect(try canary.count() == 1)
        #expect(opened.count == 32)
    }

    /// A short message and a long one, both with the canary, whose secrets have ended when this returns.
    private func sealedTwice(
        _ canary: Canary, _ key: borrowing SecretBytes, _ nonce: [UInt8]
    ) throws -> [[UInt8]] {
        var sealed: [[UInt8]] = []
        for count in [32, 10_000] {
            let message = try SecretBytes(count: count) { canary.write(to: $0) }
            sealed.append(try AESGCM.seal(message, key: key, nonce: nonce, aad: []))
        }
        return sealed
    }

    @Test("pages are wiped before they are given back")
    func wipedPages() throws {
        // A pipe that takes pages themselves shows later what has become of them.
        typealias Splice = @convention(c) (Int32, UnsafePointer<iovec>, Int, UInt32) -> Int
        let address = try #require(dlsym(nil, "vmsplice"))
        let splice = unsafeBitCast(address, to: Splice.self)
        for fails in [false, true] {
            var ends: [Int32] = [0, 0]
            try #require(pipe(&ends) == 0)
            defer { for end in ends { close(end) } }
            var taken = 0
            func fill(_ buffer: UnsafeMutableRawBufferPointer) throws {
                buffer.initializeMemory(as: UInt8.self, repeating: 0xA5)
                taken = withUnsafePointer(to: iovec(iov_base: buffer.baseAddress, iov_len: buffer.count)) {
                    splice(ends[1], $0, 1, 0)
                }
                if fails { throw CryptographyFailure.notText }
            }
            do {
                let secret = try SecretBytes(count: 4096, fill)
                #expect(revealed(secret).allSatisfy { $0 == 0xA5 })
            } catch CryptographyFailure.notText {
                #expect(fails)
            }
            try #require(taken == 4096)
            var pages = [UInt8](repeating: 0xFF, count: 4096)
            #expect(read(ends[0], &pages, pages.count) == 4096)
            #expect(pages.allSatisfy { $0 == 0 }, "fails: \(fails)")
        }
    }

    @Test("a process that refuses dumps has no limit for files, and may not be looked into")
    func dumps() async {
        // In a process of its own: a limit that was given up is gone for the whole test run and its children.
        await #expect(processExitsWith: .success) {
            ProcessMemory.refuseDumps()
            #expect(!ProcessMemory.isDumpable)
            var limit = rlimit()
            getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
            #expect(limit.rlim_cur == 0)
            #expect(limit.rlim_max == 0)
        }
    }

    @Test("the bytes that may be locked are those of the system's limit")
    func lockable() {
        let resource = __rlimit_resource_t(__RLIMIT_MEMLOCK.rawValue)
        var before = rlimit()
        getrlimit(resource, &before)
        defer { setrlimit(resource, &before) }
        var lower = rlimit(rlim_cur: 65_536, rlim_max: before.rlim_max)
        setrlimit(resource, &lower)
        #expect(ProcessMemory.lockableBytes == 65_536)
    }
}
