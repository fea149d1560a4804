# fmt::fmt for a static program. Debian has fmt as a shared library and headers: compiled once from the headers it saves
# seconds for each source file that includes it; where that does not fit the release at hand, everyone takes the headers.
include(CheckCXXSourceCompiles)

find_path(FMT_INCLUDE_DIR fmt/format.h REQUIRED)
set(CMAKE_REQUIRED_INCLUDES ${FMT_INCLUDE_DIR})
check_cxx_source_compiles("
  #include \"${CMAKE_CURRENT_LIST_DIR}/fmt.cpp\"
  int main() { return static_cast<int>(fmt::format(\"{} {:.2f} {:L}\", \"a\", 1.5, 1000).size()); }
  " DORK_CAN_COMPILE_FMT)
unset(CMAKE_REQUIRED_INCLUDES)

if(DORK_CAN_COMPILE_FMT)
  add_library(dork_fmt STATIC ${CMAKE_CURRENT_LIST_DIR}/fmt.cpp)
  target_include_directories(dork_fmt SYSTEM PUBLIC ${FMT_INCLUDE_DIR})
else()
  add_library(dork_fmt INTERFACE)
  target_include_directories(dork_fmt SYSTEM INTERFACE ${FMT_INCLUDE_DIR})
  target_compile_definitions(dork_fmt INTERFACE FMT_HEADER_ONLY=1)
endif()
add_library(fmt::fmt ALIAS dork_fmt)
