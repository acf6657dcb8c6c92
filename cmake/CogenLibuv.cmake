# Gives the target cogen::libuv, however this system packages libuv: a target of the same build, a CMake package, or only
# a pkg-config file (Debian 12). Used by cogen's own build and by its installed package, hence a file of its own.
#
# In: nothing. Out: cogen::libuv, or COGEN_LIBUV_MISSING with one sentence that says what to install.

unset(COGEN_LIBUV_MISSING)
if(NOT TARGET cogen::libuv)
	set(_cogen_libuv)
	if(NOT TARGET libuv::uv AND NOT TARGET libuv::uv_a AND NOT TARGET uv_a)
		find_package(libuv CONFIG QUIET)
	endif()
	foreach(_candidate IN ITEMS libuv::uv libuv::uv_a uv uv_a)
		if(TARGET ${_candidate})
			set(_cogen_libuv ${_candidate})
			break()
		endif()
	endforeach()

	if(_cogen_libuv)
		# Whoever links cogen::runtime in another directory must see what it needs.
		get_target_property(_imported ${_cogen_libuv} IMPORTED)
		get_target_property(_global ${_cogen_libuv} IMPORTED_GLOBAL)
		if(_imported AND NOT _global)
			set_target_properties(${_cogen_libuv} PROPERTIES IMPORTED_GLOBAL TRUE)
		endif()
		add_library(cogen::libuv INTERFACE IMPORTED GLOBAL)
		set_target_properties(cogen::libuv PROPERTIES INTERFACE_LINK_LIBRARIES ${_cogen_libuv})
	else()
		find_package(PkgConfig QUIET)
		if(PkgConfig_FOUND)
			# Not libuv-static: its -l:libuv.a breaks position independent executables.
			pkg_check_modules(COGEN_LIBUV QUIET libuv>=1.18)
		endif()
		if(COGEN_LIBUV_FOUND)
			add_library(cogen::libuv INTERFACE IMPORTED GLOBAL)
			set_target_properties(cogen::libuv PROPERTIES
				INTERFACE_INCLUDE_DIRECTORIES "${COGEN_LIBUV_INCLUDE_DIRS}"
				INTERFACE_LINK_LIBRARIES "${COGEN_LIBUV_LINK_LIBRARIES}")
		else()
			set(COGEN_LIBUV_MISSING
				"libuv was found neither as a CMake package nor by pkg-config (Debian, Ubuntu: apt-get install libuv1-dev pkg-config).")
		endif()
	endif()
endif()
