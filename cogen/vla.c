/* Pass 4½, memory of a size that is known at run time: arrays of variable length, all types that depend on such a
 * length, and alloca.
 *
 * In: the tree. Out: the same in words that a jump to a resume label may pass over, as C forbids it to enter the scope
 * of a name whose type is variably modified:
 *
 *     int row[n];            the length is kept (`co__row_n0`), the memory is the block's (co__room, given back when
 * the block is
 *                            left, on every way); `row` becomes `(*(int (*)[co__row_n0])co__row_at)`
 *     int (*p)[n] = q;       a `void *` and the length; `p` becomes `((int (*)[co__p_n0])co__p_at)`
 *     typedef int row[n];    the length; `row` becomes `__typeof__(int [co__row_n0])`
 *     int a[n][m]            a parameter: as a pointer, its lengths kept at the top of the body
 *     alloca(n)              the coroutine's memory, given back when it ends
 *     va_list list           a parameter: a copy of the coroutine's own, ended when it ends
 *
 * What must hold: lengths are evaluated once, where C evaluates them; names are told apart by what they declare, and
 * what stands in a macro's argument that becomes text is opened before. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem */
#endif
#include "vla.h"
#include "base/ds.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* ---- objects ----------------------------------------------------------------------------------------------------- */

static bool is_array_type(const struct type *type) {
	return type->class == TYPE_ARRAY || (type->class == TYPE_VARIABLE && !type->is_pointer);
}

static void declare_pointer(struct rewriting *r, const struct varied *varied, const struct node *initializer,
                            uint64_t align, struct text *out) {
	text_printf(out, "void *%s_at __attribute__((__unused__))", varied->stem);
	if (align) text_printf(out, " __attribute__((__aligned__(%llu)))", (unsigned long long)align);
	/* there may be braces around a scalar's */
	while (initializer && initializer->kind == NODE_INIT_LIST && arrlen(initializer->children))
		initializer = initializer->children[0];
	if (initializer && initializer->kind == NODE_INIT_LIST) {
		text_puts(out, " = (void *)0");
	} else if (initializer) {
		text_puts(out, " = (void *)(");
		vla_add_text(r, out, initializer->span);
		text_puts(out, ")");
	}
	text_puts(out, ";");
}

/** `[2]` of `int (*rows[2])[n]`, whose elements are pointers to what varies; NULL: it is another kind of array, or its
 * length is for the initialiser to say. */
static const char *constant_lengths(struct rewriting *r, const struct varied *varied) {
	size_t length = strlen(varied->before), behind = strcspn(varied->after, ")");
	if (length < 2 || strcmp(varied->before + length - 2, "(*") != 0 || !varied->after[behind]) return NULL;
	const char *lengths = arena_strndup(r->unit->arena, varied->after, behind);
	return *lengths != '[' || strstr(lengths, varied->stem) || strstr(lengths, "[]") ? NULL : lengths;
}

static void initialise_array(struct rewriting *r, const struct varied *varied, const struct node *initializer,
                             struct text *out) {
	const char *lengths = constant_lengths(r, varied);
	if (initializer->kind == NODE_INIT_LIST && !arrlen(initializer->children)) {
		text_printf(out, " __builtin_memset(%s_at, 0, sizeof(%s));", varied->stem, vla_type_name(r, varied));
	} else if (lengths && initializer->kind == NODE_INIT_LIST) {
		text_printf(out, " __builtin_memcpy(%s_at, (void *%s)", varied->stem, lengths);
		vla_add_text(r, out, initializer->span);
		text_printf(out, ", sizeof(void *%s));", lengths);
	} else {
		diag_report(
			r->diags, DIAG_UNSUPPORTED, initializer->span,
			"an initialiser of an array whose type is variably modified: assign its elements, or write its length");
	}
}

