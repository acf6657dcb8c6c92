/* Callbacks: co_call_soon, co_call_later, co_call_at, and their handles. What other threads send is in inbox.c.
 *
 * In: functions and their argument. Out: each called once, from a turn of the loop, unless its handle was cancelled.
 *
 * Callbacks live in blocks that never move; a handle is a place in them and the generation of its use, so it can be
 * kept for ever: when the callback has run, its place has another generation.
 *
 * What must hold: the list of loops is touched under its lock alone; a loop that is not in it is closed, whatever
 * its address says. */
#include "internal.h"

enum { BLOCK = 64 };

enum use { FREE, SOON, LATER, CANCELLED };

struct co__callback {
	struct co__item item;
	struct co__timer timer;
	void (*fn)(void *arg);
	void *arg;
	const char *place; /* as in co__call_soon */
	uint32_t slot;
	uint32_t generation; /* of this use; odd while it is in use */
	uint8_t use;
};

/* The loops that are open, for handles. */
static struct {
	uv_once_t once;
	uv_mutex_t lock;
	co_loop *first;
	uint32_t last_number;
} open_loops = { .once = UV_ONCE_INIT };

static void make_lock(void) { uv_mutex_init(&open_loops.lock); }

static void lock_loops(void) {
	uv_once(&open_loops.once, make_lock);
	uv_mutex_lock(&open_loops.lock);
}

static void unlock_loops(void) { uv_mutex_unlock(&open_loops.lock); }

void co__callbacks_init(co_loop *loop) {
	lock_loops();
	loop->number = ++open_loops.last_number;
	loop->next_open = open_loops.first;
	open_loops.first = loop;
	unlock_loops();
}

/* Whether the loop is there; the lock is held then. */
static bool lock_open(co_loop *loop) {
	lock_loops();
	for (co_loop *open = open_loops.first; open; open = open->next_open)
		if (open == loop) return true;
	unlock_loops();
	return false;
}

bool co__is_open(co_loop *loop, const char *caller) {
	if (loop && loop == co__current) return true;
	bool open = loop && lock_open(loop);
	if (open) unlock_loops();
	if (!open && caller) co__misuse(caller, loop ? "the loop was closed" : "the loop is NULL");
	return open;
}

bool co__is_taking(co_loop *loop, const char *caller) {
	if (!co__is_open(loop, caller)) return false;
	if (CO__UNLIKELY(loop->hot.is_over)) {
		co__refuse(loop, caller, "the loop is being closed");
		return false;
	}
	if (CO__UNLIKELY(loop->detaching) && !loop->in_turn) {
		co__refuse(loop, caller, "the loop is being detached");
		return false;
	}
	return true;
}

void co__loop_watch(co_loop *loop, bool on) {
	lock_loops();
	loop->hot.debug = on;
	unlock_loops();
}

unsigned co__loops_watched(void) {
	unsigned count = 0;
	lock_loops();
	for (co_loop *loop = open_loops.first; loop; loop = loop->next_open) count += loop->hot.debug;
	unlock_loops();
	return count;
}

void co__callbacks_end(co_loop *loop) {
	lock_loops();
	co_loop **link = &open_loops.first;
	while (*link && *link != loop) link = &(*link)->next_open;
	if (*link) *link = loop->next_open;
	unlock_loops();
	for (uint32_t i = 0; i < loop->block_count; i++) co__free(loop->blocks[i]);
	co__free(loop->blocks);
}

/* ---- places ---- */

static bool add_block(co_loop *loop) {
	uint32_t count = loop->block_count;
	if (count >= UINT32_MAX / BLOCK) return false;
	if ((count & (count - 1)) == 0) { /* the array of blocks doubles at powers of two */
		struct co__callback **grown = co__alloc((count ? 2 * (size_t)count : 1) * sizeof *grown);
		if (!grown) return false;
		for (uint32_t i = 0; i < count; i++) grown[i] = loop->blocks[i];
		co__free(loop->blocks);
		loop->blocks = grown;
	}
	struct co__callback *block = co__alloc(BLOCK * sizeof *block);
	if (!block) return false;
	for (uint32_t i = BLOCK; i-- > 0;) {
		block[i] = (struct co__callback){ .slot = count * BLOCK + i };
		block[i].item.next = (struct co__item *)loop->free_callbacks;
		loop->free_callbacks = &block[i];
	}
	loop->blocks[loop->block_count++] = block;
	return true;
}

static void run_callback(co_loop *loop, struct co__item *item);

static const struct co__item_type callback_type = {
	.type = { .name = "callback", .kind = CO__ITEM, .abi = CO__ABI },
	.run = run_callback,
};

/* Whether a call may come now; in debug mode also whether it comes from the loop's thread. */
static bool may_call(co_loop *loop, void (*fn)(void *arg), const char *caller) {
	if (!co__is_taking(loop, caller)) return false;
	if (CO__UNLIKELY(!fn)) {
		co__refuse(loop, caller, "the function is NULL");
		return false;
	}
	if (CO__UNLIKELY(loop->hot.debug)) {
		if (!co__inbox_is_own_thread(loop)) {
			co__misuse(caller, "called from another thread than the loop's: co_call_soon_threadsafe");
			return false;
		}
	}
	co__inbox_first(loop);
	return true;
}

