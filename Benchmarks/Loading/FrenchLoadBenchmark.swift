import Formats
import Ingestion

extension Benchmark {
    /// The same sales as Excel writes them in France, which psql can only take as texts first.
    static let frenchLoad = Benchmark(
        name: "french-load", summary: "\(loadRows) rows as Excel writes them in France, against psql and casts"
    ) {
        let bench = try LoadedServer()
        let file = try SalesFile(.french, rows: loadRows)
        let plan = try SourcePlan(sniffing: FileSource(path: file.path))
        for _ in 0..<2 { _ = try bench.load(file, .replace, connections: 2) }
        var costs = LoadCosts()
        let names = SalesFile.columns.split(separator: ",").compactMap { $0.split(separator: " ").first }
            .filter { !$0.hasSuffix(")") }
        for _ in 0..<3 {
            costs.add(
                "psql",
                try bench.load(file, by: "psql") {
                    """
                    psql -X -q -v ON_ERROR_STOP=1 '\($0)' <<'END'
                    drop table if exists public.texts;
                    create unlogged table public.texts (\(names.map { "\($0) text" }.joined(separator: ", ")));
                    \\copy public.texts from '\(file.path)' csv header delimiter ';' encoding 'windows-1252'
                    begin;
                    insert into public.dvf
                    select id_mutation, nature_mutation, adresse, code_commune, nom_commune, type_local,
                        to_date(date_mutation, 'DD/MM/YYYY'), replace(valeur_fonciere, ',', '.')::numeric(14, 2),
                        surface::integer, pieces::integer, replace(longitude, ',', '.')::double precision,
                        replace(latitude, ',', '.')::double precision
                    from public.texts;
                    drop table public.texts;
                    commit;
                    END
                    """
                })
            costs.add("ours", try bench.load(file, .replace, connections: 2, plan: plan))
            costs.add("sniffed", try bench.load(file, .replace, connections: 2))
        }
        return [
            costs.speed(
                "French Excel replaced over two connections by its plan, rows a second", "ours", "psql", loadRows, 2.2),
            costs.speed(
                "the same, encoding, dialect and types found out from all rows", "sniffed", "psql", loadRows, 2.2),
        ]
    }
}