/** An object: memory of its own, or a pointer; and what its `cleanup` attribute calls with its address. */
static void declare_object(struct rewriting *r, const struct varied *varied, const struct declarator *declarator,
                           struct text *out) {
	const struct variable *variable = &r->function->variables[declarator->variable];
	const char *type = vla_type_name(r, varied);
	if (varied->is_array) {
		text_printf(out, "__attribute__((__cleanup__(co__room_left))) void *%s_at = co__room(sizeof(%s), ",
		            varied->stem, type);
		if (variable->align)
			text_printf(out, "%llu); ", (unsigned long long)variable->align);
		else
			text_printf(out, "__alignof__(%s)); ", type);
		text_printf(out, "if (!%s_at) co_raise(CO_ENOMEM, \"no memory for '%s'\");", varied->stem, varied->name);
		if (declarator->initializer) initialise_array(r, varied, declarator->initializer, out);
	} else {
		declare_pointer(r, varied, declarator->initializer, variable->align, out);
	}
	if (variable->cleanup)
		text_printf(out, " co_defer %s((%s)(void *)%s%s_at);", variable->cleanup, vla_pointer_to(r, varied),
		            varied->is_array ? "" : "&", varied->stem);
}

static bool is_varied(const struct rewriting *r, const struct declarator *declarator) {
	if (declarator->variable < 0) return declarator->type_name && declarator->is_varied;
	return declarator->is_varied || r->function->variables[declarator->variable].type->class == TYPE_VARIABLE;
}

static bool has_varied(const struct rewriting *r, const struct node *node) {
	bool found = false;
	for (ptrdiff_t i = 0; i < arrlen(node->declarators); i++) found = found || is_varied(r, &node->declarators[i]);
	return found;
}

/** Whether a resume label may stand where the names are seen. */
static bool is_passed(const struct node *node) {
	const struct node *scope = node->parent;
	while (scope && scope->kind != NODE_COMPOUND && scope->kind != NODE_FOR && scope->kind != NODE_CO_FOR)
		scope = scope->parent;
	return scope && scope->suspends;
}

static void walk(struct rewriting *r, struct node *node);

static void walk_within(struct rewriting *r, const struct node *node, uint32_t start, uint32_t end) {
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		if (node->children[i]->span.start >= start && node->children[i]->span.start < end) walk(r, node->children[i]);
}

/** A macro around it that makes text of its argument would make text of what takes its place. */
static void open_around(struct rewriting *r, struct span span) {
	const struct mark *marks = r->unit->marks;
	for (ptrdiff_t m = marks_from(marks, span.end) - 1; m >= 0 && marks[m].reach >= span.end; m--)
		for (ptrdiff_t i = 0; i < arrlen(marks[m].arguments) && i < arrlen(marks[m].literal); i++)
			if (marks[m].literal[i] && !marks[m].keyword && span.start >= marks[m].arguments[i].start &&
			    span.end <= marks[m].arguments[i].end)
				arrput(*r->open, marks[m].span);
}

/** Another declaration of a typedef's name where the typedef is seen: which of the two a word means is not looked at. */
static void check_names(struct rewriting *r, const struct varied *varied) {
	const struct function *function = r->function;
	uint32_t at = UINT32_MAX;
	for (ptrdiff_t i = 0; i < arrlen(function->variables); i++) {
		const struct variable *variable = &function->variables[i];
		bool inside = variable->name_at >= varied->scope.start && variable->name_at < varied->scope.end;
		if (!variable->is_temporary && inside && !strcmp(variable->name, varied->name)) at = variable->name_at;
	}
	for (ptrdiff_t i = 0; i < arrlen(function->others); i++) {
		const struct other_name *other = &function->others[i];
		bool inside = other->offset >= varied->scope.start && other->offset < varied->scope.end;
		if (inside && !strcmp(other->name, varied->name)) at = other->offset;
	}
	if (at == UINT32_MAX) return;
	diag_report(r->diags, DIAG_UNSUPPORTED, (struct span){ at, at + (uint32_t)strlen(varied->name) },
	            "'%s' is also a type that depends on a length known at run time: give one of the two another name",
	            varied->name);
}

