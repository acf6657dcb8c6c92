/* C types as text around a declarator, so that a variable of any type can be declared anywhere: `int (*` name `)[3]`.
 *
 * In: a CXType. Out: struct type. Sugar is kept where a typedef can be named at file scope, so that what is emitted
 * reads as what was written; typedefs of block scope, typeof and __auto_type are replaced by what they stand for. What
 * cannot be written at file scope at all (a struct declared in a function, a struct without a tag) is marked
 * `is_local`. */
#include "type.h"
#include "base/text.h"
#include "tree.h"
#include <string.h>

static uint64_t pointer_size; /* of the target; libclang has no size for a pointer that was never written */

uint64_t type_set_target(CXTranslationUnit unit) {
	CXTargetInfo target = clang_getTranslationUnitTargetInfo(unit);
	int bits = clang_TargetInfo_getPointerWidth(target);
	clang_TargetInfo_dispose(target);
	return pointer_size = bits > 0 ? (uint64_t)bits / 8 : sizeof(void *);
}

struct spelling {
	struct text before, after; /* grows outward from the name: `before` is kept reversed piecewise by prepending */
	bool is_local;
	bool variable;
	int calls; /* the function type that is left when this many have been passed is a coroutine's; 0: none */
	/* what stands for that result: NULL: as in the generated reading */
	const char *coroutine;
	struct builder *builder; /* NULL where nothing is known of coroutines in it */
	bool annotating;         /* the text is for the annotation reading, not for the generated one */
	/* what a canonical array has, and its elements are to get: C has no qualified arrays */
	bool is_const, is_volatile;
	const struct tag *tags; /* stb_ds array: records declared in a function that have another name now */
	/* stb_ds array: of the function types in it, as find_parameters has them; NULL: not known */
	CXCursor *parameters;
};

static void prepend(struct text *text, const char *piece) {
	size_t length = strlen(piece);
	struct text joined;
	text_init(&joined);
	text_add(&joined, piece, length);
	if (text->length) text_add(&joined, text->data, text->length);
	text_release(text);
	*text = joined;
}

static void spell(struct spelling *out, CXType type);

static bool is_in_function(CXCursor declaration) {
	for (CXCursor parent = clang_getCursorSemanticParent(declaration);
	     !clang_Cursor_isNull(parent) && !clang_isTranslationUnit(clang_getCursorKind(parent));
	     parent = clang_getCursorSemanticParent(parent)) {
		if (clang_getCursorKind(parent) == CXCursor_FunctionDecl) return true;
	}
	return false;
}

static void spell_qualifiers(struct spelling *out, CXType type) {
	if (clang_isRestrictQualifiedType(type)) prepend(&out->before, "restrict ");
	if (clang_isVolatileQualifiedType(type) || out->is_volatile) prepend(&out->before, "volatile ");
	if (clang_isConstQualifiedType(type) || out->is_const) prepend(&out->before, "const ");
	out->is_const = out->is_volatile = false;
}

/** …of which `type`, as libclang spells it, has its own. */
static void spell_elements_qualifiers(struct spelling *out, CXType type) {
	if (out->is_volatile && !clang_isVolatileQualifiedType(type)) prepend(&out->before, "volatile ");
	if (out->is_const && !clang_isConstQualifiedType(type)) prepend(&out->before, "const ");
	out->is_const = out->is_volatile = false;
}

static const char *new_tag(const struct spelling *spelling, CXCursor declaration) {
	for (ptrdiff_t i = 0; i < arrlen(spelling->tags); i++)
		if (clang_equalCursors(clang_getCanonicalCursor(declaration), spelling->tags[i].declaration))
			return spelling->tags[i].name;
	return NULL;
}

/** A record without a tag, and what has its type: a member of the record around it, or a variable at file scope. */
struct search {
	CXCursor record;  /* canonical */
	struct text path; /* of the one that was found: its name, and a [0] for each array or pointer in its type */
	bool found;
};

