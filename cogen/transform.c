/* The pipeline behind the parser, in order: tree, check, rewrite (rewrite.h: if it changed the text, parse and
 * all before it once more), lower, then per coroutine flow, liveness, frame; and emit.
 *
 * A pass that reports an error ends the run after it: later passes may rely on what earlier ones have let through.
 *
 * note [stringified]: a macro that stays closed is copied with the names in its arguments rewritten. Where it makes a
 * string of such a name, or pastes it, the text would change with it (`assert(x > 0)` would print `co__frame->x > 0`).
 * Only when the frames are known is it known which macros these are; they are opened, and everything runs once more. So
 * is a macro that makes a literal whose storage moved, as it is the macro's own text that has to change. */
#include "transform.h"
#include "base/memory.h"
#include "base/text.h"
#include "ir.h"
#include "rewrite.h"
#include <string.h>

enum outcome { DONE, FAILED, AGAIN };

static bool moved(const struct function *function, const struct node *node, struct span within) {
	if (node->kind == NODE_REFERENCE && node->variable >= 0 && node->span.start >= within.start &&
	    node->span.end <= within.end && function->variables[node->variable].place == PLACE_FRAME)
		return true;
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		if (moved(function, node->children[i], within)) return true;
	return false;
}

/** A literal whose storage moved: only the text that makes it can be changed. */
static bool has_moved_literal(const struct function *function, const struct node *node) {
	if (node->kind == NODE_COMPOUND_LITERAL && node->variable >= 0 &&
	    function->variables[node->variable].place == PLACE_FRAME)
		return true;
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		if (has_moved_literal(function, node->children[i])) return true;
	return false;
}

/** What is taken from a keeper is written with more than a name, in one place and no other. */
static bool takes_over(const struct node *node) {
	if (node->takes) return true;
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		if (takes_over(node->children[i])) return true;
	return false;
}

static void find_stringified(const struct unit *unit, const struct function *function, const struct node *node,
                             struct span **found) {
	if (node->opaque && node->kind != NODE_FORM) {
		for (ptrdiff_t m = marks_from(unit->marks, node->span.start); m < arrlen(unit->marks); m++) {
			const struct mark *mark = &unit->marks[m];
			if (mark->span.start != node->span.start) break;
			if (mark->span.end != node->span.end) continue;
			if (has_moved_literal(function, node) || takes_over(node)) {
				arrput(*found, mark->span);
				continue;
			}
			for (ptrdiff_t i = 0; i < arrlen(mark->arguments); i++) {
				if (i >= arrlen(mark->literal) || !mark->literal[i] || !moved(function, node, mark->arguments[i]))
					continue;
				arrput(*found, mark->span);
				break;
			}
		}
		return;
	}
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) find_stringified(unit, function, node->children[i], found);
}

static bool makes_text_of(const struct mark *mark, struct span name) {
	for (ptrdiff_t i = 0; i < arrlen(mark->literal); i++)
		if (mark->literal[i] && name.start >= mark->arguments[i].start && name.end <= mark->arguments[i].end)
			return true;
	return false;
}

/** The same of names that are not in the tree, as in types and constants. */
static void find_stringified_names(const struct unit *unit, const struct function *function, struct span **found) {
	for (ptrdiff_t i = 0; i < arrlen(function->namings); i++) {
		const struct naming *naming = &function->namings[i];
		if (naming->in_tree || function->variables[naming->variable].place != PLACE_FRAME) continue;
		for (ptrdiff_t m = marks_from(unit->marks, naming->span.end) - 1; m >= 0; m--) {
			const struct mark *mark = &unit->marks[m];
			if (mark->reach < naming->span.end) break; /* nor do any further up */
			if (mark->keyword || !makes_text_of(mark, naming->span)) continue;
			if (!arrlen(*found) || arrlast(*found).start != mark->span.start) arrput(*found, mark->span);
		}
	}
}

/** Macros that ask for their line, in what is taken apart, below its first line: they may come to stand on another
 * one. */
