# Puts files into a program as bytes.
#
#   dork_embed(<target> FUNCTION <name> HEADER <header> FILES <file>…)
#
# adds to the target a generated source that defines `std::span<const EmbeddedFile> dork::<name>()`, as the header declares
# it: each file with its name and content, in the order given. A changed file is embedded anew by the next build.

set(DORK_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_FILE})

function(dork_embed target)
  cmake_parse_arguments(EMBED "" "FUNCTION;HEADER" "FILES" ${ARGN})
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${EMBED_FUNCTION}.cpp)
  string(REPLACE ";" "|" files "${EMBED_FILES}")
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DFUNCTION=${EMBED_FUNCTION} -DHEADER=${EMBED_HEADER}
            "-DFILES=${files}" -P ${DORK_EMBED_SCRIPT}
    DEPENDS ${EMBED_FILES} ${DORK_EMBED_SCRIPT}
    COMMENT "Embedding files: ${EMBED_FUNCTION}"
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()

if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
  string(REPLACE "|" ";" files "${FILES}")
  set(arrays "")
  set(entries "")
  set(index 0)
  foreach(file IN LISTS files)
    get_filename_component(name ${file} NAME)
    file(READ ${file} hex HEX)
    string(REGEX REPLACE "(................................)" "\\1\n" hex "${hex}")
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
    # The zero at the end lets an empty file be an array; it is no part of the content.
    string(APPEND arrays "const char file${index}[] = {\n${bytes}0};\n")
    string(APPEND entries "    {\"${name}\", {file${index}, sizeof file${index} - 1}},\n")
    math(EXPR index "${index} + 1")
  endforeach()
  file(WRITE ${OUTPUT} "#include \"${HEADER}\"\n\nnamespace dork {\nnamespace {\n\n${arrays}\n"
       "const EmbeddedFile files[] = {\n${entries}};\n\n}  // namespace\n\n"
       "std::span<const EmbeddedFile> ${FUNCTION}() { return files; }\n\n}  // namespace dork\n")
endif()