static bool leads_to(struct search *search, CXCursor declaration) {
	CXType type = clang_getCanonicalType(clang_getCursorType(declaration));
	size_t steps = 0;
	for (;; steps++) {
		if (type.kind == CXType_Pointer)
			type = clang_getCanonicalType(clang_getPointeeType(type));
		else if (type.kind == CXType_ConstantArray || type.kind == CXType_IncompleteArray)
			type = clang_getCanonicalType(clang_getArrayElementType(type));
		else
			break;
	}
	if (type.kind != CXType_Record ||
	    !clang_equalCursors(clang_getCanonicalCursor(clang_getTypeDeclaration(type)), search->record))
		return false;
	CXString name = clang_getCursorSpelling(declaration);
	search->found = *clang_getCString(name) != '\0';
	if (search->found) text_puts(&search->path, clang_getCString(name));
	for (size_t i = 0; i < steps && search->found; i++) text_puts(&search->path, "[0]");
	clang_disposeString(name);
	return search->found;
}

static enum CXVisitorResult find_member(CXCursor field, CXClientData data) {
	return leads_to(data, field) ? CXVisit_Break : CXVisit_Continue;
}

static enum CXChildVisitResult find_variable(CXCursor cursor, CXCursor parent, CXClientData data) {
	(void)parent;
	return clang_getCursorKind(cursor) == CXCursor_VarDecl && leads_to(data, cursor) ? CXChildVisit_Break
	                                                                                 : CXChildVisit_Continue;
}

/** Names a record that has no tag by what has its type. False: nothing that is seen at file scope has. */
static bool spell_unnamed(struct spelling *out, CXCursor declaration) {
	struct search search = { .record = clang_getCanonicalCursor(declaration) };
	CXCursor around = clang_getCursorLexicalParent(declaration);
	enum CXCursorKind kind = clang_getCursorKind(around);
	struct text name = { 0 };
	text_init(&search.path);
	if (kind == CXCursor_StructDecl || kind == CXCursor_UnionDecl) {
		struct spelling record = { .tags = out->tags };
		clang_Type_visitFields(clang_getCursorType(around), find_member, &search);
		if (search.found) spell(&record, clang_getCursorType(around));
		if (search.found && !record.is_local)
			text_printf(&name, "__typeof__(((%s *)0)->%s)", record.before.data, search.path.data);
		text_release(&record.before);
		text_release(&record.after);
	} else if (clang_isTranslationUnit(kind)) {
		clang_visitChildren(around, find_variable, &search);
		if (search.found) text_printf(&name, "__typeof__(%s)", search.path.data);
	}
	bool named = name.length > 0;
	if (named) prepend(&out->before, name.data);
	text_release(&search.path);
	text_release(&name);
	return named;
}

static void spell_base(struct spelling *out, CXType type) {
	CXCursor declaration = clang_getTypeDeclaration(type);
	enum CXCursorKind kind = clang_getCursorKind(declaration);
	const char *tag = new_tag(out, declaration);
	if (out->before.length && out->before.data[0] != ' ') prepend(&out->before, " ");
	if (tag) {
		prepend(&out->before, tag);
		prepend(&out->before, kind == CXCursor_UnionDecl ? "union " : "struct ");
		spell_qualifiers(out, type);
		return;
	}
	bool local = kind != CXCursor_NoDeclFound && (is_in_function(declaration) || clang_Cursor_isAnonymous(declaration));
	CXType canonical = clang_getCanonicalType(type);
	if (local && canonical.kind == CXType_Enum) {
		/* its enumerators stay where they are declared; the type is compatible with this one */
		CXType integer = clang_getEnumDeclIntegerType(clang_getTypeDeclaration(canonical));
		CXString string = clang_getTypeSpelling(integer);
		prepend(&out->before, clang_getCString(string));
		clang_disposeString(string);
		spell_qualifiers(out, type);
		return;
	}
	bool record = canonical.kind == CXType_Record && (kind == CXCursor_StructDecl || kind == CXCursor_UnionDecl);
	if (local && record && !is_in_function(declaration) && spell_unnamed(out, declaration)) {
		spell_qualifiers(out, type);
		return;
	}
	CXString string = clang_getTypeSpelling(type);
	const char *name = clang_getCString(string);
	if (record && local && !is_in_function(declaration) && !strchr(name, '(')) local = false; /* a typedef names it */
	if (local || strstr(name, "(unnamed") || strstr(name, "(anonymous")) out->is_local = true;
	prepend(&out->before, name);
	spell_elements_qualifiers(out, type);
	clang_disposeString(string);
}