/** A typedef by its name, as libclang does not tell of all places where a type is named. */
static void rewrite_names(struct rewriting *r, const struct varied *varied) {
	for (size_t i = lex_find(r->tokens, varied->scope.start);
	     i < arrlenu(r->tokens) && r->tokens[i].span.end <= varied->scope.end; i++) {
		if (!lex_is(r->text, &r->tokens[i], varied->name)) continue;
		bool member = i > 0 && (lex_is(r->text, &r->tokens[i - 1], ".") || lex_is(r->text, &r->tokens[i - 1], "->"));
		bool label = i > 0 && (lex_is(r->text, &r->tokens[i - 1], "goto") ||
		                       (i + 1 < arrlenu(r->tokens) && lex_is(r->text, &r->tokens[i + 1], ":") &&
		                        (lex_is(r->text, &r->tokens[i - 1], ";") || lex_is(r->text, &r->tokens[i - 1], "{") ||
		                         lex_is(r->text, &r->tokens[i - 1], "}"))));
		if (member || label) continue;
		open_around(r, r->tokens[i].span);
		vla_add_piece(r, r->tokens[i].span, xasprintf("__typeof__(%s)", vla_type_name(r, varied)));
	}
}

/** An enumeration that is defined among the specifiers, up to `behind`: in front, as these are written for each name. */
static void define_enumeration(struct rewriting *r, uint32_t start, uint32_t behind, struct text *out) {
	size_t first = lex_find(r->tokens, start), stop = lex_find(r->tokens, behind), open;
	while (first < stop && !lex_is(r->text, &r->tokens[first], "enum")) first++;
	for (open = first; open < stop && !lex_is(r->text, &r->tokens[open], "{");) open++;
	if (open >= stop) return;
	const struct lex_token *tag = &r->tokens[first + 1];
	bool has_tag = tag->kind == LEX_IDENTIFIER && !is_group_word(r->text, tag);
	const char *name = has_tag ? vla_text_of(r, tag->span) : vla_stem_of(r, "enum");
	struct span all = { r->tokens[first].span.start, r->tokens[behind_group(&r->words, open) - 1].span.end };
	text_printf(out, "enum %s ", name);
	vla_add_text(r, out, (struct span){ r->tokens[first + (has_tag ? 2 : 1)].span.start, all.end });
	text_puts(out, ";");
	vla_add_piece(r, all, xasprintf("enum %s", name));
}

static const struct node *of_type(const struct node *node, const struct type *type);
static bool does_something(const struct node *node);

/** `__auto_type`, or C23's `auto`, which specifiers_of takes for a storage class. */
static bool is_by_initializer(const char *specifiers) {
	static const char *const words[] = { "const", "volatile", "restrict", "constexpr" };
	if (strstr(specifiers, "__auto_type")) return true;
	for (bool known = true; known;) {
		known = false;
		specifiers += strspn(specifiers, " ");
		for (size_t i = 0; i < sizeof words / sizeof *words && !known; i++) {
			size_t length = strlen(words[i]);
			known = !strncmp(specifiers, words[i], length) && (!specifiers[length] || specifiers[length] == ' ');
			if (known) specifiers += length;
		}
	}
	return !*specifiers;
}

/** What a declaration with __auto_type or typeof leaves to be found out. `behind`: where its specifiers end. */
static void settle_type(struct rewriting *r, const struct node *node, const struct declarator *declarator,
                        const char *specifiers, uint32_t behind, struct varied *varied, struct text *out) {
	const struct type *type = r->function->variables[declarator->variable].type;
	if (is_by_initializer(specifiers)) {
		const struct node *initializer = declarator->initializer,
						  *typed = initializer ? of_type(initializer, type) : NULL;
		/* what is computed from a parameter has its type, which is another pointer elsewhere */
		if (initializer && !typed) typed = of_type(initializer, value_type(initializer));
		const char *row = typed ? format(r->unit->arena, "*(%s)", vla_text_of(r, typed->span)) : NULL;
		if (!row || !vla_ask_lengths(r, varied, type, row, out))
			diag_report(
				r->diags, DIAG_UNSUPPORTED, declarator->span,
				"the type of '%s' depends on a length that is known at run time: write it, in the place of __auto_type",
				varied->name);
		return;
	}
	if (is_array_type(type) || !strstr(specifiers, "typeof")) return;
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		if (node->children[i]->span.start < behind && does_something(node->children[i])) return;
	/* sizeof evaluates what has such a type; some address, as the sanitizer lets none but that be subscripted */
	vla_ask_lengths(r, varied, type, format(r->unit->arena, "*(%s)(void *)\"\"", vla_type_name(r, varied)), out);
}

