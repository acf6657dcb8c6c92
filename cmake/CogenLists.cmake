# The small helpers of cogen's own build.

include_guard(GLOBAL)

# Of every target of the project: gnu11, warnings; with COGEN_WERROR as errors; with COGEN_SANITIZE instrumented.
function(cogen_project_flags target)
	target_compile_options(${target} PRIVATE -Wall -Wextra -Wshadow -Wconversion $<$<BOOL:${COGEN_WERROR}>:-Werror>)
	set_target_properties(${target} PROPERTIES C_STANDARD 11 C_STANDARD_REQUIRED ON C_EXTENSIONS ON)
	if(COGEN_SANITIZE)
		target_compile_options(${target} PRIVATE -fsanitize=${COGEN_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
		target_link_options(${target} PRIVATE -fsanitize=${COGEN_SANITIZE})
	endif()
endfunction()