static bool is_array(CXType type) {
	return type.kind == CXType_ConstantArray || type.kind == CXType_IncompleteArray ||
	       type.kind == CXType_VariableArray;
}

static bool wraps(CXType inner) {
	/* a pointer to these needs parentheses around its declarator */
	return is_array(inner) || inner.kind == CXType_FunctionProto || inner.kind == CXType_FunctionNoProto ||
	       inner.kind == CXType_DependentSizedArray;
}

/** Sugar that cannot or need not be repeated: the type under it. */
static CXType peel(CXType type) {
	for (;;) {
		CXType next = type;
		if (type.kind == CXType_Attributed) {
			next = clang_Type_getModifiedType(type);
		} else if (type.kind == CXType_Auto || type.kind == CXType_Unexposed) {
			next = clang_getCanonicalType(type);
			if (next.kind == CXType_Unexposed) return next;
		} else if (type.kind == CXType_Elaborated) {
			CXType named = clang_Type_getNamedType(type);
			if (named.kind == CXType_Typedef) {
				CXCursor declaration = clang_getTypeDeclaration(named);
				if (is_in_function(declaration)) next = clang_getCanonicalType(type);
			}
		} else if (type.kind == CXType_Typedef) {
			if (is_in_function(clang_getTypeDeclaration(type))) next = clang_getCanonicalType(type);
		}
		if (clang_equalTypes(next, type) && next.kind == type.kind) return type;
		type = next;
	}
}

bool type_step(CXType *type, int *calls) {
	switch ((int)type->kind) {
	case CXType_Pointer: *type = clang_getPointeeType(*type); return true;
	case CXType_ConstantArray:
	case CXType_IncompleteArray:
	case CXType_VariableArray: *type = clang_getArrayElementType(*type); return true;
	case CXType_Attributed: *type = clang_Type_getModifiedType(*type); return true;
	case CXType_FunctionProto:
	case CXType_FunctionNoProto:
		*type = clang_getResultType(*type);
		++*calls;
		return true;
	default: return false;
	}
}

/** How many parameters functions have that a type leads to, as far as it is written out; `*rest`: what is not, a
 * typedef or typeof, or leads to no function. */
static ptrdiff_t count_written(CXType type, CXType *rest) {
	ptrdiff_t count = 0;
	int calls = 0;
	do {
		*rest = type;
		if (type.kind == CXType_FunctionProto) count += clang_getNumArgTypes(type);
	} while (type_step(&type, &calls));
	return count;
}

/** …as they stand in lists of them: those of a function behind those of what it returns. */
static ptrdiff_t count_parameters(CXType type) {
	CXType rest;
	return count_written(clang_getCanonicalType(type), &rest);
}

static enum CXChildVisitResult collect_parameter(CXCursor cursor, CXCursor parent, CXClientData data) {
	(void)parent;
	CXCursor **list = data;
	if (clang_getCursorKind(cursor) == CXCursor_ParmDecl) arrput(*list, cursor);
	return CXChildVisit_Continue;
}

/** The declarations of the parameters in the type of `declaration`, also where a typedef or typeof has them; the null
 * cursor for those that are not known. Their annotations say which of them point to coroutines; the type does not. */
