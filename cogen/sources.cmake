# The tool's sources, in the order in which a file passes through them.
set(COGEN_TOOL_SOURCES
	# the driver and what it needs around the passes
	main.c
	options.c
	resource.c
	writer.c
	depfile.c
	source.c
	diag.c
	diag_text.c
	# parse, open macros
	parse.c
	relay.c
	macros.c
	macro_table.c
	lex.c
	expand.c
	# tree, check, lower, flow graph, liveness, frame, emit
	transform.c
	ir.c
	type.c
	type_agree.c
	tree.c
	tree_base.c
	colour.c
	alignment.c
	tree_expression.c
	tree_statement.c
	tree_block.c
	tree_plain.c
	hoist.c
	select.c
	vla.c
	tree_pointer.c
	form_find.c
	form_check.c
	check.c
	check_block.c
	lower.c
	lower_scope.c
	flow.c
	live.c
	frame.c
	emit.c
	emit_line.c
	emit_expression.c
	emit_point.c
	emit_block.c
	emit_unit.c
	dump.c
	# base
	base/fatal.c
	base/memory.c
	base/nearest.c
	base/stb_ds.c
	base/text.c
	base/unicode.c)
