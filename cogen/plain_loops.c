/* Pass 5, second half: co_for in plain functions, over generators whose frames are known.
 *
 * In: these loops, as the tree found them; what lower found out about generators. Out: edits of the text that they
 * stand in.
 *
 * A plain function is not rewritten: its text is copied. So the head of such a loop becomes that of a macro of the
 * runtime's (forms.h), which declares the generator's frame as a C variable, starts it and opens a do; the while
 * that ends it is put behind the body, which stays as it is. So break, continue, goto and return mean what they say.
 * It is the loop that coroutines get (frame_slots.c, note [stack generators]), with the same cost: compilers take
 * the frame apart.
 *
 * What must hold: nothing has to run when such a loop is left, as nothing would: a generator that has something to run
 * when it is closed, or that may stand in a delegate, is an object that lies on the stack (co__for_in). So is one that
 * is defined further down, as its frame is not declared yet, one of another file, of which only the size is known
 * (--emit-header), and the generator of a loop whose end has no place of its own in the text, but lies in a macro. */
#include "ir.h"

static void edit(struct unit *unit, uint32_t offset, uint32_t length, const char *text, uint32_t rank) {
	struct plain_edit one = { .offset = offset, .length = length, .text = text, .rank = rank };
	arrput(unit->edits, one);
}

static bool lies_on_stack(const struct unit *unit, const struct plain_loop *loop) {
	const struct function *generator = loop->generator;
	return generator && unit->passes.stack_generators && loop->end && generator->definition.end <= loop->function &&
	       !generator->delegates && !generator->has_cleanup;
}

/** The loop names the entries of its generator alone: where that is deprecated, its constructor is mentioned in front,
 * so that compilers say so. */
static void replace_form(struct unit *unit, const struct plain_loop *loop, int number, const char *form) {
	if (loop->deprecated)
		form = format(unit->arena, "for (int co__once_%d = ((void)%.*s, 1); co__once_%d; co__once_%d = 0) %s", number,
		              (int)(loop->callee.end - loop->callee.start), unit->source->text + loop->callee.start, number,
		              number, form);
	edit(unit, loop->name.start, loop->name.end - loop->name.start, form, 0);
}

static void put_on_stack(struct unit *unit, const struct plain_loop *loop, int number) {
	struct function *generator = loop->generator;
	const char *name = generator->name;
	replace_form(unit, loop, number, "co__for_on_stack");
	edit(unit, loop->open, 0, format(unit->arena, "%s, %d, ", name, number), 0);
	edit(unit, loop->callee.start, loop->callee.end - loop->callee.start, format(unit->arena, "co__%s_start", name), 0);
	edit(unit, loop->arguments, 0,
	     format(unit->arena, arrlen(generator->parameters) ? "&co__for_%d, " : "&co__for_%d", number), 0);
	/* of loops that end together the inner one ends first */
	edit(unit, loop->end, 0, format(unit->arena, " co__for_again(%s, %d)", name, number),
	     UINT32_MAX - loop->name.start);
	generator->wants_next = generator->is_embedded = true;
}

/** Whether another loop stands in its head, in a statement expression: co__for_in would keep the preprocessor from
 * seeing that one. */
static bool has_loop_in_head(const struct unit *unit, const struct plain_loop *loop) {
	for (ptrdiff_t i = 0; i < arrlen(unit->loops); i++)
		if (unit->loops[i].name.start >= loop->open && unit->loops[i].name.start < loop->close) return true;
	return false;
}

void plain_loops(struct unit *unit) {
	for (ptrdiff_t i = 0; i < arrlen(unit->loops); i++) {
		const struct plain_loop *loop = &unit->loops[i];
		if (lies_on_stack(unit, loop)) {
			put_on_stack(unit, loop, (int)i + 1);
		} else if (!has_loop_in_head(unit, loop)) { /* else an object that takes memory */
			if (loop->generator)
				need_room_at(unit, loop->generator, loop->function);
			else if (unit->passes.embed)
				edit(unit, loop->callee.start, loop->callee.end - loop->callee.start, loop->shared, 0);
			else
				continue;
			replace_form(unit, loop, (int)i + 1, "co__for_in");
		}
	}
}
