# The names of the tests in this folder; those of the loop are in loop-tests.cmake.
set(COGEN_RUNTIME_TESTS test_delegation test_error test_generator)
include("${CMAKE_CURRENT_LIST_DIR}/loop-tests.cmake" OPTIONAL)
list(APPEND COGEN_RUNTIME_TESTS ${COGEN_LOOP_TESTS})

# What compilers make of the public headers.
cogen_test(runtime headers sh "${CMAKE_CURRENT_SOURCE_DIR}/headers/check" "${env}")
cogen_test(runtime macro_names sh "${CMAKE_CURRENT_SOURCE_DIR}/headers/macro_names" "${env}")
cogen_test(runtime documented sh "${CMAKE_CURRENT_SOURCE_DIR}/headers/documented" "${env}")
cogen_test(runtime null sh "${CMAKE_CURRENT_SOURCE_DIR}/headers/null" "${env}")
