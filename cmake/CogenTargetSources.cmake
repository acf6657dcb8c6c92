# cogen_target_sources(<target> PRIVATE [EMIT_HEADERS] <annotated.c>...)
#
# Adds annotated C files to a target: each is turned into plain C by cogen, with the target's own include directories,
# definitions, options and C standard, and the result is compiled as part of the target.
#
#   - Output: <binary dir>/<target>.cogen[/<config>]/<path of the source below the current directory>/NAME.cogen.c, so that
#     files of one name in two folders do not meet. `a.co.c` becomes `a.cogen.c`, `a.c` becomes `a.c.cogen.c`.
#   - Runs again when the source, a header it includes, the flags, or cogen itself changed; else not.
#   - `#include "x.h"` finds x.h beside the source, as it would without cogen.
#   - compile_commands.json lists the annotated source too (through an object library that is never built), so editors work
#     before the first build.
#   - With EMIT_HEADERS each source gets a header, `a.co.c` the file `a.frames.h`, with the frames of its exported coroutines (cogen
#     --emit-header). Annotated files that include it keep these frames in their own: those of targets that link this one, and those of
#     this target whose names come behind, in this call or in a later one. The header is written when what is in it changes, so what
#     includes it is built again only then. Its folder is an include directory of the target, and of what links it in this build. The
#     target property COGEN_FRAME_HEADERS lists the headers, to be installed beside those that declare the coroutines.
#   - The target links cogen::runtime, unless it was linked to cogen::core before (generators without the event loop).
#
# Needs the targets cogen::cogen and cogen::runtime: from find_package(cogen) or add_subdirectory. Leaves no variable behind.
#
# One process of cogen for each source, though one could take many: a build runs them side by side, and only those whose inputs changed.
#
# No DEPENDS_EXPLICIT_ONLY: an annotated source may include a header that another target of the project generates.

include_guard(GLOBAL)

# Policies in force here hold inside the functions: depfile paths (CMP0116), linking from other directories (CMP0079).
cmake_policy(PUSH)
cmake_policy(VERSION 3.21)
if(POLICY CMP0171)
	cmake_policy(SET CMP0171 NEW) # CODEGEN may be said: the target `codegen`, where a project has it, makes our files
endif()

