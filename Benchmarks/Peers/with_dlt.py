"""Loads property sales by dlt: batches of Arrow, which it writes as CSV and copies."""

import os
import sys
import tempfile
import urllib.parse

home = tempfile.mkdtemp(prefix="socle-bench-dlt-")
os.environ.update(DLT_DATA_DIR=home, DLT_PROJECT_DIR=home, RUNTIME__DLTHUB_TELEMETRY="false", RUNTIME__LOG_LEVEL="CRITICAL")

import dlt
import pyarrow
import pyarrow.csv

address, path, table = sys.argv[1:]
facts = dict(fact.split("=", 1) for fact in address.split())
types = {"code_commune": pyarrow.string(), "valeur_fonciere": pyarrow.decimal128(14, 2)}


@dlt.resource(name=table)
def sales():
    yield from pyarrow.csv.open_csv(path, convert_options=pyarrow.csv.ConvertOptions(column_types=types))


# A password is asked for that a socket does not need, and the socket's folder becomes a part of an address.
credentials = {
    "database": facts["dbname"], "username": facts["user"], "password": "none", "port": int(facts["port"]),
    "host": urllib.parse.quote(facts["host"], safe=""),
}
pipeline = dlt.pipeline(
    pipeline_name="sales", pipelines_dir=home, dataset_name="peer_dlt",
    destination=dlt.destinations.postgres(credentials=credentials),
)
pipeline.run(sales(), write_disposition="replace", loader_file_format="csv").raise_on_failed_jobs()
