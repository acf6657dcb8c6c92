# The freestanding core and what stands below it, relative to the repository.
#
# libcogen-core.a, freestanding: COGEN_CORE_SOURCES.
# libcogen.a, hosted: COGEN_HOSTED_CORE_SOURCES (the same core over malloc and stdio) beside the loop. It does not need
# libcogen-core.a, and must come before it where a program links both.
set(COGEN_CORE_COMMON_SOURCES
	runtime/core/convert.c
	runtime/core/error.c
	runtime/core/generator.c
	runtime/core/object.c
	runtime/core/room.c
	runtime/core/run.c)
set(COGEN_CORE_SOURCES ${COGEN_CORE_COMMON_SOURCES} runtime/core/bare.c runtime/core/format.c)
set(COGEN_HOSTED_CORE_SOURCES ${COGEN_CORE_COMMON_SOURCES} runtime/host.c runtime/pool.c)
