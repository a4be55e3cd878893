# SPDX-License-Identifier: GPL-3.0-or-later
# Compiles the .ts files and puts the .qm files into the program as :/i18n/lonieve_<language>.qm.
# translations/update brings the .ts files up to date with the sources.
qt_add_lrelease(lonieve_app
  TS_FILES ${CMAKE_SOURCE_DIR}/translations/lonieve_ru.ts ${CMAKE_SOURCE_DIR}/translations/lonieve_en.ts
  QM_FILES_OUTPUT_VARIABLE lonieve_qm_files)
file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/lonieve_i18n.qrc.in "<RCC><qresource prefix=\"/i18n\">\n")
foreach(qm ${lonieve_qm_files})
  get_filename_component(name ${qm} NAME)
  file(APPEND ${CMAKE_CURRENT_BINARY_DIR}/lonieve_i18n.qrc.in "<file alias=\"${name}\">${qm}</file>\n")
endforeach()
file(APPEND ${CMAKE_CURRENT_BINARY_DIR}/lonieve_i18n.qrc.in "</qresource></RCC>\n")
configure_file(${CMAKE_CURRENT_BINARY_DIR}/lonieve_i18n.qrc.in ${CMAKE_CURRENT_BINARY_DIR}/lonieve_i18n.qrc COPYONLY)
add_custom_command(
  OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/rcc_lonieve_i18n.cpp
  COMMAND Qt6::rcc --name lonieve_i18n --output ${CMAKE_CURRENT_BINARY_DIR}/rcc_lonieve_i18n.cpp
          ${CMAKE_CURRENT_BINARY_DIR}/lonieve_i18n.qrc
  DEPENDS ${lonieve_qm_files} ${CMAKE_CURRENT_BINARY_DIR}/lonieve_i18n.qrc
  VERBATIM)
target_sources(lonieve_app PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/rcc_lonieve_i18n.cpp)
set_source_files_properties(${CMAKE_CURRENT_BINARY_DIR}/rcc_lonieve_i18n.cpp PROPERTIES
  SKIP_AUTOGEN ON SKIP_PRECOMPILE_HEADERS ON)