static struct co__callback *take(co_loop *loop, enum use use, const char *place, void (*fn)(void *arg), void *arg) {
	if (!loop->free_callbacks && !add_block(loop)) return NULL;
	struct co__callback *callback = loop->free_callbacks;
	loop->free_callbacks = (struct co__callback *)(void *)callback->item.next;
	callback->item = (struct co__item){ &callback_type.type, NULL };
	callback->timer.co__kind = CO__OF_CALLBACK;
	callback->fn = fn;
	callback->arg = arg;
	callback->place = place;
	callback->use = (uint8_t)use;
	callback->generation++;
	return callback;
}

static void give_back(co_loop *loop, struct co__callback *callback) {
	callback->generation++;
	callback->use = FREE;
	callback->item.next = (struct co__item *)(void *)loop->free_callbacks;
	loop->free_callbacks = callback;
}

static co_handle handle_of(co_loop *loop, const struct co__callback *callback) {
	return (co_handle){ callback->slot, callback->generation, loop->number };
}

/* ---- scheduling ---- */

static void run_callback(co_loop *loop, struct co__item *item) {
	struct co__callback *callback = (struct co__callback *)(void *)item;
	void (*fn)(void *arg) = callback->use == CANCELLED ? NULL : callback->fn;
	void *arg = callback->arg;
	give_back(loop, callback);
	if (fn) fn(arg);
}

static struct co__call call_of(const struct co__callback *callback) {
	return (struct co__call){ "callback", callback->place, (const void *)(uintptr_t)callback->fn };
}

bool co__callback_calls(const struct co__item *item, struct co__call *call) {
	if (item->type != &callback_type.type) return false;
	const struct co__callback *callback = (const struct co__callback *)(const void *)item;
	*call = call_of(callback);
	return callback->use != CANCELLED;
}

static struct co__callback *callback_with(struct co__timer *timer) {
	return (struct co__callback *)(void *)((unsigned char *)timer - offsetof(struct co__callback, timer));
}

struct co__call co__timer_calls(struct co__timer *timer) { return call_of(callback_with(timer)); }

void co__callback_due(co_loop *loop, struct co__timer *timer) {
	struct co__callback *callback = callback_with(timer);
	callback->use = SOON;
	co__push(loop, &callback->item);
}

co_handle co__call_soon(const char *place, co_loop *loop, void (*fn)(void *arg), void *arg) {
	if (!may_call(loop, fn, "co_call_soon")) return (co_handle){ 0, 0, 0 };
	struct co__callback *callback = take(loop, SOON, place, fn, arg);
	if (!callback) return (co_handle){ 0, 0, 0 };
	co__push(loop, &callback->item);
	return handle_of(loop, callback);
}

static co_handle schedule(co_loop *loop, uint64_t due, const char *place, void (*fn)(void *arg), void *arg) {
	struct co__callback *callback = take(loop, LATER, place, fn, arg);
	if (!callback) return (co_handle){ 0, 0, 0 };
	if (!co__timer_add(loop, &callback->timer, due)) {
		give_back(loop, callback);
		return (co_handle){ 0, 0, 0 };
	}
	return handle_of(loop, callback);
}

co_handle co__call_later(const char *place, co_loop *loop, double seconds, void (*fn)(void *arg), void *arg) {
	if (!may_call(loop, fn, "co_call_later")) return (co_handle){ 0, 0, 0 };
	return schedule(loop, co__due_in(loop, seconds), place, fn, arg);
}

co_handle co__call_at(const char *place, co_loop *loop, double when, void (*fn)(void *arg), void *arg) {
	if (!may_call(loop, fn, "co_call_at")) return (co_handle){ 0, 0, 0 };
	return schedule(loop, co__due_at(when), place, fn, arg);
}

co_handle (co_call_soon)(co_loop *loop, void (*fn)(void *arg), void *arg) { return co__call_soon(NULL, loop, fn, arg); }
co_handle (co_call_later)(co_loop *loop, double seconds, void (*fn)(void *arg), void *arg) {
	return co__call_later(NULL, loop, seconds, fn, arg);
}
co_handle (co_call_at)(co_loop *loop, double when, void (*fn)(void *arg), void *arg) {
	return co__call_at(NULL, loop, when, fn, arg);
}

bool co_handle_cancel(co_handle handle) {
	if (!(handle.generation & 1)) return false;
	co_loop *loop = co__current;
	if (!loop || loop->number != handle.loop) {
		lock_loops();
		for (loop = open_loops.first; loop && loop->number != handle.loop;) loop = loop->next_open;
		unlock_loops();
	}
	if (!loop || handle.slot >= loop->block_count * BLOCK) return false;
	struct co__callback *callback = &loop->blocks[handle.slot / BLOCK][handle.slot % BLOCK];
	if (callback->generation != handle.generation) return false;
	switch ((enum use)callback->use) {
	case LATER:
		co__timer_remove(loop, &callback->timer);
		give_back(loop, callback);
		return true;
	case SOON:
		callback->use = CANCELLED; /* it stays in the queue; its place is free when its turn comes */
		return true;
	default: return false;
	}
}