static void rewrite_declaration(struct rewriting *r, struct node *node) {
	struct text out = { 0 };
	uint32_t name = UINT32_MAX;
	for (ptrdiff_t i = 0; i < arrlen(node->declarators); i++)
		if (node->declarators[i].name_at && node->declarators[i].name_at < name) name = node->declarators[i].name_at;
	uint32_t behind = behind_specifiers(&r->words, node->span.start, name);
	size_t first = lex_find(r->tokens, behind), stop = lex_find(r->tokens, node->semicolon) - 1;
	walk_within(r, node, node->span.start, behind);
	define_enumeration(r, node->span.start, behind, &out);
	const char *specifiers = vla_specifiers_of(r, node->span.start, behind);
	for (ptrdiff_t i = 0; i < arrlen(node->declarators); i++) {
		struct declarator *declarator = &node->declarators[i];
		if (!declarator->name_at) continue; /* a type */
		struct span span = declarator_with(&r->words, first, stop, declarator->name_at);
		if (out.length) text_puts(&out, " ");
		const struct node *initializer = declarator->initializer;
		uint32_t end = initializer ? initializer->span.start : span.end;
		walk_within(r, node, span.start, end);
		if (!is_varied(r, declarator)) {
			walk_within(r, node, end, span.end);
			vla_add_text(r, &out, (struct span){ node->span.start, behind });
			text_puts(&out, " ");
			vla_add_text(r, &out, span);
			text_puts(&out, ";");
			continue;
		}
		const char *written =
			declarator->variable >= 0 ? r->function->variables[declarator->variable].name : declarator->type_name;
		struct varied varied = vla_read_declarator(r, specifiers, span, declarator->name_at, written, false, &out);
		varied.variable = declarator->variable;
		bool by_initializer = is_by_initializer(specifiers);
		if (by_initializer) walk_within(r, node, end, span.end);
		if (declarator->variable >= 0) settle_type(r, node, declarator, specifiers, behind, &varied, &out);
		if (declarator->variable >= 0)
			varied.is_array = is_array_type(r->function->variables[declarator->variable].type);
		else
			varied.scope =
				(struct span){ declarator->span.end, node->parent ? node->parent->span.end : node->span.end };
		arrput(r->varied, varied);
		if (!by_initializer) walk_within(r, node, end, span.end); /* it may name the variable */
		if (declarator->variable >= 0) {
			declare_object(r, &varied, declarator, &out);
		} else {
			text_puts(&out, "(void)0;");
			check_names(r, &varied);
			rewrite_names(r, &varied);
		}
	}
	const struct node *loop = node->parent && node->parent->kind == NODE_FOR ? node->parent : NULL;
	if (!loop) {
		vla_add_piece(r, (struct span){ node->span.start, node->semicolon }, text_steal(&out));
		return;
	}
	/* in front of the loop, in a block with it */
	struct text front = { 0 };
	text_printf(&front, "{ %s ", out.data);
	text_release(&out);
	vla_add_piece(r, (struct span){ loop->span.start, loop->span.start }, text_steal(&front));
	vla_add_piece(r, (struct span){ node->span.start, loop->parts[0] }, xstrdup(""));
	vla_add_piece(r, (struct span){ loop->semicolon, loop->semicolon }, xstrdup(" }"));
}

/* ---- mentions ---------------------------------------------------------------------------------------------------- */

