"""Loads property sales by pyarrow's reader of CSV and ADBC, batch by batch, in one transaction."""

import sys

import adbc_driver_postgresql.dbapi
import pyarrow
import pyarrow.csv

address, path, table = sys.argv[1:]
types = {
    "code_commune": pyarrow.string(), "date_mutation": pyarrow.date32(), "valeur_fonciere": pyarrow.decimal128(14, 2),
    "surface": pyarrow.int32(), "pieces": pyarrow.int32(), "longitude": pyarrow.float64(),
    "latitude": pyarrow.float64(),
}
rows = pyarrow.csv.open_csv(path, convert_options=pyarrow.csv.ConvertOptions(column_types=types))
with adbc_driver_postgresql.dbapi.connect(address) as base:
    with base.cursor() as cursor:
        cursor.adbc_ingest(table, rows, mode="append", db_schema_name="public")
    base.commit()