function(cogen_target_sources target scope)
	if(NOT TARGET "${target}")
		message(FATAL_ERROR "cogen_target_sources: there is no target '${target}'")
	endif()
	get_target_property(aliased "${target}" ALIASED_TARGET)
	if(aliased)
		set(target "${aliased}")
	endif()
	get_target_property(imported "${target}" IMPORTED)
	get_target_property(type "${target}" TYPE)
	if(imported OR NOT type MATCHES "^(EXECUTABLE|(STATIC|SHARED|MODULE|OBJECT)_LIBRARY)$")
		message(FATAL_ERROR "cogen_target_sources: '${target}' compiles nothing (${type})")
	endif()
	if(NOT scope STREQUAL "PRIVATE")
		message(FATAL_ERROR "cogen_target_sources: write cogen_target_sources(${target} PRIVATE ...); sources are private to a target")
	endif()

	# Output directory; with several configurations one for each, as definitions differ.
	set(base "${CMAKE_CURRENT_BINARY_DIR}/${target}.cogen")
	get_property(multi_config GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
	set(outdir "${base}")
	if(multi_config)
		string(APPEND outdir "/$<CONFIG>")
	endif()
	_cogen_flags_file("${target}" "${base}" "${outdir}" flags)

	set(emit_headers FALSE)
	if("EMIT_HEADERS" IN_LIST ARGN)
		set(emit_headers TRUE)
		list(REMOVE_ITEM ARGN "EMIT_HEADERS")
	endif()
	# What has written headers before, of this target: a rule of the same folder, or the target that runs those of another.
	get_property(behind TARGET "${target}" PROPERTY COGEN_BEHIND)

	set(sources)
	set(outputs)
	foreach(source IN LISTS ARGN)
		get_filename_component(in "${source}" ABSOLUTE)
		if(NOT EXISTS "${in}")
			# Like CMake's own rule for sources: else it is something that this build generates.
			get_filename_component(in "${source}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_BINARY_DIR}")
			if(NOT EXISTS "${in}")
				get_source_file_property(generated "${in}" GENERATED)
				if(NOT generated)
					message(FATAL_ERROR "cogen_target_sources: cannot find '${source}'")
				endif()
			endif()
		endif()
		get_filename_component(directory "${in}" DIRECTORY)

		# The path below the source (or binary) directory; what lies outside keeps its shape with `..` spelled `__`.
		file(RELATIVE_PATH relative "${CMAKE_CURRENT_SOURCE_DIR}" "${in}")
		string(FIND "${in}" "${CMAKE_CURRENT_BINARY_DIR}/" below_binary)
		if(below_binary EQUAL 0)
			file(RELATIVE_PATH relative "${CMAKE_CURRENT_BINARY_DIR}" "${in}")
		endif()
		string(REPLACE "../" "__/" relative "${relative}")
		string(REPLACE ":" "_" relative "${relative}")
		if(relative MATCHES "\\.co\\.c$")
			string(REGEX REPLACE "\\.co\\.c$" ".cogen.c" relative "${relative}")
		else()
			string(APPEND relative ".cogen.c")
		endif()
		set(out "${outdir}/${relative}")
		get_filename_component(out_directory "${out}" DIRECTORY)

		set(dependencies DEPFILE "${out}.d")
		if(CMAKE_VERSION VERSION_GREATER_EQUAL 3.31)
			list(APPEND dependencies CODEGEN)
		endif()
		file(RELATIVE_PATH below "${CMAKE_BINARY_DIR}" "${CMAKE_CURRENT_BINARY_DIR}")
		if(CMAKE_GENERATOR MATCHES "Makefiles" AND below MATCHES " ")
			# CMake's makefiles escape a space in the name of a build folder twice when there is a depfile ("No rule to make target
			# .../compiler_depend.ts"); their own scanner for includes does as well.
			set(dependencies IMPLICIT_DEPENDS C "${in}")
		endif()
		set(header)
		set(header_flags)
		set(header_directory)
		if(emit_headers)
			string(REGEX REPLACE "(\\.c)?\\.cogen\\.c$" ".frames.h" header "${relative}")
			set(header "${outdir}/frames/${header}")
			get_filename_component(header_directory "${header}" DIRECTORY)
			set(header_flags --emit-header "${header}")
			list(APPEND dependencies BYPRODUCTS "${header}")
		endif()
		add_custom_command(OUTPUT "${out}"
			COMMAND "${CMAKE_COMMAND}" -E make_directory "${out_directory}" ${header_directory}
			COMMAND cogen::cogen "${in}" -o "${out}" -MF "${out}.d" -MT "${out}" ${header_flags} -- "@${flags}"
			DEPENDS "${in}" "${flags}" cogen::cogen ${behind}
			${dependencies}
			COMMENT "cogen ${source}"
			VERBATIM)

		# A property cannot be set on a path with a generator expression: on each of the paths it stands for.
		set(real_outputs "${out}")
		if(multi_config)
			set(real_outputs)
			foreach(config IN LISTS CMAKE_CONFIGURATION_TYPES)
				string(REPLACE "$<CONFIG>" "${config}" real_output "${out}")
				list(APPEND real_outputs "${real_output}")
			endforeach()
		endif()
		set_source_files_properties(${real_outputs} TARGET_DIRECTORY "${target}" PROPERTIES
			GENERATED ON
			LANGUAGE C
			SKIP_LINTING ON
			SKIP_UNITY_BUILD_INCLUSION ON
			# Without this an include of "x.h" is looked up beside the generated file only.
			COMPILE_OPTIONS "-iquote${directory}")
		list(APPEND sources "${in}")
		list(APPEND outputs "${out}")
		if(header)
			list(APPEND behind "${out}")
			set_property(TARGET "${target}" APPEND PROPERTY COGEN_FRAME_HEADERS "${header}")
		endif()
	endforeach()
	if(emit_headers)
		set(frames "$<BUILD_INTERFACE:${outdir}/frames>")
		set_property(TARGET "${target}" APPEND PROPERTY INCLUDE_DIRECTORIES "${frames}")
		set_property(TARGET "${target}" APPEND PROPERTY INTERFACE_INCLUDE_DIRECTORIES "${frames}")
	endif()

	target_sources("${target}" PRIVATE ${outputs})
	get_target_property(home "${target}" BINARY_DIR)
	if(NOT home STREQUAL CMAKE_CURRENT_BINARY_DIR)
		# A rule is only known to targets of its own directory: make the files by a target of this one, first.
		string(MD5 here "${CMAKE_CURRENT_BINARY_DIR};${outputs}")
		add_custom_target("${target}.cogen-${here}" DEPENDS ${outputs})
		add_dependencies("${target}" "${target}.cogen-${here}")
		list(REMOVE_ITEM behind ${outputs})
		if(emit_headers)
			list(APPEND behind "${target}.cogen-${here}")
		endif()
	endif()
	set_property(TARGET "${target}" PROPERTY COGEN_BEHIND "${behind}")

	_cogen_link("${target}" "${type}")
	_cogen_editor_view("${target}" "${sources}")
endfunction()

# The target's flags as a response file, made at build time and again whenever they change. Two steps: only file(GENERATE)
# evaluates every generator expression that options may hold ($<COMPILE_LANGUAGE:…> is refused in a custom command), and only
# a script can quote and take `SHELL:` apart. A file also keeps the command line short.
function(_cogen_flags_file target base outdir out_variable)
	set(flags "${outdir}/flags.rsp")
	set("${out_variable}" "${flags}" PARENT_SCOPE)
	get_property(known GLOBAL PROPERTY "COGEN_FLAGS_${base}")
	if(known)
		return()
	endif()
	set_property(GLOBAL PROPERTY "COGEN_FLAGS_${base}" TRUE)

	set(machine)
	if(CMAKE_C_COMPILER_TARGET)
		list(APPEND machine "--target=${CMAKE_C_COMPILER_TARGET}")
	endif()
	if(CMAKE_SYSROOT)
		list(APPEND machine "--sysroot=${CMAKE_SYSROOT}")
	endif()
	set(common_flags "${CMAKE_C_FLAGS}")
	set(configs "${CMAKE_CONFIGURATION_TYPES}" "${CMAKE_BUILD_TYPE}")
	set(config_flags)
	foreach(config IN LISTS configs)
		if(config)
			string(TOUPPER "${config}" upper)
			string(APPEND config_flags "$<$<CONFIG:${config}>:${CMAKE_C_FLAGS_${upper}}>")
		endif()
	endforeach()
	set(standard "$<TARGET_PROPERTY:C_STANDARD>")
	set(extensions "$<TARGET_PROPERTY:C_EXTENSIONS>")
	set(no_extensions "$<AND:$<NOT:$<STREQUAL:${extensions},>>,$<NOT:$<BOOL:${extensions}>>>")
	string(CONCAT content
		"set(machine [==[${machine}]==])\n"
		"set(common_flags [==[${common_flags} ${config_flags} $<TARGET_PROPERTY:COMPILE_FLAGS>]==])\n"
		"set(standard [==[$<$<BOOL:${standard}>:-std=$<IF:${no_extensions},c,gnu>${standard}>]==])\n"
		"set(include_directories [==[$<TARGET_PROPERTY:INCLUDE_DIRECTORIES>]==])\n"
		"set(definitions [==[$<TARGET_PROPERTY:COMPILE_DEFINITIONS>]==])\n"
		"set(options [==[$<TARGET_PROPERTY:COMPILE_OPTIONS>]==])\n"
		# where the compiler itself looks: some headers only it has
		"set(compiler_directories [==[${CMAKE_C_IMPLICIT_INCLUDE_DIRECTORIES}]==])\n")
	# One file for each enabled language, as expressions may differ by language; only C's is used.
	file(GENERATE OUTPUT "${outdir}/flags.$<COMPILE_LANGUAGE>.cmake" CONTENT "${content}" TARGET "${target}")
	add_custom_command(OUTPUT "${flags}"
		COMMAND "${CMAKE_COMMAND}" "-DIN=${outdir}/flags.C.cmake" "-DOUT=${flags}"
			-P "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/CogenFlags.cmake"
		DEPENDS "${outdir}/flags.C.cmake" "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/CogenFlags.cmake"
		COMMENT "flags of ${target} for cogen"
		VERBATIM)
endfunction()

# Links without target_link_libraries: its two signatures do not mix, and the user may have chosen either.
function(_cogen_link target type)
	get_target_property(libraries "${target}" LINK_LIBRARIES)
	foreach(library IN ITEMS cogen::runtime cogen::core)
		if(library IN_LIST libraries)
			return()
		endif()
	endforeach()
	set_property(TARGET "${target}" APPEND PROPERTY LINK_LIBRARIES cogen::runtime)
	if(type MATCHES "^(STATIC|OBJECT)_LIBRARY$")
		set_property(TARGET "${target}" APPEND PROPERTY INTERFACE_LINK_LIBRARIES "$<LINK_ONLY:cogen::runtime>")
	endif()
endfunction()

# The annotated sources with the target's flags, never built: an entry in compile_commands.json, which only these
# generators write.
function(_cogen_editor_view target sources)
	if(NOT CMAKE_GENERATOR MATCHES "Ninja|Makefiles")
		return()
	endif()
	set(view "${target}.cogen-editor")
	if(TARGET "${view}")
		target_sources("${view}" PRIVATE ${sources})
		return()
	endif()
	add_library("${view}" OBJECT EXCLUDE_FROM_ALL ${sources})
	set(standard "$<TARGET_PROPERTY:${target},C_STANDARD>")
	target_include_directories("${view}" PRIVATE "$<TARGET_PROPERTY:${target},INCLUDE_DIRECTORIES>")
	target_compile_definitions("${view}" PRIVATE "$<TARGET_PROPERTY:${target},COMPILE_DEFINITIONS>")
	# C_STANDARD takes no generator expression; the option does.
	target_compile_options("${view}" PRIVATE
		"$<$<BOOL:${standard}>:-std=gnu${standard}>" "$<TARGET_PROPERTY:${target},COMPILE_OPTIONS>")
	target_link_libraries("${view}" PRIVATE "$<TARGET_PROPERTY:${target},LINK_LIBRARIES>")
endfunction()

cmake_policy(POP)