static const struct varied *varied_of(const struct rewriting *r, int variable) {
	for (ptrdiff_t i = 0; variable >= 0 && i < arrlen(r->varied); i++)
		if (r->varied[i].variable == variable) return &r->varied[i];
	return NULL;
}

/** Whether the object itself is meant, not its value. */
static bool is_object(const struct node *node) {
	while (node->parent && node->parent->kind == NODE_PAREN) node = node->parent;
	const struct node *parent = node->parent;
	if (!parent) return false;
	if (parent->kind == NODE_STEP || parent->kind == NODE_ADDRESS) return true;
	return (parent->kind == NODE_ASSIGN || parent->kind == NODE_COMPOUND_ASSIGN) && parent->children[0] == node;
}

static void rewrite_mention(struct rewriting *r, struct node *node) {
	const struct varied *varied = varied_of(r, node->variable);
	if (!varied) return;
	open_around(r, node->span);
	struct text out = { 0 };
	if (varied->is_list)
		text_puts(&out, varied->stem);
	else if (varied->is_array)
		text_printf(&out, "(*(%s)%s_at)", vla_pointer_to(r, varied), varied->stem);
	else if (is_object(node))
		text_printf(&out, "(*(%s)(void *)&%s_at)", vla_pointer_to(r, varied), varied->stem);
	else
		text_printf(&out, "((%s)%s_at)", vla_type_name(r, varied), varied->stem);
	vla_add_piece(r, node->span, text_steal(&out));
}

static bool does_something(const struct node *node) {
	switch (node->kind) {
	case NODE_ASSIGN:
	case NODE_COMPOUND_ASSIGN:
	case NODE_STEP:
	case NODE_CALL:
	case NODE_FORM:
	case NODE_STATEMENT_EXPRESSION:
	case NODE_OTHER_EXPRESSION: return true;
	default: break;
	}
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		if (does_something(node->children[i])) return true;
	return node->suspends;
}

/** Of a parameter's type, which is a plain pointer elsewhere, only the mark is left. */
static bool has_a_length(const struct type *type) { return type && (type->class == TYPE_VARIABLE || type->is_varied); }

/** What has the type and does nothing: the node, or a part of it, as in `at++`. NULL: nothing has. Of a choice, a
 * branch: it is written once more for each choice that is around it. */
static const struct node *of_type(const struct node *node, const struct type *type) {
	const struct type *own = value_type(node);
	if (node->kind == NODE_STATEMENT_EXPRESSION) return NULL;
	const struct node *branch = node->kind == NODE_PAREN && arrlen(node->children) ? node->children[0]
	                            : node->kind == NODE_CONDITIONAL && node->body     ? node->body
	                                                                               : NULL;
	const struct node *in_branch = branch ? of_type(branch, type) : NULL;
	if (in_branch) return in_branch;
	if (has_a_length(own) && !strcmp(own->before, type->before) && !strcmp(own->after, type->after) &&
	    !does_something(node))
		return node;
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) {
		const struct node *found = node->children[i] == branch ? NULL : of_type(node->children[i], type);
		if (found) return found;
	}
	return NULL;
}

static bool has_piece(const struct rewriting *r, struct span span) {
	for (ptrdiff_t i = 0; i < arrlen(r->pieces); i++)
		if (r->pieces[i].span.start >= span.start && r->pieces[i].span.end <= span.end) return true;
	return false;
}

/** `c ? rows : rows + 1`: gcc takes the lengths of the whole from the type of one branch, and evaluates them only where
 * that branch is, if they stand in a cast. So the branches become void *, and the whole gets its type in front. */
