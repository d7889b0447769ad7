#ifndef CLIBPQ_SHIM_H
#define CLIBPQ_SHIM_H

#include <libpq-fe.h>

/* Swift imports no macro whose value is a character: the fields of an error
   report, which PQresultErrorField takes, are named again as integers. */
enum clibpq_field {
    clibpq_field_severity = PG_DIAG_SEVERITY_NONLOCALIZED,
    clibpq_field_sqlstate = PG_DIAG_SQLSTATE,
    clibpq_field_message = PG_DIAG_MESSAGE_PRIMARY,
    clibpq_field_detail = PG_DIAG_MESSAGE_DETAIL,
    clibpq_field_hint = PG_DIAG_MESSAGE_HINT,
    clibpq_field_position = PG_DIAG_STATEMENT_POSITION,
    clibpq_field_internal_position = PG_DIAG_INTERNAL_POSITION,
    clibpq_field_internal_query = PG_DIAG_INTERNAL_QUERY,
    clibpq_field_context = PG_DIAG_CONTEXT,
    clibpq_field_schema = PG_DIAG_SCHEMA_NAME,
    clibpq_field_table = PG_DIAG_TABLE_NAME,
    clibpq_field_column = PG_DIAG_COLUMN_NAME,
    clibpq_field_data_type = PG_DIAG_DATATYPE_NAME,
    clibpq_field_constraint = PG_DIAG_CONSTRAINT_NAME,
};

#endif
