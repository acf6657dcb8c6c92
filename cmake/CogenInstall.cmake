# What `cmake --install` puts in place: bin/cogen, the headers, the libraries, and the files by which CMake and pkg-config
# find them. The installed tool finds its headers at ../include, relative to itself.

include(CMakePackageConfigHelpers)

set(package "${CMAKE_INSTALL_LIBDIR}/cmake/cogen")

if(NOT COGEN_EXECUTABLE)
	install(TARGETS cogen EXPORT cogen-tool COMPONENT tool)
	install(EXPORT cogen-tool NAMESPACE cogen:: FILE cogen-tool.cmake DESTINATION "${package}" COMPONENT tool)
endif()
install(TARGETS cogen_core cogen_runtime EXPORT cogen-libraries COMPONENT runtime)
install(EXPORT cogen-libraries NAMESPACE cogen:: FILE cogen-libraries.cmake DESTINATION "${package}" COMPONENT runtime)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/runtime/include/" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT runtime
	FILES_MATCHING PATTERN "*.h")

configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/cogenConfig.cmake.in" "${PROJECT_BINARY_DIR}/cogenConfig.cmake"
	INSTALL_DESTINATION "${package}" NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/cogenConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES
	"${PROJECT_BINARY_DIR}/cogenConfig.cmake"
	"${PROJECT_BINARY_DIR}/cogenConfigVersion.cmake"
	"${PROJECT_SOURCE_DIR}/cmake/CogenTargetSources.cmake"
	"${PROJECT_SOURCE_DIR}/cmake/CogenFlags.cmake"
	"${PROJECT_SOURCE_DIR}/cmake/CogenLibuv.cmake"
	DESTINATION "${package}" COMPONENT runtime)

# Paths relative to the file, so that the installed tree can be moved.
file(RELATIVE_PATH COGEN_PC_PREFIX "/x/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/x")
string(REGEX REPLACE "/$" "" COGEN_PC_PREFIX "${COGEN_PC_PREFIX}")
foreach(name IN ITEMS cogen cogen-core)
	configure_file("${PROJECT_SOURCE_DIR}/cmake/${name}.pc.in" "${PROJECT_BINARY_DIR}/${name}.pc" @ONLY)
	install(FILES "${PROJECT_BINARY_DIR}/${name}.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT runtime)
endforeach()
