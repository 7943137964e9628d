# SOURCE: server/db; OUT: where queries.h, scripts.h and migrations.inc go. Files that did not change are not touched,
# so a new query compiles what uses it and nothing else.

function(constants kind type names result)
  set(lines "")
  foreach(file IN LISTS ARGN)
    get_filename_component(name ${file} NAME_WE)
    file(READ ${file} sql)
    string(APPEND lines "inline constexpr ${type} ${names}${name}(\"${name}\", R\"sql(${sql})sql\");\n")
  endforeach()
  set(${result} "${lines}" PARENT_SCOPE)
endfunction()

file(GLOB queries ${SOURCE}/queries/*.sql)
file(GLOB migrations ${SOURCE}/migrations/*.sql)
file(GLOB scripts ${SOURCE}/*.sql)
list(SORT queries)
list(SORT migrations)

constants(queries Query "" query_lines ${queries})
constants(scripts Script "" script_lines ${scripts})

set(migration_lines "")
foreach(file IN LISTS migrations)
  get_filename_component(name ${file} NAME_WE)
  file(READ ${file} sql)
  string(APPEND migration_lines "Script(\"${name}\", R\"sql(${sql})sql\"),\n")
endforeach()

set(head "#pragma once\n\n// Made from server/db; edit the .sql files.\n\n")
file(CONFIGURE OUTPUT ${OUT}/queries.h @ONLY CONTENT
  "${head}#include \"server/db/query.h\"\n\nnamespace custos::db::queries {\n\n@query_lines@\n} // namespace custos::db::queries\n")
file(CONFIGURE OUTPUT ${OUT}/scripts.h @ONLY CONTENT
  "${head}#include \"server/db/migrator.h\"\n\nnamespace custos::db::scripts {\n\n@script_lines@\n} // namespace custos::db::scripts\n")
file(CONFIGURE OUTPUT ${OUT}/migrations.inc @ONLY CONTENT "@migration_lines@")
