# Finds libclang's C interface, version 17 or newer (older ones do not tell which operator an expression has).
#
# In:  LibClang_ROOT, LLVM_ROOT (CMake or environment variables): where to look first.
# Out: LibClang_FOUND, LibClang_VERSION (major), LibClang_RESOURCE_DIR (holds include/stddef.h of that clang), and the
#      imported target LibClang::LibClang.
#
# The newest usable installation wins; library, header and resource directory always come from the same one, because
# distributions install several versions side by side.

set(_libclang_oldest 17)
set(_libclang_newest 30)

# 1. Places, best first.
set(_libclang_prefixes)
foreach(_hint IN ITEMS "${LibClang_ROOT}" "$ENV{LibClang_ROOT}" "${LLVM_ROOT}" "$ENV{LLVM_ROOT}")
	if(_hint)
		list(APPEND _libclang_prefixes "${_hint}")
	endif()
endforeach()
foreach(_version RANGE ${_libclang_newest} ${_libclang_oldest} -1)
	# Debian and Ubuntu; libclang-N-dev brings no llvm-config-N.
	list(APPEND _libclang_prefixes "/usr/lib/llvm-${_version}" "/usr/lib/llvm${_version}" "/usr/lib64/llvm${_version}"
		"/usr/local/llvm${_version}" "/opt/homebrew/opt/llvm@${_version}" "/usr/local/opt/llvm@${_version}")
	find_program(_libclang_config NAMES llvm-config-${_version} llvm-config${_version} llvm-config-${_version}-64 NO_CACHE)
	if(_libclang_config)
		execute_process(COMMAND "${_libclang_config}" --prefix OUTPUT_VARIABLE _prefix OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
		list(APPEND _libclang_prefixes "${_prefix}")
	endif()
	unset(_libclang_config)
endforeach()
find_program(_libclang_config NAMES llvm-config NO_CACHE)
if(_libclang_config)
	execute_process(COMMAND "${_libclang_config}" --prefix OUTPUT_VARIABLE _prefix OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
	list(APPEND _libclang_prefixes "${_prefix}")
endif()
unset(_libclang_config)
list(APPEND _libclang_prefixes /opt/homebrew/opt/llvm /usr/local/opt/llvm /usr/local /usr)
list(REMOVE_DUPLICATES _libclang_prefixes)

# 2. The first with a new enough header, the library, and the compiler's own headers.
set(_libclang_refused)
set(_libclang_library)
foreach(_prefix IN LISTS _libclang_prefixes)
	set(_header "${_prefix}/include/clang-c/Index.h")
	if(NOT EXISTS "${_header}")
		continue()
	endif()
	file(STRINGS "${_header}" _operator_kinds REGEX "clang_getCursorBinaryOperatorKind" LIMIT_COUNT 1)
	if(NOT _operator_kinds)
		list(APPEND _libclang_refused "${_prefix}: older than ${_libclang_oldest}")
		continue()
	endif()
	file(GLOB _libraries LIST_DIRECTORIES false "${_prefix}/lib/libclang.so" "${_prefix}/lib/libclang.dylib"
		"${_prefix}/lib64/libclang.so" "${_prefix}/lib/${CMAKE_LIBRARY_ARCHITECTURE}/libclang.so")
	file(GLOB _stddefs LIST_DIRECTORIES false "${_prefix}/lib/clang/*/include/stddef.h" "${_prefix}/lib64/clang/*/include/stddef.h")
	if(NOT _libraries)
		list(APPEND _libclang_refused "${_prefix}: libclang.so is missing")
		continue()
	endif()
	list(GET _libraries 0 _library)
	# The file behind the link tells the version: libclang-19.so.19, libclang.so.19.1.7.
	file(REAL_PATH "${_library}" _real)
	string(REGEX MATCH "libclang(-|\\.so\\.|\\.)?([0-9]+)" _ "${_real}")
	set(_version "${CMAKE_MATCH_2}")
	if(NOT _version AND _prefix MATCHES "llvm[-@]?([0-9]+)")
		set(_version "${CMAKE_MATCH_1}")
	endif()
	set(_resource)
	foreach(_stddef IN LISTS _stddefs)
		string(REGEX REPLACE "/include/stddef.h$" "" _directory "${_stddef}")
		if(NOT _version OR _directory MATCHES "/clang/${_version}(\\.|$)")
			set(_resource "${_directory}")
		endif()
	endforeach()
	if(NOT _resource)
		list(APPEND _libclang_refused "${_prefix}: its own stddef.h is missing (Debian: libclang-common-${_version}-dev)")
		continue()
	endif()
	if(NOT _version)
		string(REGEX MATCH "clang/([0-9]+)" _ "${_resource}")
		set(_version "${CMAKE_MATCH_1}")
	endif()
	set(_libclang_library "${_library}")
	set(LibClang_VERSION "${_version}")
	set(LibClang_RESOURCE_DIR "${_resource}")
	set(_libclang_include "${_prefix}/include")
	break()
endforeach()

set(_libclang_reason "Install libclang ${_libclang_oldest} or newer (Debian, Ubuntu: apt-get install libclang-19-dev), or set LibClang_ROOT.")
if(_libclang_refused)
	list(JOIN _libclang_refused "\n  " _list)
	string(APPEND _libclang_reason " Found but not usable:\n  ${_list}")
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibClang REQUIRED_VARS _libclang_library LibClang_RESOURCE_DIR
	VERSION_VAR LibClang_VERSION REASON_FAILURE_MESSAGE "${_libclang_reason}")

if(LibClang_FOUND AND NOT TARGET LibClang::LibClang)
	add_library(LibClang::LibClang UNKNOWN IMPORTED)
	set_target_properties(LibClang::LibClang PROPERTIES
		IMPORTED_LOCATION "${_libclang_library}"
		INTERFACE_INCLUDE_DIRECTORIES "${_libclang_include}")
endif()
