# Unit tests of the tool: NAME.c each.
set(COGEN_UNIT_TESTS
	base
	guard
	source
	diag
	options
	writer
	depfile
	resource
	lex
	expand)