static void rewrite_choice(struct rewriting *r, struct node *node) {
	const struct node *branches[] = { node->body ? node->body : node->value, node->otherwise };
	const struct node *typed = NULL;
	bool touched = false, has_type = false, suspends = false;
	for (size_t i = 0; i < 2; i++) {
		const struct type *type = value_type(branches[i]);
		bool varied = has_a_length(type);
		has_type = has_type || varied;
		touched = touched || has_piece(r, branches[i]->span);
		suspends = suspends || branches[i]->suspends; /* goes to a temporary, branch by branch */
		if (varied && !typed) typed = of_type(branches[i], type);
	}
	if (!has_type || !touched || suspends) return;
	for (const struct node *above = node; above; above = above->parent) {
		if (!above->opaque || above->kind == NODE_FORM) continue;
		for (ptrdiff_t m = 0; m < arrlen(r->unit->marks); m++) {
			struct span span = r->unit->marks[m].span;
			if (span.start == above->span.start && span.end == above->span.end) arrput(*r->open, span);
		}
	}
	if (!typed) {
		diag_report(r->diags, DIAG_UNSUPPORTED, node->span,
		            "a choice between two pointers to variable-length arrays, both computed in statement expressions");
		diag_note(r->diags, node->span, "put one of them in a variable first");
		return;
	}
	struct text out = { 0 };
	text_puts(&out, "((__typeof__((");
	vla_add_text(r, &out, typed->span);
	text_puts(&out, ") + 0))(");
	if (node->body) {
		vla_add_text(r, &out, node->value->span);
		text_puts(&out, " ? ");
	}
	text_puts(&out, "(void *)(");
	vla_add_text(r, &out, branches[0]->span);
	text_puts(&out, node->body ? ") : (void *)(" : ") ?: (void *)(");
	vla_add_text(r, &out, branches[1]->span);
	text_puts(&out, ")))");
	vla_add_piece(r, node->span, text_steal(&out));
}

/** What the pointer points to. NULL: its declarator is of another shape. */
static const char *pointee_of(struct rewriting *r, const struct varied *varied) {
	size_t length = strlen(varied->before);
	if (length > 2 && !strcmp(varied->before + length - 2, "(*") && varied->after[0] == ')')
		return format(r->unit->arena, "%.*s%s", (int)length - 2, varied->before, varied->after + 1);
	if (length > 1 && varied->before[length - 1] == '*' && !*varied->after)
		return format(r->unit->arena, "%.*s", (int)length - 1, varied->before);
	return NULL;
}

/** `p += await n()`: in bytes, as no temporary can have the type of a pointer to p. */
static void rewrite_step(struct rewriting *r, struct node *node) {
	struct node *left = strip_parens(node->children[0]), *right = node->children[1];
	const struct varied *varied = left->kind == NODE_REFERENCE ? varied_of(r, left->variable) : NULL;
	const char *pointee = varied && !varied->is_array && right->suspends ? pointee_of(r, varied) : NULL;
	if (!pointee) return;
	struct text out = { 0 };
	text_printf(&out, "((%s)(%s_at = (void *)((char *)%s_at %c (__PTRDIFF_TYPE__)(", vla_type_name(r, varied),
	            varied->stem, varied->stem, node->op[0]);
	vla_add_text(r, &out, right->span);
	text_printf(&out, ") * (__PTRDIFF_TYPE__)sizeof(%s))))", pointee);
	vla_add_piece(r, node->span, text_steal(&out));
}

/** `p = await b() ? q : p`: where p lies need not be kept, as a pointer to a pointer of this type could not be. */
static void rewrite_assignment(struct rewriting *r, struct node *node) {
	struct node *left = strip_parens(node->children[0]), *right = node->children[1];
	const struct varied *varied = left->kind == NODE_REFERENCE ? varied_of(r, left->variable) : NULL;
	if (!varied || varied->is_array || varied->is_list || !right->suspends) return;
	struct text out = { 0 };
	text_printf(&out, "((%s)(%s_at = (void *)(", vla_type_name(r, varied), varied->stem);
	vla_add_text(r, &out, right->span);
	text_puts(&out, ")))");
	vla_add_piece(r, node->span, text_steal(&out));
}

