# SOURCE: server/db; OUT: where queries.h, scripts.h and migrations.inc go. Files that did not change are not touched,
# so a new query compiles what uses it and nothing else.
cmake_minimum_required(VERSION 3.25) # a script has no policies but those it asks for

# One line of C++ for each file: in `line`, @name@ is the file's and @literal@ the arguments of a constructor.
function(embed pattern line result)
  file(GLOB files ${SOURCE}/${pattern}) # sorted by name
  set(lines "")
  foreach(file IN LISTS files)
    get_filename_component(name ${file} NAME_WE)
    file(READ ${file} sql)
    set(literal "(\"${name}\", R\"sql(${sql})sql\")")
    string(CONFIGURE "${line}" text @ONLY)
    string(APPEND lines "${text}\n")
  endforeach()
  set(${result} "${lines}" PARENT_SCOPE)
endfunction()

function(write_header name include namespace lines)
  string(CONCAT text "#pragma once\n\n// Made from server/db; edit the .sql files.\n\n#include \"${include}\"\n\n"
                     "namespace ${namespace} {\n\n${lines}\n} // namespace ${namespace}\n")
  file(CONFIGURE OUTPUT ${OUT}/${name} @ONLY CONTENT "@text@")
endfunction()

embed(queries/*.sql "inline constexpr Query @name@@literal@;" query_lines)
embed(*.sql "inline constexpr Script @name@@literal@;" script_lines)
embed(migrations/*.sql "Script@literal@," migration_lines)

write_header(queries.h server/db/query.h custos::db::queries "${query_lines}")
write_header(scripts.h server/db/migrator.h custos::db::scripts "${script_lines}")
file(CONFIGURE OUTPUT ${OUT}/migrations.inc @ONLY CONTENT "@migration_lines@")
