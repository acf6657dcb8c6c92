/* Small helpers over the nouns of ir.h that several passes share: names, declarators, temporaries, what of a type is
 * visible where. In and out: see each in ir.h. What they make lives in the unit's arena. */
#include "ir.h"
#include "base/text.h"
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *node_kind_name(enum node_kind kind) {
	static const char *const names[] = {
#define X(name) #name,
		NODE_KINDS(X)
#undef X
	};
	return names[kind];
}

const struct type *value_type(const struct node *node) { return node->converted ? node->converted : node->type; }

bool type_is_void(const struct type *type) { return !type || type->class == TYPE_VOID; }

const char *format(struct arena *arena, const char *text, ...) {
	struct text made = { .data = arena->scratch, .capacity = arena->scratch_size };
	va_list arguments;
	va_start(arguments, text);
	text_vprintf(&made, text, arguments);
	va_end(arguments);
	arena->scratch = made.data;
	arena->scratch_size = made.capacity;
	return arena_strndup(arena, made.data, made.length);
}

const char *declare(struct arena *arena, const struct type *type, const char *name) {
	size_t length = strlen(type->before);
	bool tight = length && (type->before[length - 1] == '*' || type->before[length - 1] == ' ' ||
	                        type->before[length - 1] == '(');
	return format(arena, "%s%s%s%s", type->before, tight || !*name ? "" : " ", name, type->after);
}

const char *assignment(struct arena *arena, const struct type *type, const char *place, const char *value) {
	if (type->is_list) return format(arena, "__builtin_va_copy(%s, %s)", place, value);
	if (!type->has_const) return format(arena, "%s = %s", place, value);
	return format(arena, "__builtin_memcpy((void *)&%s, (const void *)(%s){ %s }, sizeof %s)", place,
	              declare(arena, type, "[1]"), value, place);
}

int new_temporary(struct function *function, struct unit *unit, const struct type *type, const char *stem,
                  struct node *scope) {
	struct variable variable = {
		.name = format(unit->arena, "co__%s%d", stem, ++function->temp_count),
		.type = type,
		.scope = scope,
		.declaration_order = (int)arrlen(function->variables),
		.is_temporary = true,
		.slot = -1,
	};
	arrput(function->variables, variable);
	return (int)arrlen(function->variables) - 1;
}

/** Adds what the function declares, once: temporaries that are made later have names of their own. */
static void collect_own_names(struct function *function) {
	if (function->own_names) return;
	shput(function->own_names, "", true);
	for (ptrdiff_t i = 0; i < arrlen(function->variables); i++)
		if (!function->variables[i].is_temporary) shput(function->own_names, function->variables[i].name, true);
	for (ptrdiff_t i = 0; i < arrlen(function->others); i++) shput(function->own_names, function->others[i].name, true);
}

static bool has_hidden_name(struct function *function, struct arena *arena, const char *text) {
	collect_own_names(function);
	while (*text) {
		size_t length = 0;
		while (isalnum((unsigned char)text[length]) || text[length] == '_') length++;
		if (length && shgeti(function->own_names, arena_strndup(arena, text, length)) >= 0) return true;
		text += length ? length : 1;
	}
	return false;
}

const struct type *visible_type(struct function *function, struct unit *unit, const struct type *type) {
	if (type_is_void(type) ||
	    (!has_hidden_name(function, unit->arena, type->before) && !has_hidden_name(function, unit->arena, type->after)))
		return type;
	struct type *aliased = ARENA_NEW(unit->arena, struct type);
	*aliased = *type;
	aliased->after = "";
	for (ptrdiff_t i = 0; i < arrlen(function->aliases); i++) {
		const struct alias *alias = &function->aliases[i];
		if (strcmp(alias->type->before, type->before) != 0 || strcmp(alias->type->after, type->after) != 0) continue;
		aliased->before = alias->name;
		return aliased;
	}
	struct alias alias = { format(unit->arena, "co__%s_type_%d", function->name, (int)arrlen(function->aliases) + 1),
		                   type };
	arrput(function->aliases, alias);
	aliased->before = alias.name;
	return aliased;
}