static void rewrite_alloca(struct rewriting *r, struct node *node) {
	struct text out = { 0 };
	struct node *size = node->children[1];
	const char *align = NULL; /* in bytes, a constant */
	if (!strcmp(node->name, "__builtin_alloca_with_align") && arrlen(node->children) == 3)
		align = format(r->unit->arena, "((__UINTPTR_TYPE__)(%s) / 8)", vla_text_of(r, node->children[2]->span));
	text_puts(&out, "({ void *co__got = co__room_on_stack(&co__stack, (");
	vla_add_text(r, &out, size->span);
	text_printf(&out, ")%s%s); if (!co__got) co_raise(CO_ENOMEM, \"no memory for alloca\"); ", align ? " + " : "",
	            align ? align : "");
	if (align)
		text_printf(&out, "(void *)(((__UINTPTR_TYPE__)co__got + %s - 1) / %s * %s); })", align, align, align);
	else
		text_puts(&out, "co__got; })");
	vla_add_piece(r, node->span, text_steal(&out));
	r->uses_stack = true;
}

static bool is_alloca(const struct node *node) {
	if (node->kind != NODE_CALL || !node->name || arrlen(node->children) < 2) return false;
	return !strcmp(node->name, "alloca") || !strcmp(node->name, "__builtin_alloca") ||
	       !strcmp(node->name, "__builtin_alloca_with_align");
}

/** In the order of the text, so that a name is known before it is mentioned; what is inside comes before what holds
 * it. */
static void walk(struct rewriting *r, struct node *node) {
	if (node->kind == NODE_DECLARATION && is_passed(node) && has_varied(r, node)) {
		rewrite_declaration(r, node);
		return;
	}
	if (node->kind == NODE_FOR && node->init) walk(r, node->init); /* its names are seen in all of it */
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		if (node->kind != NODE_FOR || node->children[i] != node->init) walk(r, node->children[i]);
	if (node->kind == NODE_REFERENCE) rewrite_mention(r, node);
	if (node->kind == NODE_CONDITIONAL && node->otherwise && node->value) rewrite_choice(r, node);
	if (node->kind == NODE_ASSIGN && arrlen(node->children) == 2) rewrite_assignment(r, node);
	if (node->kind == NODE_COMPOUND_ASSIGN && arrlen(node->children) == 2) rewrite_step(r, node);
	if (is_alloca(node) && r->function->body->suspends) rewrite_alloca(r, node);
}

/* ---- functions --------------------------------------------------------------------------------------------------- */

/** The body has had its own copy of it since the round before. */
static bool is_list_copied(const struct rewriting *r, const char *parameter) {
	static const char call[] = "__builtin_va_copy(co__";
	const char *behind = format(r->unit->arena, ", %s); ", parameter);
	struct span span = r->function->body->span;
	for (const char *at; (at = vla_find_in(r, span, call)) != NULL; span.start = (uint32_t)(at - r->text) + 1) {
		const char *comma = memchr(at, ',', (size_t)(r->text + span.end - at));
		if (comma && !strncmp(comma, behind, strlen(behind))) return true;
	}
	return false;
}

/** A list of arguments is copied, as the caller goes on with its own. */
static void rewrite_lists(struct rewriting *r, struct text *out) {
	for (ptrdiff_t i = 0; i < arrlen(r->function->parameters); i++) {
		const struct variable *variable = &r->function->variables[r->function->parameters[i]];
		if (!variable->type->is_list || !r->function->body->suspends) continue;
		if (is_list_copied(r, variable->name)) continue;
		struct varied varied = { .variable = r->function->parameters[i], .name = variable->name, .is_list = true };
		varied.stem = vla_stem_of(r, variable->name);
		text_printf(out, "__attribute__((__cleanup__(co__end_list))) __builtin_va_list %s; __builtin_va_copy(%s, %s); ",
		            varied.stem, varied.stem, variable->name);
		arrput(r->varied, varied);
	}
}

/** The body has had its own pointer for it since the round before. */
static bool is_settled(const struct rewriting *r, const char *parameter) {
	const char *copy = format(r->unit->arena, "_at __attribute__((__unused__)) = (void *)%s; ", parameter);
	return vla_find_in(r, r->function->body->span, copy) != NULL;
}