static void find_moved_lines(const struct unit *unit, struct span **found) {
	for (ptrdiff_t i = 0; i < arrlen(unit->nodes); i++) {
		const struct node *node = unit->nodes[i];
		if (!arrlen(node->ops)) continue;
		uint32_t first = source_line(unit->source, node->span.start);
		if (source_line(unit->source, node->span.end) == first) continue;
		ptrdiff_t m = marks_from(unit->marks, node->span.start);
		for (; m < arrlen(unit->marks) && unit->marks[m].span.start < node->span.end; m++)
			if (unit->marks[m].asks_line && source_line(unit->source, unit->marks[m].span.start) > first)
				arrput(*found, unit->marks[m].span);
	}
}

/** DONE: there are none that could be opened. */
static enum outcome open_moved_lines(const struct unit *unit, struct parse *parse, struct diags *diags) {
	struct span *found = NULL;
	if (unit->lines) find_moved_lines(unit, &found);
	if (!arrlen(found)) return DONE;
	uint32_t length = parse->source->length;
	size_t edits = arrlenu(parse->source->edits);
	bool opened = parse_open_these(parse, found, (size_t)arrlen(found), diags);
	arrfree(found);
	if (!opened) return FAILED;
	if (parse->source->length != length || arrlenu(parse->source->edits) != edits) return AGAIN;
	directives_hide(parse);
	return DONE;
}

/** What the passes behind do not know is put in words that they know (rewrite.h). DONE: there was nothing. */
static enum outcome write_anew(struct unit *unit, struct parse *parse, struct diags *diags) {
	size_t before = diags_errors(diags);
	struct replacement *replacements = NULL;
	struct span *open = NULL;
	name_parameters(unit, &replacements);
	if (!arrlen(replacements)) remove_loop_hints(unit, parse, &replacements, &open);
	if (!arrlen(replacements) && !arrlen(open)) settle_constants(unit, parse, &replacements, diags);
	if (!arrlen(replacements) && !arrlen(open)) select_choices(unit, parse, &replacements, diags);
	if (!arrlen(replacements) && !arrlen(open)) open_targets(unit, &open);
	if (!arrlen(replacements) && !arrlen(open)) hoist(unit, parse, &replacements, diags);
	if (!arrlen(replacements) && !arrlen(open)) settle_lengths(unit, &replacements, &open, diags);
	if (!arrlen(replacements) && !arrlen(open)) settle_computed_gotos(unit, &replacements);
	enum outcome outcome = DONE;
	bool failed = diags_errors(diags) != before, taken = !failed && !arrlen(open) && arrlen(replacements);
	if (failed)
		outcome = FAILED;
	else if (arrlen(open))
		outcome = parse_open_these(parse, open, (size_t)arrlen(open), diags) ? AGAIN : FAILED;
	else if (taken)
		outcome = parse_rewrite(parse, replacements, (size_t)arrlen(replacements), diags) ? AGAIN : FAILED;
	for (ptrdiff_t i = 0; !taken && i < arrlen(replacements); i++) free(replacements[i].text);
	arrfree(open);
	arrfree(replacements);
	return outcome;
}

static void no_such_function(const struct unit *unit, const char *name, struct diags *diags) {
	struct text text;
	text_init(&text);
	text_printf(&text, "there is no coroutine '%s' here", name);
	for (ptrdiff_t i = 0; i < arrlen(unit->functions); i++)
		text_printf(&text, "%s'%s'", i ? ", " : "; there is ", unit->functions[i]->name);
	diag_relay(diags, DIAG_ERROR, unit->source->path, 0, 0, NULL, text.data, NULL);
	text_release(&text);
}

bool check_bytes(const struct source *source, struct diags *diags) {
	for (int byte = 0; byte <= 1; byte++) {
		const char *found = memchr(source->text, byte, source->length);
		if (!found) continue;
		uint32_t at = (uint32_t)(found - source->text);
		diag_report(diags, DIAG_UNSUPPORTED, (struct span){ at, at + 1 },
		            "a byte of the value %d in the text; in a string or a character it is written '\\%o'", byte,
		            (unsigned)byte);
		return false;
	}
	return true;
}