void need_room_at(struct unit *unit, struct function *function, uint32_t offset) {
	function->wants_room = true;
	if (function->definition.end <= offset) return;
	function->room_early = function->embedded_early = true;
	for (ptrdiff_t i = 0; i < arrlen(unit->edits); i++)
		if (unit->edits[i].room == function) {
			if (offset < unit->edits[i].offset) unit->edits[i].offset = offset;
			return;
		}
	struct plain_edit declared = { .offset = offset, .room = function };
	arrput(unit->edits, declared);
}

uint64_t room_size(const struct unit *unit, const struct function *function) {
	uint64_t align = function->frame_align;
	return (4 * unit->pointer_size + align - 1) / align * align + function->frame_size;
}

const struct builtin_frame *find_builtin(const struct unit *unit, const char *tag) {
	for (ptrdiff_t i = 0; i < arrlen(unit->builtins); i++)
		if (!strcmp(unit->builtins[i].name, tag)) return &unit->builtins[i];
	return NULL;
}

const char *shared_stem(struct arena *arena, const char *name) { return format(arena, "%s__shared", name); }

bool is_call_told(const struct unit *unit, struct span call) {
	for (ptrdiff_t i = 0; i < arrlen(unit->findings); i++) {
		const struct finding *finding = &unit->findings[i];
		if (finding->tells_calls && call.start >= finding->span.start && call.end <= finding->span.end) return true;
	}
	return false;
}

void add_function(struct unit *unit, struct function *function) {
	arrput(unit->functions, function);
	if (shgeti(unit->function_names, function->name) < 0) shput(unit->function_names, function->name, function);
}

struct function *find_function(const struct unit *unit, const char *name) {
	struct function_name *names = unit->function_names; /* shgeti writes to the variable, not to the map */
	ptrdiff_t at = names ? shgeti(names, name) : -1;
	return at >= 0 ? names[at].value : NULL;
}

const char *keyword_prefix(const struct unit *unit) { return unit->is_macro(unit, "await") ? "" : "co_"; }

uint32_t skip_blanks(const struct source *source, uint32_t offset, uint32_t limit) {
	const char *text = source->text;
	while (offset < limit) {
		if (isspace((unsigned char)text[offset]) || (text[offset] == '\\' && text[offset + 1] == '\n')) {
			offset++;
		} else if (text[offset] == '/' && text[offset + 1] == '*') {
			const char *end = strstr(text + offset + 2, "*/");
			offset = end ? (uint32_t)(end + 2 - text) : limit;
		} else if (text[offset] == '/' && text[offset + 1] == '/') {
			while (offset < limit && text[offset] != '\n') offset++;
		} else {
			break;
		}
	}
	return offset < limit ? offset : limit;
}

bool node_is_inside(const struct node *node, const struct node *ancestor) {
	for (; node; node = node->parent)
		if (node == ancestor) return true;
	return false;
}

bool node_is_block(const struct node *node) {
	switch (node->kind) {
	case NODE_CO_WITH:
	case NODE_CO_FOR:
	case NODE_CO_TRY:
	case NODE_CO_CATCH:
	case NODE_CO_DEFER:
	case NODE_CO_BLOCK: return true;
	default: return false;
	}
}

bool node_may_raise(const struct node *node) {
	if (node->suspends || node->makes) return true;
	switch (node->kind) {
	case NODE_AWAIT:
	case NODE_YIELD:
	case NODE_YIELD_FROM:
	case NODE_CO_FOR:
	case NODE_CO_WITH:
	case NODE_CO_BLOCK:
	case NODE_CO_RAISE:
	case NODE_CO_RERAISE: return true;
	default: break;
	}
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		if (node_may_raise(node->children[i])) return true;
	return false;
}

bool way_leaves(const struct scope *scope, const struct exit_way *way) {
	return !way->target || !node_is_inside(way->target, scope->region) || way->target->span.start < scope->from;
}

bool scope_holds_memory(const struct scope *scope) {
	if (scope->kind == SCOPE_RELEASE) return !strcmp(scope->release, "co__gen_free");
	return scope->kind == SCOPE_CLEANUP &&
	       (!strcmp(scope->release, "co__room_left") || !strcmp(scope->release, "co__leave_stack"));
}