static CXCursor *list_parameters(CXCursor declaration) {
	CXCursor *list = NULL, *written = NULL, *given = NULL;
	if (clang_Cursor_isNull(declaration)) return NULL;
	bool is_typedef = clang_getCursorKind(declaration) == CXCursor_TypedefDecl;
	CXType type = is_typedef ? clang_getTypedefDeclUnderlyingType(declaration) : clang_getCursorType(declaration), rest;
	ptrdiff_t count = count_parameters(type), own = count_written(type, &rest);
	if (!count) return NULL;
	clang_visitChildren(declaration, collect_parameter, &written);
	if (arrlen(written) == own && own < count) {
		CXCursor named = clang_getTypeDeclaration(rest);
		bool is_named = clang_getCursorKind(named) == CXCursor_TypedefDecl;
		given = list_parameters(is_named ? named : giver_of_type(declaration));
	}
	if (arrlen(written) + arrlen(given) >= count || arrlen(written) == own) {
		for (ptrdiff_t i = 0; i + arrlen(written) < count; i++)
			arrput(list, i < arrlen(given) ? given[i] : clang_getNullCursor());
		for (ptrdiff_t i = 0; i < arrlen(written); i++) arrput(list, written[i]);
	}
	arrfree(written);
	arrfree(given);
	return list;
}

/** …in a type that `declaration` has, or that is had by calling it. */
static CXCursor *find_parameters(CXCursor declaration, CXType type) {
	ptrdiff_t count = count_parameters(type);
	CXCursor *list = count ? list_parameters(declaration) : NULL;
	if (arrlen(list) < count) arrfree(list);
	return list;
}

static void find_coroutine(struct spelling *out, struct type_owner owner, CXType type);

static void put_type_name(struct spelling *out, struct text *list, struct type_owner owner, CXType type) {
	struct spelling named = { .tags = out->tags, .builder = out->builder, .annotating = true };
	find_coroutine(&named, owner, type);
	named.parameters = find_parameters(owner.from, type);
	spell(&named, type);
	arrfree(named.parameters);
	out->is_local |= named.is_local;
	if (list->length) text_puts(list, ", ");
	if (named.after.length)
		text_printf(list, "__typeof__(%s%s)", named.before.data, named.after.data);
	else
		text_puts(list, named.before.data);
	text_release(&named.before);
	text_release(&named.after);
}

/** Finds how many calls of what is of that type lead to a coroutine, and how that is declared. */
static void find_coroutine(struct spelling *out, struct type_owner owner, CXType type) {
	static const char *const keywords[] = {
		[FUNCTION_ASYNC] = "async", [FUNCTION_GENERATOR] = "generator", [FUNCTION_ASYNC_GENERATOR] = "async_generator"
	};
	out->calls = calls_to_coroutine(out->builder, owner, type);
	if (!out->calls || !out->annotating) return;
	const struct colour *colour = colour_after(out->builder, owner, out->calls);
	const struct colour_types *types = (const struct colour_types *)colour;
	struct text list = { 0 };
	if (colour->kind != FUNCTION_ASYNC) {
		put_type_name(out, &list, types->of_yielded, types->yielded);
		put_type_name(out, &list, types->of_sent, types->sent);
	}
	if (colour->kind != FUNCTION_ASYNC_GENERATOR) put_type_name(out, &list, types->of_result, types->result);
	out->coroutine = format(out->builder->arena, "co_%s(%s) ", keywords[colour->kind], list.data);
	text_release(&list);
}

static void spell_parameters(struct spelling *out, CXType function) {
	struct text list;
	text_init(&list);
	text_puts(&list, "(");
	int count = clang_getNumArgTypes(function);
	ptrdiff_t first = out->parameters ? count_parameters(clang_getResultType(function)) : 0;
	for (int i = 0; i < count; i++) {
		struct spelling parameter = { .tags = out->tags, .builder = out->builder, .annotating = out->annotating };
		CXType type = clang_getArgType(function, (unsigned)i);
		if (first + i < arrlen(out->parameters)) {
			find_coroutine(&parameter, (struct type_owner){ out->parameters[first + i], 0 }, type);
			parameter.parameters = find_parameters(out->parameters[first + i], type);
		}
		spell(&parameter, type);
		arrfree(parameter.parameters);
		out->is_local |= parameter.is_local;
		if (i) text_puts(&list, ", ");
		if (parameter.before.length) text_add(&list, parameter.before.data, parameter.before.length);
		if (parameter.after.length) text_add(&list, parameter.after.data, parameter.after.length);
		text_release(&parameter.before);
		text_release(&parameter.after);
	}
	if (clang_isFunctionTypeVariadic(function) && count) text_puts(&list, ", ...");
	if (!count && function.kind == CXType_FunctionProto) text_puts(&list, "void");
	text_puts(&list, ")");
	text_add(&out->after, list.data, list.length);
	text_release(&list);
}