static void rewrite_parameters(struct rewriting *r, struct text *out) {
	for (ptrdiff_t i = 0; i < arrlen(r->function->parameters); i++) {
		const struct variable *variable = &r->function->variables[r->function->parameters[i]];
		if (!variable->type->is_varied || is_settled(r, variable->name)) continue;
		struct span span = vla_parameter_span(r, variable->name_at);
		uint32_t behind = behind_specifiers(&r->words, span.start, variable->name_at);
		const char *specifiers = vla_specifiers_of(r, span.start, behind);
		span.start = behind;
		struct varied varied = vla_read_declarator(r, specifiers, span, variable->name_at, variable->name, true, out);
		varied.variable = r->function->parameters[i];
		text_printf(out, "void *%s_at __attribute__((__unused__)) = (void *)%s; ", varied.stem, variable->name);
		arrput(r->varied, varied);
	}
}

static bool is_written_anew(const struct rewriting *r, const struct node *node) {
	if (is_alloca(node) || (arrlen(node->declarators) && has_varied(r, node))) return true;
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		if (is_written_anew(r, node->children[i])) return true;
	return false;
}

/** Whether anything in it may need another text: few functions have that, and the others need not be cut into words. */
static bool may_be_rewritten(const struct rewriting *r) {
	for (ptrdiff_t i = 0; i < arrlen(r->function->parameters); i++) {
		const struct type *type = r->function->variables[r->function->parameters[i]].type;
		if (type->is_list || type->is_varied) return true;
	}
	return is_written_anew(r, r->function->body);
}

static int by_start(const void *a, const void *b) {
	const struct piece *left = a, *right = b;
	if (left->span.start != right->span.start) return left->span.start < right->span.start ? -1 : 1;
	return left->span.end > right->span.end ? -1 : left->span.end < right->span.end;
}

static void rewrite_function(struct unit *unit, struct function *function, struct replacement **replacements,
                             struct span **open, struct diags *diags) {
	struct rewriting r = {
		.unit = unit, .function = function, .text = unit->source->text, .diags = diags, .open = open
	};
	struct text top = { 0 };
	if (!may_be_rewritten(&r)) return;
	r.tokens = lex(r.text, function->definition);
	r.words = (struct words){ .text = r.text, .tokens = r.tokens };
	vla_find_own_words(&r);
	rewrite_lists(&r, &top);
	rewrite_parameters(&r, &top);
	walk(&r, function->body);
	if (r.uses_stack) text_puts(&top, "__attribute__((__cleanup__(co__leave_stack))) void *co__stack = (void *)0; ");
	if (top.length) {
		struct text line = { 0 };
		text_printf(&line, " %s", top.data);
		uint32_t at = function->body->span.start + 1;
		vla_add_piece(&r, (struct span){ at, at }, text_steal(&line));
	}
	text_release(&top);
	if (arrlen(r.pieces)) qsort(r.pieces, (size_t)arrlen(r.pieces), sizeof *r.pieces, by_start);
	uint32_t behind = 0;
	for (ptrdiff_t i = 0; i < arrlen(r.pieces); i++) {
		if (r.pieces[i].span.start < behind) {
			free(r.pieces[i].text); /* part of another */
			continue;
		}
		if (r.pieces[i].span.end > behind) behind = r.pieces[i].span.end;
		struct replacement replacement = { r.pieces[i].span, r.pieces[i].text };
		arrput(*replacements, replacement);
	}
	arrfree(r.pieces);
	arrfree(r.tokens);
	arrfree(r.varied);
	arrfree(r.own);
	shfree(r.stems);
}

void settle_lengths(struct unit *unit, struct replacement **replacements, struct span **open, struct diags *diags) {
	for (ptrdiff_t i = 0; i < arrlen(unit->functions); i++)
		rewrite_function(unit, unit->functions[i], replacements, open, diags);
}
