# SPDX-License-Identifier: GPL-3.0-or-later
# Flags, warnings and the few helpers that keep each folder's CMakeLists.txt a list of sources.

add_library(lonieve_flags INTERFACE)
target_include_directories(lonieve_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(lonieve_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion)
target_compile_definitions(lonieve_flags INTERFACE
  QT_NO_KEYWORDS QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_STRICT_ITERATORS QT_NO_FOREACH
  QT_DISABLE_DEPRECATED_BEFORE=0x060400 LONIEVE_VERSION="${PROJECT_VERSION}")
if(LONIEVE_WERROR)
  target_compile_options(lonieve_flags INTERFACE -Werror)
endif()
if(LONIEVE_FAILPOINTS)
  target_compile_definitions(lonieve_flags INTERFACE LONIEVE_FAILPOINTS)
endif()
if(LONIEVE_SANITIZE)
  target_compile_options(lonieve_flags INTERFACE -fsanitize=${LONIEVE_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(lonieve_flags INTERFACE -fsanitize=${LONIEVE_SANITIZE})
endif()

function(_lonieve_common target pch)
  set_target_properties(${target} PROPERTIES AUTOMOC ON AUTORCC ON)
  if(LONIEVE_PCH AND pch)
    target_precompile_headers(${target} PRIVATE ${pch})
  endif()
endfunction()

# lonieve_library(name SOURCES a.cpp … LINKS Qt6::Core … [PCH <QtCore>])
function(lonieve_library name)
  cmake_parse_arguments(arg "" "PCH" "SOURCES;LINKS" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_link_libraries(${name} PUBLIC lonieve_flags ${arg_LINKS})
  _lonieve_common(${name} "${arg_PCH}")
endfunction()

# lonieve_program(name SOURCES main.cpp … LINKS …)
function(lonieve_program name)
  cmake_parse_arguments(arg "" "PCH" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE lonieve_flags ${arg_LINKS})
  _lonieve_common(${name} "${arg_PCH}")
endfunction()

# lonieve_test(tst_name LABEL unit SOURCES tst_name.cpp LINKS … [TIMEOUT 120] [ENVIRONMENT A=B …])
function(lonieve_test name)
  cmake_parse_arguments(arg "" "LABEL;TIMEOUT;PCH" "SOURCES;LINKS;ENVIRONMENT" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE lonieve_flags Qt6::Test ${arg_LINKS})
  _lonieve_common(${name} "${arg_PCH}")
  add_test(NAME ${name} COMMAND ${name})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  set_tests_properties(${name} PROPERTIES LABELS "${arg_LABEL}" TIMEOUT ${arg_TIMEOUT}
    ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LONIEVE_BIN_DIR=${CMAKE_BINARY_DIR}/bin;LONIEVE_SOURCE_DIR=${CMAKE_SOURCE_DIR};${arg_ENVIRONMENT}")
endfunction()

# lonieve_script_test(name LABEL server COMMAND … [TIMEOUT 300]) for tests in another language
function(lonieve_script_test name)
  cmake_parse_arguments(arg "RUN_SERIAL" "LABEL;TIMEOUT" "COMMAND" ${ARGN})
  add_test(NAME ${name} COMMAND ${arg_COMMAND} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()
  set_tests_properties(${name} PROPERTIES LABELS "${arg_LABEL}" TIMEOUT ${arg_TIMEOUT} RUN_SERIAL ${arg_RUN_SERIAL}
    ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LONIEVE_BIN_DIR=${CMAKE_BINARY_DIR}/bin;LONIEVE_SOURCE_DIR=${CMAKE_SOURCE_DIR}")
endfunction()
