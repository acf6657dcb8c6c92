# cmake -DIN=flags.C.cmake -DOUT=flags.rsp -P CogenFlags.cmake
#
# In: a target's flags as lists, written by cogen_target_sources. Out: a response file in gcc's syntax, one quoted argument
# in each line.

include("${IN}")

set(arguments ${machine})
separate_arguments(common_flags UNIX_COMMAND "${common_flags}")
list(APPEND arguments ${common_flags} ${standard})
foreach(directory IN LISTS include_directories)
	if(directory)
		list(APPEND arguments "-I${directory}")
	endif()
endforeach()
foreach(definition IN LISTS definitions)
	if(definition)
		list(APPEND arguments "-D${definition}")
	endif()
endforeach()
foreach(option IN LISTS options)
	if(option MATCHES "^SHELL:(.*)")
		separate_arguments(parts UNIX_COMMAND "${CMAKE_MATCH_1}")
		list(APPEND arguments ${parts})
	elseif(option)
		list(APPEND arguments "${option}")
	endif()
endforeach()

# Behind all others: <omp.h> and its like are nowhere else, and of <stddef.h> libclang needs its own.
list(FIND arguments "-nostdinc" nowhere)
if(nowhere EQUAL -1)
	foreach(directory IN LISTS compiler_directories)
		list(APPEND arguments "-idirafter${directory}")
	endforeach()
endif()

set(text)
foreach(argument IN LISTS arguments)
	string(REPLACE "\\" "\\\\" argument "${argument}")
	string(REPLACE "\"" "\\\"" argument "${argument}")
	string(APPEND text "\"${argument}\"\n")
endforeach()
file(WRITE "${OUT}" "${text}")
