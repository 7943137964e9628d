#pragma once

// PostgreSQL's catalogue, pg_type.dat: these numbers never change.
namespace custos::db::oid {

enum Type : unsigned {
    boolean = 16,
    bytea = 17,
    int8 = 20,
    int2 = 21,
    int4 = 23,
    text = 25,
    int2Array = 1005,
    int4Array = 1007,
    byteaArray = 1001,
    textArray = 1009,
    int8Array = 1016,
    date = 1082,
    time = 1083,
    timestamptz = 1184,
    timestamptzArray = 1185,
    uuid = 2950,
    uuidArray = 2951,
    xid8 = 5069,
};

} // namespace custos::db::oid