static void spell(struct spelling *out, CXType type) {
	type = peel(type);
	if (is_array(type)) {
		out->is_const |= clang_isConstQualifiedType(type) != 0;
		out->is_volatile |= clang_isVolatileQualifiedType(type) != 0;
	}
	switch ((int)type.kind) {
	case CXType_Pointer: {
		CXType pointee = peel(clang_getPointeeType(type)), truly = clang_getPointeeType(clang_getCanonicalType(type));
		if (is_array(pointee) && !is_array(truly)) pointee = truly; /* of the address of an array parameter */
		spell_qualifiers(out, type);
		prepend(&out->before, "*");
		if (wraps(pointee)) {
			prepend(&out->before, "(");
			text_puts(&out->after, ")");
		}
		spell(out, pointee);
		return;
	}
	case CXType_ConstantArray:
		text_printf(&out->after, "[%lld]", clang_getArraySize(type));
		spell(out, clang_getArrayElementType(type));
		return;
	case CXType_IncompleteArray:
		text_puts(&out->after, "[]");
		spell(out, clang_getArrayElementType(type));
		return;
	case CXType_VariableArray:
		out->variable = true;
		text_puts(&out->after, "[*]");
		spell(out, clang_getArrayElementType(type));
		return;
	case CXType_FunctionProto:
	case CXType_FunctionNoProto:
		spell_parameters(out, type);
		if (out->calls && --out->calls == 0) {
			prepend(&out->before, out->coroutine ? out->coroutine : "co_coro *");
			return;
		}
		spell(out, clang_getResultType(type));
		return;
	default: spell_base(out, type); return;
	}
}

int type_depth(CXType type) {
	int depth = 0;
	do type = peel(type);
	while (type_step(&type, &depth));
	return depth;
}

bool type_is_varied(CXType type) {
	type = clang_getCanonicalType(type);
	switch ((int)type.kind) {
	case CXType_VariableArray: return true;
	case CXType_ConstantArray:
	case CXType_IncompleteArray: return type_is_varied(clang_getArrayElementType(type));
	case CXType_Pointer: return type_is_varied(clang_getPointeeType(type));
	case CXType_FunctionProto:
	case CXType_FunctionNoProto: return type_is_varied(clang_getResultType(type)); /* those of parameters are their own */
	default: return false;
	}
}

static bool is_restrict(CXType canonical) {
	return canonical.kind == CXType_Pointer && clang_isRestrictQualifiedType(canonical);
}

/** What the frame does not promise: it has to be written to, and its pointers are loaded from it and stored again. */
static bool is_promise(CXType type) {
	return clang_isConstQualifiedType(type) || is_restrict(clang_getCanonicalType(type));
}

/** Without const and restrict at the top; volatile stays. */
static CXType without_promises(CXType type) {
	CXType canonical = clang_getCanonicalType(type);
	if (!is_promise(canonical)) return type;
	if (is_promise(type)) {
		CXType plain = clang_getUnqualifiedType(type);
		if (!is_promise(clang_getCanonicalType(plain))) return plain;
	}
	return clang_getUnqualifiedType(canonical);
}

static long long align_of(CXType type) {
	CXType canonical = clang_getCanonicalType(type);
	/* libclang crashes on what has no kind of its own */
	bool sized = canonical.kind != CXType_Invalid && canonical.kind != CXType_Unexposed;
	return sized ? clang_Type_getAlignOf(type) : 0;
}

uint64_t type_lost_alignment(CXType type) {
	long long align = align_of(type);
	return align > align_of(peel(without_promises(type))) ? (uint64_t)align : 0;
}

