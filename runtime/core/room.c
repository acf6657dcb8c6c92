/* Memory of a coroutine whose size is known at run time: arrays of variable length and alloca.
 *
 * In: what generated code asks for. Out: blocks from where all of cogen's memory comes. An array's block is given
 * back by the cleanup of its variable, when its scope is left; those of alloca hang on one list, which the coroutine
 * drops at its end. */
#include "cogen/object.h"

void *co__room(size_t size, size_t align) {
	if (size > PTRDIFF_MAX) return NULL; /* a length below zero */
	return co__alloc_aligned(size ? size : 1, align > _Alignof(max_align_t) ? align : _Alignof(max_align_t));
}

void co__room_left(void *room) { co__free(*(void **)room); }

struct link {
	struct link *next;
	_Alignas(max_align_t) unsigned char memory[];
};

void *co__room_on_stack(void *stack, size_t size) {
	if (size > PTRDIFF_MAX - sizeof(struct link)) return NULL;
	struct link **top = stack, *link = co__alloc(sizeof *link + size);
	if (!link) return NULL;
	link->next = *top;
	*top = link;
	return link->memory;
}

void co__leave_stack(void *stack) {
	for (struct link *link = *(struct link **)stack, *next; link; link = next) {
		next = link->next;
		co__free(link);
	}
}