const char *builtin_stem(const char *name) {
	if (!strncmp(name, "co__", 4)) return name + 4;
	if (!strncmp(name, "co_", 3)) return name + 3;
	return name;
}

/** What its frame and entries are named after: the runtime's begin with co_, so that no coroutine of a program has
 * their names. */
const char *entry_stem(struct unit *unit, const char *stem) {
	size_t length = strlen(stem), tail = strlen("__shared");
	/* another file's, by its header of frames */
	if (length > tail && !strcmp(stem + length - tail, "__shared")) return stem;
	return format(unit->arena, "co_%s", stem);
}

static void release_ops(struct op *ops) {
	for (ptrdiff_t i = 0; i < arrlen(ops); i++) {
		release_ops(ops[i].then);
		release_ops(ops[i].otherwise);
	}
	arrfree(ops);
}

static void release_function(struct function *function) {
	for (ptrdiff_t b = 0; b < arrlen(function->blocks); b++) {
		struct block *block = &function->blocks[b];
		arrfree(block->live);
		arrfree(block->events);
		arrfree(block->successors);
	}
	for (ptrdiff_t p = 0; p < arrlen(function->points); p++) {
		arrfree(function->points[p]->live);
	}
	for (ptrdiff_t s = 0; s < arrlen(function->scopes); s++) arrfree(function->scopes[s]->ways);
	for (ptrdiff_t c = 0; c < arrlen(function->cells); c++) {
		for (ptrdiff_t a = 0; a < arrlen(function->cells[c].alternatives); a++)
			arrfree(function->cells[c].alternatives[a]);
		arrfree(function->cells[c].alternatives);
	}
	shfree(function->own_names);
	arrfree(function->lost);
	arrfree(function->parameters);
	arrfree(function->variables);
	arrfree(function->labels);
	arrfree(function->label_addresses);
	arrfree(function->namings);
	arrfree(function->others);
	arrfree(function->aliases);
	arrfree(function->points);
	arrfree(function->raise_lines);
	arrfree(function->scopes);
	arrfree(function->callees);
	arrfree(function->blocks);
	arrfree(function->slots);
	arrfree(function->block_slots);
	arrfree(function->cells);
}

void unit_release(struct unit *unit) {
	for (ptrdiff_t i = 0; i < arrlen(unit->functions); i++) release_function(unit->functions[i]);
	for (ptrdiff_t i = 0; i < arrlen(unit->nodes); i++) {
		struct node *node = unit->nodes[i];
		arrfree(node->children);
		arrfree(node->arguments);
		arrfree(node->declarators);
		arrfree(node->scopes);
		arrfree(node->catches);
		release_ops(node->ops);
	}
	arrfree(unit->nodes);
	arrfree(unit->functions);
	shfree(unit->function_names);
	arrfree(unit->edits);
	arrfree(unit->disordered);
	arrfree(unit->loops);
	arrfree(unit->order);
	arrfree(unit->findings);
	arrfree(unit->limits);
	arrfree(unit->builtins);
	arrfree(unit->contexts);
	arrfree(unit->piles);
}

bool call_only_looks(const struct node *call) {
	static const char *const names[] = { "__builtin_constant_p", "__builtin_object_size",
		                                 "__builtin_dynamic_object_size", "__builtin_classify_type" };
	for (size_t i = 0; call->name && i < sizeof names / sizeof *names; i++)
		if (!strcmp(call->name, names[i])) return true;
	return false;
}

struct node *strip_parens(struct node *node) {
	while (node && node->kind == NODE_PAREN && arrlen(node->children)) node = node->children[0];
	return node;
}

ptrdiff_t naming_from(const struct function *function, uint32_t offset) {
	ptrdiff_t low = 0, high = arrlen(function->namings);
	while (low < high) {
		ptrdiff_t middle = low + (high - low) / 2;
		if (function->namings[middle].span.start < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool is_in_braces(const struct node *initializer) {
	if (initializer->opaque && arrlen(initializer->children) == 1) initializer = initializer->children[0];
	return initializer->kind == NODE_INIT_LIST;
}