bool type_is_underaligned(CXType type, bool inside) {
	for (;; inside = true) {
		CXType peeled = peel(type);
		if (inside && align_of(type) > 0 && align_of(type) < align_of(peeled)) return true;
		switch ((int)peeled.kind) {
		case CXType_Pointer: type = clang_getPointeeType(peeled); break;
		case CXType_ConstantArray:
		case CXType_IncompleteArray:
		case CXType_VariableArray: type = clang_getArrayElementType(peeled); break;
		default: return false;
		}
	}
}

/** Of arrays, the elements lose const, which is one for the whole of it, and keep restrict. */
static void spell_object(struct spelling *out, CXType type, bool is_element) {
	CXType peeled = peel(type);
	if (peeled.kind == CXType_ConstantArray || peeled.kind == CXType_IncompleteArray) {
		if (peeled.kind == CXType_ConstantArray)
			text_printf(&out->after, "[%lld]", clang_getArraySize(peeled));
		else
			text_puts(&out->after, "[]");
		spell_object(out, clang_getArrayElementType(peeled), true);
		return;
	}
	bool is_volatile = clang_isVolatileQualifiedType(clang_getCanonicalType(type));
	CXType plain = without_promises(type);
	if (plain.kind == CXType_Pointer || peel(plain).kind == CXType_Pointer) {
		CXType pointer = clang_getUnqualifiedType(peel(plain));
		if (is_volatile) prepend(&out->before, "volatile ");
		if (is_element && is_restrict(clang_getCanonicalType(type))) prepend(&out->before, "restrict ");
		spell(out, pointer);
		return;
	}
	spell(out, plain);
	if (is_volatile && (!out->before.length || strncmp(out->before.data, "volatile", 8) != 0))
		prepend(&out->before, "volatile ");
}

static enum type_class class_of(CXType canonical) {
	switch ((int)canonical.kind) {
	case CXType_Void: return TYPE_VOID;
	case CXType_Record: return TYPE_RECORD;
	case CXType_ConstantArray:
	case CXType_IncompleteArray: return TYPE_ARRAY;
	case CXType_VariableArray: return TYPE_VARIABLE;
	case CXType_FunctionProto:
	case CXType_FunctionNoProto: return TYPE_FUNCTION;
	default: return TYPE_SCALAR;
	}
}

static enum CXVisitorResult find_const(CXCursor field, CXClientData data) {
	CXType type = clang_getCanonicalType(clang_getCursorType(field));
	bool *found = data;
	while (type.kind == CXType_ConstantArray || type.kind == CXType_IncompleteArray)
		type = clang_getCanonicalType(clang_getArrayElementType(type));
	if (clang_isConstQualifiedType(type))
		*found = true;
	else if (type.kind == CXType_Record)
		clang_Type_visitFields(type, find_const, found);
	return *found ? CXVisit_Break : CXVisit_Continue;
}

static enum CXVisitorResult find_flexible(CXCursor field, CXClientData data) {
	CXType type = clang_getCanonicalType(clang_getCursorType(field));
	bool *found = data, inner = false;
	if (type.kind == CXType_Record) clang_Type_visitFields(type, find_flexible, &inner);
	*found |= inner || type.kind == CXType_IncompleteArray;
	return CXVisit_Continue;
}

