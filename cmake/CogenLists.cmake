# The small helpers of cogen's own build.

include_guard(GLOBAL)

# Warnings of every target of the project; with COGEN_WERROR as errors; with COGEN_SANITIZE instrumented.
function(cogen_project_flags target)
	target_compile_options(${target} PRIVATE -Wall -Wextra -Wshadow -Wconversion $<$<BOOL:${COGEN_WERROR}>:-Werror>)
	target_compile_features(${target} PRIVATE c_std_11)
	if(COGEN_SANITIZE)
		target_compile_options(${target} PRIVATE -fsanitize=${COGEN_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
		target_link_options(${target} PRIVATE -fsanitize=${COGEN_SANITIZE})
	endif()
endfunction()
