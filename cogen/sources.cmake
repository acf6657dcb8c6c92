# The tool's sources, pass by pass; docs/files.sh makes the table of docs/how-it-works/files.md of it.
set(COGEN_TOOL_SOURCES
	# the driver and what it needs around the passes
	main.c
	options.c
	resource.c
	compiler.c
	writer.c
	depfile.c
	source.c
	diag.c
	diag_text.c
	diag_json.c
	transform.c
	ir.c
	dump.c
	# 1 parse
	spelling.c
	parse.c
	presumed.c
	relay.c
	hint.c
	hint_values.c
	hint_words.c
	retell.c
	misuse.c
	# 2 open macros
	macros.c
	macro_candidates.c
	macro_unevaluated.c
	macro_parentheses.c
	macro_choice.c
	macro_marks.c
	directives.c
	compiler_choice.c
	definitions.c
	inclusions.c
	macro_hide.c
	macro_restore.c
	macro_counter.c
	macro_lift.c
	macro_table.c
	lex.c
	declarator.c
	expand.c
	# 3 tree
	tree.c
	tree_base.c
	tree_expression.c
	tree_statement.c
	tree_block.c
	tree_names.c
	tree_plain.c
	tree_attribute.c
	tree_room.c
	tree_freed.c
	tree_pointer.c
	tree_warn.c
	form_find.c
	form_check.c
	colour.c
	type.c
	type_agree.c
	alignment.c
	pragmas.c
	# 4 check
	check.c
	check_block.c
	check_return.c
	check_types.c
	handle.c
	given.c
	# 4½ rewrite
	unnamed.c
	hoist.c
	loop_hints.c
	constants.c
	select.c
	target.c
	vla.c
	vla_declarator.c
	computed.c
	# 5 lower
	effect.c
	lower.c
	lower_arrays.c
	lower_calls.c
	lower_fields.c
	lower_scope.c
	plain_loops.c
	# 6 flow graph
	flow.c
	flow_exit.c
	flow_expression.c
	flow_reach.c
	flow_statement.c
	quiet.c
	# 7 liveness
	live.c
	# 8 frame
	frame.c
	frame_slots.c
	frame_interference.c
	frame_cells.c
	openmp.c
	lost_warnings.c
	inlining.c
	# 9 emit
	emit.c
	emit_line.c
	emit_expression.c
	emit_point.c
	emit_block.c
	emit_writer.c
	emit_frame.c
	emit_coroutine.c
	emit_room.c
	emit_file.c
	silence.c
	# what is shown of it: --explain, --graph, budgets
	explain.c
	limit.c
	graph.c
	graph_dot.c
	graph_svg.c
	# base: memory, text, the stack
	base/fatal.c
	base/guard.c
	base/memory.c
	base/nearest.c
	base/stb_ds.c
	base/text.c
	base/unicode.c)