static void classify(struct type *out, CXType type) {
	CXType canonical = clang_getCanonicalType(type);
	out->class = type_is_varied(type) ? TYPE_VARIABLE : class_of(canonical);
	out->is_const = clang_isConstQualifiedType(canonical);
	out->is_restrict = is_restrict(canonical);
	out->is_volatile = clang_isVolatileQualifiedType(canonical);
	out->is_pointer = canonical.kind == CXType_Pointer;
	if (out->class == TYPE_RECORD) {
		clang_Type_visitFields(canonical, find_const, &out->has_const);
		clang_Type_visitFields(canonical, find_flexible, &out->is_flexible);
	}
	if (canonical.kind == CXType_Atomic) {
		out->is_atomic = out->is_volatile = true;
		canonical = clang_Type_getValueType(canonical);
	}
	if (canonical.kind == CXType_Enum)
		canonical = clang_getCanonicalType(clang_getEnumDeclIntegerType(clang_getTypeDeclaration(canonical)));
	out->is_vector = canonical.kind == CXType_Vector || canonical.kind == CXType_ExtVector;
	out->is_bool = canonical.kind == CXType_Bool;
	out->is_floating = canonical.kind == CXType_Float || canonical.kind == CXType_Double ||
	                   canonical.kind == CXType_LongDouble || canonical.kind == CXType_Half ||
	                   canonical.kind == CXType_Float128 || canonical.kind == CXType_Float16;
	out->is_signed =
		canonical.kind == CXType_Char_S || (canonical.kind >= CXType_SChar && canonical.kind <= CXType_Int128);
	/* libclang 19 crashes on the size of a builtin function's type, which has no kind of its own */
	bool sized = canonical.kind != CXType_Invalid && canonical.kind != CXType_Unexposed;
	long long size = sized ? clang_Type_getSizeOf(canonical) : 0, align = sized ? clang_Type_getAlignOf(type) : 0;
	out->is_integer = canonical.kind >= CXType_Char_U && canonical.kind <= CXType_LongLong;
	out->size = size > 0 && out->class != TYPE_VARIABLE ? (uint64_t)size : 0;
	out->align = align > 0 ? (uint64_t)align : 1;
}

static const struct type *finish(struct arena *arena, struct spelling *spelling, CXType type) {
	struct type *out = ARENA_NEW(arena, struct type);
	CXString canonical = clang_getTypeSpelling(clang_getUnqualifiedType(clang_getCanonicalType(type)));
	classify(out, type);
	if (out->is_atomic) out->value = type_of(arena, clang_Type_getValueType(clang_getCanonicalType(type)));
	out->canonical = arena_strdup(arena, clang_getCString(canonical));
	clang_disposeString(canonical);
	out->is_local = spelling->is_local;
	out->before = arena_strndup(arena, spelling->before.data ? spelling->before.data : "", spelling->before.length);
	out->after = arena_strndup(arena, spelling->after.data ? spelling->after.data : "", spelling->after.length);
	text_release(&spelling->before);
	text_release(&spelling->after);
	return out;
}

static const struct type *object_type(struct arena *arena, struct spelling *spelling, CXType type,
                                      CXCursor declaration) {
	spelling->parameters = find_parameters(declaration, type);
	spell_object(spelling, type, false);
	arrfree(spelling->parameters);
	return finish(arena, spelling, type);
}

static bool is_list(CXType type) {
	CXString written = clang_getTypeSpelling(type), canonical = clang_getTypeSpelling(clang_getCanonicalType(type));
	const char *text = clang_getCString(written);
	bool found =
		!strcmp(text, "va_list") || !strcmp(text, "__builtin_va_list") || !strcmp(text, "__gnuc_va_list") ||
		(strstr(clang_getCString(canonical), "__va_list") && class_of(clang_getCanonicalType(type)) != TYPE_SCALAR);
	clang_disposeString(written);
	clang_disposeString(canonical);
	return found;
}

