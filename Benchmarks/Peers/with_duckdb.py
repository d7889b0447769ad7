"""Loads property sales by DuckDB and its scanner of PostgreSQL, over binary COPY."""

import glob
import os
import sys

import duckdb
import duckdb_extension_postgres_scanner

address, path, table = sys.argv[1:]
folder = os.path.dirname(duckdb_extension_postgres_scanner.__file__)
extension = glob.glob(f"{folder}/**/*.duckdb_extension", recursive=True)[0]
types = {
    "id_mutation": "varchar", "nature_mutation": "varchar", "adresse": "varchar", "code_commune": "varchar",
    "nom_commune": "varchar", "type_local": "varchar", "date_mutation": "date", "valeur_fonciere": "decimal(14,2)",
    "surface": "integer", "pieces": "integer", "longitude": "double", "latitude": "double",
}
base = duckdb.connect()
base.execute(f"load '{extension}'")
base.execute(f"attach '{address}' as target (type postgres)")
base.execute(
    f"insert into target.public.{table} select * from read_csv('{path}', header = true, delim = ',', columns = {types})"
)