static enum outcome run(struct parse *parse, struct arena *arena, const struct options *options, struct diags *diags,
                        struct text *out, struct text *header, struct unit **made) {
	size_t before = diags_errors(diags);
	directives_hide(parse);
	struct unit *unit = *made = tree_build(parse, arena, diags);
	unit->lines = options->lines;
	unit->poison = options->poison;
	unit->passes = options->passes;
	unit->exports = header != NULL;
	if (options->dump == DUMP_TREE) {
		dump_tree(unit, out);
		return DONE;
	}
	check(unit, diags);
	if (diags_errors(diags) != before) return FAILED;
	switch (write_anew(unit, parse, diags)) {
	case DONE: break;
	case FAILED: return FAILED;
	case AGAIN: return AGAIN;
	}
	find_owners(unit, diags);
	find_given(unit);
	lower(unit, diags);
	if (diags_errors(diags) != before) return FAILED;
	if (arrlen(unit->disordered))
		return parse_open_these(parse, unit->disordered, (size_t)arrlen(unit->disordered), diags) ? AGAIN : FAILED;
	switch (open_moved_lines(unit, parse, diags)) {
	case DONE: break;
	case FAILED: return FAILED;
	case AGAIN: return AGAIN;
	}
	if (options->dump == DUMP_LOWER) {
		dump_lower(unit, out);
		return DONE;
	}
	/* of files that are included in coroutines, and macros of theirs */
	if (!check_bytes(parse->source, diags)) return FAILED;
	plain_loops(unit);
	struct span *stringified = NULL;
	for (ptrdiff_t i = 0; i < arrlen(unit->order); i++) {
		flow(unit->order[i], unit);
		quiet(unit->order[i], unit);
		live(unit->order[i], unit);
		frame_layout(unit->order[i], unit, diags);
		check_openmp(unit, unit->order[i], parse, diags);
	}
	if (diags_errors(diags) != before) return FAILED;
	inlining(unit);
	if (options->function && !find_function(unit, options->function)) {
		no_such_function(unit, options->function, diags);
		return FAILED;
	}
	for (ptrdiff_t i = 0; i < arrlen(unit->functions); i++) {
		find_stringified(unit, unit->functions[i], unit->functions[i]->body, &stringified);
		if (!arrlen(stringified)) find_stringified_names(unit, unit->functions[i], &stringified);
	}
	if (arrlen(stringified)) {
		bool opened = parse_open_these(parse, stringified, (size_t)arrlen(stringified), diags);
		arrfree(stringified);
		return opened ? AGAIN : FAILED;
	}
	if (!options->dump) warn_of_piles(unit, diags);
	if (!options->dump) tell_lost_warnings(unit, diags);
	if (!options->dump) frame_limits(unit, options->large_frame, diags);
	if (diags_errors(diags) != before) return FAILED;
	switch (options->dump) {
	case DUMP_FLOW: dump_flow(unit, out); break;
	case DUMP_LIVE: dump_live(unit, out); break;
	case DUMP_FRAME: dump_frame(unit, out); break;
	case SHOW_FRAMES: explain(unit, options->function, out); break;
	case SHOW_GRAPH_DOT: graph(unit, options->function, GRAPH_DOT, out); break;
	case SHOW_GRAPH_SVG: graph(unit, options->function, GRAPH_SVG, out); break;
	case SHOW_GRAPH_HTML: graph(unit, options->function, GRAPH_HTML, out); break;
	default:
		emit(unit, out);
		if (header) emit_header(unit, header);
		break;
	}
	return DONE;
}

/* Each writes anew what is the innermost of its kind, or the outermost. */
#define MOST_ROUNDS 200

bool transform_unit(struct parse *parse, const struct options *options, struct diags *diags, struct text *out,
                    struct text *header) {
	size_t before = diags_errors(diags);
	enum outcome outcome;
	int rounds = 0;
	do {
		struct arena arena = { 0 };
		struct unit *unit = NULL;
		outcome = run(parse, &arena, options, diags, out, header, &unit);
		unit_release(unit);
		arena_release(&arena);
	} while (outcome == AGAIN && ++rounds < MOST_ROUNDS);
	if (outcome == AGAIN && diags_errors(diags) == before)
		diag_report(diags, DIAG_UNSUPPORTED, (struct span){ 0, 0 },
		            "something that has to be written anew is nested more than %d deep", MOST_ROUNDS);
	return outcome == DONE;
}