static const struct type *spelled_type(struct arena *arena, struct spelling spelling, CXType type, bool is_parameter,
                                       CXCursor declaration) {
	CXType peeled = peel(type);
	CXType canonical = clang_getCanonicalType(type);
	enum type_class class = class_of(canonical);
	if (is_parameter && is_list(type)) {
		prepend(&spelling.before, "__builtin_va_list");
		struct type *list = (struct type *)finish(arena, &spelling, type);
		list->class = TYPE_RECORD;
		list->is_list = true;
		return list;
	}
	bool is_array = class == TYPE_ARRAY || class == TYPE_VARIABLE;
	if (is_parameter && type_is_varied(is_array ? clang_getArrayElementType(canonical) : type)) {
		CXType element = canonical;
		bool is_const = false; /* of an array, clang has it on the outermost one */
		while (element.kind == CXType_Pointer || class_of(element) == TYPE_ARRAY ||
		       class_of(element) == TYPE_VARIABLE) {
			bool pointer = element.kind == CXType_Pointer;
			if (!pointer) is_const |= clang_isConstQualifiedType(element) != 0;
			element = pointer ? clang_getPointeeType(element) : clang_getArrayElementType(element);
		}
		is_const |= clang_isConstQualifiedType(element) != 0;
		prepend(&spelling.before, is_const ? "const void *" : "void *");
		struct type *pointer = (struct type *)finish(arena, &spelling, type);
		pointer->canonical = pointer->before;
		pointer->class = TYPE_SCALAR;
		pointer->is_pointer = pointer->is_varied = true;
		pointer->is_const = pointer->is_restrict = pointer->is_volatile = pointer->is_signed = false;
		pointer->size = pointer->align = pointer_size;
		return pointer;
	}
	if (!is_parameter || (class != TYPE_ARRAY && class != TYPE_VARIABLE && class != TYPE_FUNCTION))
		return object_type(arena, &spelling, type, declaration);
	bool function = class == TYPE_FUNCTION, named = class_of(peeled) == TYPE_SCALAR;
	if (named && !function) peeled = canonical; /* a typedef of an array type */
	CXType inner = peel(function ? peeled : clang_getArrayElementType(peeled));
	prepend(&spelling.before, "*");
	if (wraps(inner)) {
		prepend(&spelling.before, "(");
		text_puts(&spelling.after, ")");
	}
	spelling.parameters = find_parameters(declaration, inner);
	spell(&spelling, inner);
	arrfree(spelling.parameters);
	struct type *out = (struct type *)finish(arena, &spelling, type);
	out->class = type_is_varied(inner) ? TYPE_VARIABLE : TYPE_SCALAR;
	out->is_pointer = true;
	out->is_const = out->is_restrict = out->is_volatile = out->is_signed = false;
	out->size = out->align = pointer_size;
	return out;
}

const struct type *type_of_pointer(struct builder *b, CXType type, bool is_parameter, int calls, CXCursor declaration) {
	return spelled_type(b->arena, (struct spelling){ .calls = calls, .builder = b }, type, is_parameter, declaration);
}

const struct type *type_of(struct arena *arena, CXType type) {
	return spelled_type(arena, (struct spelling){ 0 }, type, false, clang_getNullCursor());
}

const struct type *type_of_parameter(struct arena *arena, CXType type) {
	return spelled_type(arena, (struct spelling){ 0 }, type, true, clang_getNullCursor());
}

const char *type_of_field(struct builder *b, CXCursor field, const char *name, const struct tag *tags) {
	CXType type = clang_getCursorType(field);
	struct spelling spelling = { .tags = tags, .builder = b, .annotating = true };
	spelling.parameters = find_parameters(field, type);
	find_coroutine(&spelling, (struct type_owner){ field, 0 }, type);
	spell(&spelling, type);
	arrfree(spelling.parameters);
	struct type text = { .before = spelling.before.data ? spelling.before.data : "",
		                 .after = spelling.after.data ? spelling.after.data : "" };
	const char *declared = spelling.is_local || spelling.variable ? NULL : declare(b->arena, &text, name);
	text_release(&spelling.before);
	text_release(&spelling.after);
	return declared;
}

const struct type *type_with_brackets(struct arena *arena, const struct type *type, const char *printed) {
	struct type qualified = *type;
	const char *at = strchr(printed, '[');
	for (bool more = at != NULL; more;) {
		at += 1 + strspn(at + 1, " ");
		size_t length = strcspn(at, " ]");
		bool is_const = length == strlen("const") && !strncmp(at, "const", length);
		bool is_restricted = length == strlen("restrict") && !strncmp(at, "restrict", length);
		bool is_volatile = length == strlen("volatile") && !strncmp(at, "volatile", length);
		qualified.is_const |= is_const;
		qualified.is_restrict |= is_restricted;
		qualified.is_volatile |= is_volatile;
		more =
			is_const || is_restricted || is_volatile || (length == strlen("static") && !strncmp(at, "static", length));
		at += length - 1;
	}
	if (!memcmp(&qualified, type, sizeof qualified)) return type;
	if (qualified.is_volatile && !type->is_volatile)
		qualified.before = arena_printf(arena, "%svolatile ", type->before);
	struct type *out = ARENA_NEW(arena, struct type);
	*out = qualified;
	return out;
}
