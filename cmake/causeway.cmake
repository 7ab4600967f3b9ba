# Helpers used by every folder: cw_library(), cw_core_library(), cw_test(), cw_program().

option(CAUSEWAY_TESTS "Build the tests" ON)
option(CAUSEWAY_BENCH "Build the benchmarks" OFF)
option(CAUSEWAY_FUZZ "Build the fuzz targets (clang only)" OFF)
set(CAUSEWAY_SANITIZE "" CACHE STRING "Sanitizers, for example address,undefined")
option(CAUSEWAY_SLOW_ASSERTS "Compile CW_ASSERT_SLOW in" OFF)

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

find_program(CAUSEWAY_CCACHE ccache)
if(CAUSEWAY_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CAUSEWAY_CCACHE})
endif()
find_program(CAUSEWAY_MOLD mold)
if(CAUSEWAY_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_library(cw_options INTERFACE)
target_include_directories(cw_options INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_options(cw_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wswitch-enum -Wold-style-cast
  -Wnon-virtual-dtor -Werror
  # g++ 12 reports false positives of these in inlined standard library code at -O2.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-error=maybe-uninitialized -Wno-error=array-bounds
  -Wno-error=stringop-overflow -Wno-error=stringop-overread -Wno-error=restrict
  -Wno-error=dangling-pointer -Wno-error=free-nonheap-object -Wno-missing-field-initializers>
  # clang reports libstdc++ 12's own use of get_temporary_buffer in std::stable_sort.
  $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations -Wno-missing-field-initializers -Wno-missing-designated-field-initializers>)
if(CAUSEWAY_SLOW_ASSERTS)
  target_compile_definitions(cw_options INTERFACE CW_SLOW_ASSERTS=1)
endif()
if(CAUSEWAY_SANITIZE)
  add_compile_options(-fsanitize=${CAUSEWAY_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${CAUSEWAY_SANITIZE})
endif()

# cw_library(NAME DEPS lib... ): every .cc of the folder (and one level below) that is not a test.
function(cw_library name)
  cmake_parse_arguments(A "" "" "DEPS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  if(sources)
    add_library(cw_${name} STATIC ${sources})
    target_link_libraries(cw_${name} PUBLIC cw_options ${A_DEPS})
  else()
    add_library(cw_${name} INTERFACE)
    target_link_libraries(cw_${name} INTERFACE cw_options ${A_DEPS})
  endif()
endfunction()

# The core: no exceptions, no run-time type information.
function(cw_core_library name)
  cw_library(${name} ${ARGN})
  get_target_property(type cw_${name} TYPE)
  if(type STREQUAL "STATIC_LIBRARY")
    target_compile_options(cw_${name} PRIVATE -fno-exceptions -fno-rtti)
  endif()
endfunction()

# cw_test(NAME DEPS lib...): one test program per folder, from every *_test.cc below it.
function(cw_test name)
  if(NOT CAUSEWAY_TESTS)
    return()
  endif()
  cmake_parse_arguments(A "" "" "DEPS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*_test.cc)
  if(NOT sources)
    return()
  endif()
  add_executable(${name}_test ${sources})
  target_link_libraries(${name}_test PRIVATE ${A_DEPS} GTest::gtest GTest::gtest_main GTest::gmock)
  target_compile_definitions(${name}_test PRIVATE CW_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  add_test(NAME ${name} COMMAND ${name}_test --gtest_brief=1)
  set_tests_properties(${name} PROPERTIES TIMEOUT 300 LABELS unit)
endfunction()

function(cw_program name source)
  cmake_parse_arguments(A "" "" "DEPS" ${ARGN})
  add_executable(${name} ${source})
  target_link_libraries(${name} PRIVATE cw_options ${A_DEPS})
endfunction()
