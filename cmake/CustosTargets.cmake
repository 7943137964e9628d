# What every target of ours has in common stands here once: warnings that are errors, hardening,
# precompiled headers, the compiler cache and the faster linker where they are present.

find_program(CUSTOS_CCACHE ccache)
if(CUSTOS_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Precompiled headers carry time stamps; without the sloppiness ccache never hits on a file that uses one.
  # Paths relative to the source let a second clone or work tree reuse what the first one compiled.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CUSTOS_CCACHE})
endif()

find_program(CUSTOS_MOLD mold)
if(CUSTOS_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)

add_library(custos_options INTERFACE)
target_include_directories(custos_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_definitions(custos_options INTERFACE CUSTOS_VERSION="${PROJECT_VERSION}")
target_compile_options(custos_options INTERFACE
  -Wall -Wextra -Wpedantic -Werror -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-qual
  -Wformat=2 -Wimplicit-fallthrough -Wnull-dereference -Wextra-semi -fno-omit-frame-pointer
  -fstack-protector-strong -fstack-clash-protection)
# GCC's flow-based guesses are wrong on optimised standard-library code often enough to be noise.
target_compile_options(custos_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-null-dereference -fpch-preprocess>)
target_compile_options(custos_options INTERFACE $<$<CONFIG:Release,RelWithDebInfo>:-D_FORTIFY_SOURCE=2>)
target_link_options(custos_options INTERFACE -Wl,-z,relro,-z,now)

# Qt code has no string-based connects, no implicit casts from bytes to text and no keyword macros.
add_library(custos_qt_options INTERFACE)
target_link_libraries(custos_qt_options INTERFACE custos_options)
target_compile_definitions(custos_qt_options INTERFACE
  QT_NO_KEYWORDS QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_URL_CAST_FROM_STRING
  QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_NO_CONTEXTLESS_CONNECT QT_STRICT_ITERATORS
  QT_DISABLE_DEPRECATED_BEFORE=0x060400)

# custos_library(<name> SOURCES ... [LINK ...] [PRIVATE_LINK ...] [QT] [PCH header ...])
function(custos_library name)
  cmake_parse_arguments(arg "QT" "" "SOURCES;LINK;PRIVATE_LINK;PCH" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  if(arg_QT)
    set_target_properties(${name} PROPERTIES AUTOMOC ON)
    target_link_libraries(${name} PUBLIC custos_qt_options)
  endif()
  target_link_libraries(${name} PUBLIC custos_options ${arg_LINK} PRIVATE ${arg_PRIVATE_LINK})
  if(arg_PCH)
    target_precompile_headers(${name} PRIVATE ${arg_PCH})
  endif()
endfunction()

# custos_program(<name> SOURCES ... [LINK ...] [QT])
function(custos_program name)
  cmake_parse_arguments(arg "QT" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  if(arg_QT)
    set_target_properties(${name} PROPERTIES AUTOMOC ON)
    target_link_libraries(${name} PRIVATE custos_qt_options)
  endif()
  target_link_libraries(${name} PRIVATE custos_options ${arg_LINK})
endfunction()

# A GoogleTest program that counts as one ctest entry; for ledger and server.
# custos_test(<name> SOURCES ... [LINK ...] [LABELS ...] [TIMEOUT seconds])
function(custos_test name)
  cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;LINK;LABELS;PCH" ${ARGN})
  custos_program(${name} SOURCES ${arg_SOURCES} LINK ${arg_LINK} GTest::gtest_main)
  if(arg_PCH)
    target_precompile_headers(${name} PRIVATE ${arg_PCH})
  endif()
  custos_register_test(${name} "${arg_TIMEOUT}" "${arg_LABELS}")
endfunction()

# A Qt Test program; runs offscreen unless it says otherwise. For models, ui and app.
function(custos_qt_test name)
  cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;LINK;LABELS" ${ARGN})
  custos_program(${name} QT SOURCES ${arg_SOURCES} LINK ${arg_LINK} Qt6::Test)
  custos_register_test(${name} "${arg_TIMEOUT}" "${arg_LABELS}")
  set_property(TEST ${name} APPEND PROPERTY ENVIRONMENT
    QT_QPA_PLATFORM=offscreen QT_FORCE_STDERR_LOGGING=1 LANG=C.UTF-8)
endfunction()

# What ./dev test also builds and runs under the sanitizers: tests that need no database, network or display.
add_custom_target(custos_unit_tests)

function(custos_register_test name timeout labels)
  if("unit" IN_LIST labels)
    add_dependencies(custos_unit_tests ${name})
  endif()
  add_test(NAME ${name} COMMAND ${name})
  if(NOT timeout)
    set(timeout 120)
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${timeout} LABELS "${labels}")
endfunction()
