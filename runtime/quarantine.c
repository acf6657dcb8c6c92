/* Quarantine: in debug mode the memory of a handle that has ended is kept for a while, so that its next use is told
 * of, as AddressSanitizer does with memory that was freed, whose idea this is.
 *
 * In: futures of loops in debug mode whose last reference has gone. Out: memory given back when others have taken
 * their place, or with the loop; until then they look like futures of a loop that is nobody's, which have failed
 * with an error that says which handle it was.
 *
 * What must hold: nothing of the loop's leads to what is here. Where memory is checked by a sanitizer all is freed
 * at once, as that knows more. What is large is, too. */
#include "internal.h"

#include <stdio.h>

enum { KEPT = 256, KEPT_BYTES = 1 << 20, LARGEST = 16 << 10 };

/* Written by nobody, as loops of all threads share it. */
co_loop co__of_the_ended = { .hot.futures.type = { .name = "future", .kind = CO__FUTURE, .abi = CO__ABI } };

struct co__quarantine {
	struct place {
		co_future *future; /* NULL: none */
		size_t size;
		unsigned role;
	} places[KEPT];
	uint32_t next; /* the place of the oldest, which is taken next */
	size_t bytes;
};

static void leave(struct co__quarantine *quarantine, struct place *place) {
	co_future *future = place->future;
	if (!future) return;
	quarantine->bytes -= place->size;
	place->future = NULL;
	co_error_free(future->u.error);
	future->role = place->role & 3u;
	co__future_free_memory(future);
}

static size_t size_of(const co_future *future) {
	switch (future->role) {
	case ROLE_TASK: return sizeof *future + co__root((co_task *)(uintptr_t)future)->type->frame_size;
	case ROLE_FUTURE:
		return sizeof(struct co__plain_future) + ((const struct co__plain_future *)(const void *)future)->size;
	case ROLE_GATHER: return co__gather_size(future);
	default: return co__wait_size(future);
	}
}

/* What freeing it does beside giving back memory has to be done now. */
static bool has_cleanup(co_future *future) {
	if (future->role != ROLE_TASK) return false;
	const co_coro *root = co__root(future);
	return root->state == 0 && root->type->kind == CO__AWAITABLE && root->type->has_cleanup;
}

void co__quarantine_begin(co_loop *loop) {
	if (loop->quarantine || co__is_memory_checked()) return;
	loop->quarantine = co__alloc(sizeof *loop->quarantine);
	if (loop->quarantine) *loop->quarantine = (struct co__quarantine){ .next = 0 };
}

void co__quarantine_end(co_loop *loop) {
	if (!loop->quarantine) return;
	for (uint32_t i = 0; i < KEPT; i++) leave(loop->quarantine, &loop->quarantine->places[i]);
	co__free(loop->quarantine);
	loop->quarantine = NULL;
}

bool co__quarantine_takes(const co_loop *loop, co_future *future) {
	return loop->quarantine && size_of(future) <= LARGEST && !has_cleanup(future);
}

void co__quarantine_take(co_loop *loop, co_future *future, const char *text) {
	struct co__quarantine *quarantine = loop->quarantine;
	const size_t size = size_of(future);
	struct place *place = &quarantine->places[quarantine->next];
	leave(quarantine, place);
	for (uint32_t i = quarantine->next; quarantine->bytes + size > KEPT_BYTES; i = (i + 1) % KEPT)
		leave(quarantine, &quarantine->places[i]);
	quarantine->next = (quarantine->next + 1) % KEPT;
	quarantine->bytes += size;
	*place = (struct place){ future, size, future->role };
	*future = (co_future){
		.item = { &co__of_the_ended.hot.futures.type, (struct co__item *)(void *)loop },
		.index = UNLISTED,
		.state = STATE_FAILED,
		.retrieved = 1,
		.references = 1,
		.u.error = co__error_make(CO_ESTATE, "%s", text),
	};
}
