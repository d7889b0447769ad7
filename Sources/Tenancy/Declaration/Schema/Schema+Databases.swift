extension ConfigurationSchema {
    static let databases: [SchemaEntry] = [
        .section(
            "databases",
            [
                .section("postgresql", entitlement + [replication, .section("performance", postgres)]),
                .section("mongodb", entitlement + [performance([size("cache_size")]), names("collections")]),
                .section(
                    "redis",
                    entitlement + [
                        performance([
                            size("max_memory"),
                            .key(
                                ConfigurationKey(
                                    "eviction_policy",
                                    .choice([
                                        "noeviction", "allkeys-lru", "allkeys-lfu", "allkeys-random", "volatile-lru",
                                        "volatile-lfu", "volatile-random", "volatile-ttl",
                                    ]), "Which keys give way when the memory is full.")),
                        ]), names("namespaces"),
                    ]),
                .section(
                    "clickhouse", entitlement + [performance([size("max_memory_usage")]), names("namespaces")]),
                .section(
                    "elasticsearch",
                    entitlement + [
                        performance([
                            size("heap_size"),
                            .key(ConfigurationKey("shards", .integer(1...1024), "Primary shards of an index.")),
                            .key(ConfigurationKey("replicas", .integer(0...16), "Copies of each shard.")),
                        ]), names("namespaces"),
                    ]),
            ]),
        // As these are written where the engine is plain from the words around them.
        .alias("collections", of: "databases.mongodb.collections"),
        .alias("namespaces", of: "databases.redis.namespaces"),
        .section(
            "schemas",
            ["data", "analytics", "audit"].map { suffix in
                .key(
                    ConfigurationKey(
                        "tenant_\(suffix)", .line, "The name of the schema, always `<tenant>_\(suffix)`."
                    ).enforced("made under this name"))
            }),
    ]

    /// What every engine has.
    private static let entitlement: [SchemaEntry] = [
        .key(
            ConfigurationKey("enabled", .flag, "Whether the tenant may use the engine.").capped.enforced(
                "'socle access check' answers by it")),
        .key(
            ConfigurationKey("mode", .choice(of: EngineEntitlement.Mode.self), "With whom its processes are shared.")
                .capped),
        .section("resources", amounts("of the engine")),
    ]

    /// Processor, memory and storage.
    ///
    /// - Parameter isPromised: whether their sum over tenants is compared with what a server has.
    static func amounts(_ whose: String, isPromised: Bool = false) -> [SchemaEntry] {
        let storage = ConfigurationKey("storage_gb", .number(0.001...1e7), "Gigabytes of storage \(whose).").reserved
            .scaled(to: 1000)
        return [
            .key(
                ConfigurationKey("cpu_cores", .number(0.01...4096), "Processor cores \(whose).").reserved
                    .scaled(to: 100)),
            .key(
                ConfigurationKey("memory_gb", .number(0.001...1e6), "Gigabytes of memory \(whose).").reserved
                    .scaled(to: 1000)),
            .key(isPromised ? storage.capacityChecked : storage),
        ]
    }

    private static let replication = SchemaEntry.key(
        ConfigurationKey(
            "replication", .choice(["none", "streaming"]), "Whether another server follows this one."
        ).capped)

    private static let postgres: [SchemaEntry] = [
        .key(
            ConfigurationKey(
                "max_connections", .integer(1...100_000),
                "Sessions of all logins together; the lower of this and limits.database_connections holds."
            )
            .enforced("connection limits of the logins")),
        .key(
            ConfigurationKey("shared_buffers", .text(.memory), "Cache of a server of its own.")),
        parameter("work_mem", .text(.memory(fromKilobytes: 64)), "Memory of one sort or hash.", isCapped: true),
        parameter(
            "maintenance_work_mem", .text(.memory(fromKilobytes: 1024)), "Memory of one index build.", isCapped: true),
        parameter(
            "temp_buffers", .text(.memory(fromKilobytes: 800)), "Memory of a session's temporary tables.",
            isCapped: true),
        parameter("effective_cache_size", .text(.memory(fromKilobytes: 8)), "The cache that plans count on."),
        parameter("hash_mem_multiplier", .number(1...1000), "How many times work_mem a hash may take.", isCapped: true),
        parameter("random_page_cost", .number(0...10_000), "The cost of a page out of order."),
        parameter("effective_io_concurrency", .integer(0...1000), "Pages that are asked for at once."),
        parameter(
            "max_parallel_workers_per_gather", .integer(0...64), "Processes that help with one query.", isCapped: true),
        parameter("jit", .flag, "Whether long queries are compiled."),
    ]

    private static func parameter(_ name: String, _ kind: ValueKind, _ meaning: String, isCapped: Bool = false)
        -> SchemaEntry
    {
        let key = ConfigurationKey(name, kind, meaning).enforced("each session begins with it")
        return .key(isCapped ? key.capped : key)
    }

    private static func performance(_ entries: [SchemaEntry]) -> SchemaEntry {
        .section(
            "performance",
            [.key(ConfigurationKey("max_connections", .integer(1...100_000), "Sessions at a time."))] + entries)
    }

    private static func size(_ name: String) -> SchemaEntry {
        .key(ConfigurationKey(name, .text(.memory), "Memory of the engine."))
    }

    private static func names(_ name: String) -> SchemaEntry {
        .key(
            ConfigurationKey(
                name, .mapping(.line), "Names by which the tenant's part of a shared engine is told apart."))
    }
}
