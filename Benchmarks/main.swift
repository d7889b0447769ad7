import Glibc

/// In the order in which they run.
let benchmarks: [Benchmark] = [
    .segmentStream, .rewrap, .audit, .tenants, .manyTenants, .storage, .parser, .csvLoad, .frenchLoad,
    .peerLoad, .loadMemory,
]

let wanted = CommandLine.arguments.dropFirst()
let unknown = wanted.filter { name in !benchmarks.contains { $0.name == name } }
guard unknown.isEmpty else {
    print("error: no benchmark is called \(unknown.joined(separator: ", "))")
    for one in benchmarks { print("  \(one.name)  \(one.summary)") }
    exit(EX_USAGE)
}

for line in Machine.lines { print(line) }
var results: [Measurement] = []
for one in benchmarks where wanted.isEmpty || wanted.contains(one.name) {
    print("\n\(one.name): \(one.summary) …")
    fflush(nil)
    do {
        results += try one.run()
    } catch {
        print("error: \(one.name): \(error)")
        exit(EX_SOFTWARE)
    }
}
print("")
for line in ResultTable(results).lines { print(line) }
