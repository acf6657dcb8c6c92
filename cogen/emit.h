/* What the files of pass 9 share (emit.c tells what the pass is for). Private to them. */
#ifndef CG_EMIT_H
#define CG_EMIT_H

#include "base/text.h"
#include "ir.h"

/** The statements of a coroutine's body, with markers (note [markers]). */
void emit_body_text(struct unit *unit, struct function *function, struct text *out);

struct emitter {
	struct unit *unit;
	struct function *function;
	struct text *out;
	const char *text;   /* of the source */
	char indent[96];    /* of the statement that is written */
	const char *step;   /* one level */
	bool out_of_step;   /* output lines no longer follow source lines */
	int in_parts;       /* text is put together that may come to stand on another line */
};

/* emit_line.c */

void emit_mark_source(struct emitter *e, uint32_t offset);
void emit_begin_line(struct emitter *e, int deeper);
void emit_line(struct emitter *e, int deeper, const char *format_string, ...) __attribute__((format(printf, 3, 4)));
void emit_user_line(struct emitter *e, int deeper, uint32_t offset);
void emit_label(struct emitter *e, const char *name, int number);
void emit_set_indent(struct emitter *e, uint32_t offset);
void emit_deepen(struct emitter *e);
void emit_shallow(struct emitter *e);
void emit_copy(struct emitter *e, uint32_t at, uint32_t end);
void emit_unwind_line(struct text *out);

/* emit_expression.c */

const char *place_of(struct emitter *e, int index);
/** The value of a temporary, with the type that it had. */
const char *value_of(struct emitter *e, int index);
const char *assigned_text(struct emitter *e, const struct type *type, const char *place, const char *value);
const char *assigned_to(struct emitter *e, int variable, const char *value);
/** The source's own text, but for variables that moved to the frame. */
void copy_source(struct emitter *e, uint32_t at, uint32_t end, struct text *out);
void render_opaque(struct emitter *e, struct node *node, struct text *out);
const char *rendered(struct emitter *e, struct node *node, bool inside);
const char *type_name(struct emitter *e, const struct type *type);
void render(struct emitter *e, struct node *node, struct text *out);
const char *macro_argument(struct emitter *e, struct node *node);
/** Whether it would be read otherwise as the argument of a macro. */
bool is_no_argument(const char *text);
/** `return` with a small value. */
const char *return_text(struct emitter *e, struct node *value);

/* emit_point.c */

void emit_throw(struct emitter *e, int deeper, const char *condition, const char *step, const struct scope *scope);
/** Whether there are so many sites that an error leaves by a jump to the end. */
bool has_many_sites(const struct function *function);
void emit_raise(struct emitter *e, int deeper, const char *condition, const struct scope *handler, int site);
int site_of(const struct emitter *e, const struct node *node);
const char *excerpt(struct emitter *e, const struct node *node);
const char *arguments_of(struct emitter *e, struct node *call);
const char *child_address(struct emitter *e, const struct function *callee, int slot);
/** What starts the call on a frame of ours names its entries alone: where it is deprecated, its constructor is
 * mentioned beside, so that compilers say so. */
const char *with_mention(struct emitter *e, const struct node *call, const char *start);
const char *start_call(struct emitter *e, const struct function *callee, struct node *call, int slot);
void emit_child(struct emitter *e, struct point *point);
void emit_point(struct emitter *e, struct point *point);

/* emit_block.c */

void emit_leave(struct emitter *e, struct scope *scope);
void emit_go_out(struct emitter *e, int deeper, const struct scope *scope, struct exit_way way);
const char *jump_text(struct emitter *e, enum exit_kind kind, const struct node *target);
void emit_opening(struct emitter *e, const struct scope *scope);
void emit_ends(struct emitter *e, const struct node *node);
void emit_try(struct emitter *e, struct node *node);
void emit_block(struct emitter *e, struct node *node);
void emit_reraise(struct emitter *e, struct node *node);
void emit_with(struct emitter *e, struct node *node);
void emit_co_for(struct emitter *e, struct node *node);
void emit_return(struct emitter *e, struct node *node);
bool simple_return(struct emitter *e, const struct node *node);
void emit_raise_statement(struct emitter *e, struct node *node);

/* emit.c */

void emit_evaluate(struct emitter *e, struct node *node);
void emit_operations(struct emitter *e, struct op *ops);
bool has_ops(const struct node *node);
void emit_nested(struct emitter *e, struct node *body);
uint32_t emit_statement(struct emitter *e, struct node *node);

#endif
