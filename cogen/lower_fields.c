/* Bit-fields wider than int, which gcc computes with in as many bits as they have, and clang in those of the declared
 * type: `unsigned long long d : 40` makes `d + 1` wrap at 2^40 with the one, at 2^64 with the other.
 *
 * In: an expression whose value is kept. Out: a type that has it for both: a record with such a field, by a macro that
 * knows the compiler.
 *
 * What must hold: the rules are gcc's c_common_type with the width of a type for its rank. */
#include "lower.h"
#include <string.h>

/** What arithmetic is done in; `wide`: a type of a field's, that nothing else has. */
struct bits {
	unsigned width; /* 0: no integer */
	bool is_signed, wide;
};

static struct bits bits_of(const struct node *node);

static struct bits bits_of_type(const struct type *type) {
	struct bits bits = { 0 };
	if (!type || !type->is_integer) return bits;
	bool promoted = type->size < 4;
	bits.width = promoted ? 32 : (unsigned)type->size * 8;
	bits.is_signed = promoted || type->is_signed;
	return bits;
}

static struct bits common_bits(struct bits left, struct bits right) {
	if (!left.width || !right.width) return (struct bits){ 0 };
	if (left.width != right.width) return left.width > right.width ? left : right;
	left.is_signed &= right.is_signed;
	return left;
}

static struct bits bits_of_binary(const struct node *node) {
	struct bits left = bits_of(node->children[0]);
	if (!strcmp(node->op, "<<") || !strcmp(node->op, ">>")) return left;
	if (strlen(node->op) != 1 || strchr("<>", *node->op)) return (struct bits){ 0 };
	return common_bits(left, bits_of(node->children[1]));
}

/** What a statement expression has its value from; NULL: it has none. */
static const struct node *last_value(const struct node *node) {
	const struct node *block = arrlen(node->children) ? node->children[0] : NULL;
	const struct node *last = block && arrlen(block->children) ? arrlast(block->children) : NULL;
	while (last && last->kind == NODE_LABEL) last = last->body;
	return last && last->kind == NODE_EXPRESSION_STATEMENT ? last->value : NULL;
}

static struct bits bits_of(const struct node *node) {
	struct bits bits = bits_of_type(node->type);
	ptrdiff_t count = arrlen(node->children);
	const struct node *part = NULL;
	switch (node->kind) {
	case NODE_MEMBER:
	case NODE_ARROW:
		if (bits.width && node->bit_field > 32 && (unsigned)node->bit_field < bits.width)
			return (struct bits){ (unsigned)node->bit_field, node->type->is_signed, true };
		return bits;
	case NODE_PAREN:
	case NODE_STEP:
	case NODE_ASSIGN:
	case NODE_COMPOUND_ASSIGN: part = count ? node->children[0] : NULL; break;
	case NODE_UNARY: part = count && strcmp(node->op, "!") != 0 ? node->children[0] : NULL; break;
	case NODE_TEXT: part = node->opaque && count == 1 ? node->children[0] : NULL; break; /* a macro */
	case NODE_COMMA: part = count == 2 ? node->children[1] : NULL; break;
	case NODE_BINARY:
		if (count == 2 && bits.width > 32) bits = bits_of_binary(node);
		break;
	case NODE_CONDITIONAL:
		if (bits.width > 32)
			bits = common_bits(bits_of(node->body ? node->body : node->value), bits_of(node->otherwise));
		break;
	case NODE_STATEMENT_EXPRESSION: part = last_value(node); break;
	default: break;
	}
	return part && bits.width > 32 ? bits_of(part) : bits;
}

const struct type *wide_field(struct arena *arena, const struct type *type, const struct node *node) {
	struct bits bits = type->is_integer && type->size > 4 ? bits_of(node) : (struct bits){ 0 };
	if (!bits.wide) return NULL;
	const char *size = node->type->size > 8 ? "__int128" : "long long";
	struct type *field = ARENA_NEW(arena, struct type);
	*field = *node->type;
	field->before = format(arena, "CO__FIELD(%s%s, %s %s, %u) ", node->type->before, node->type->after,
	                       bits.is_signed ? "signed" : "unsigned", size, bits.width);
	field->after = "";
	field->class = TYPE_RECORD;
	field->is_integer = field->is_signed = false;
	field->field = node->type;
	return field;
}
