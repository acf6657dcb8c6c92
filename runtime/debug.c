/* Reports about what goes wrong out of sight, and debug mode, which looks for more of it.
 *
 * In: errors that end unseen, tasks that are destroyed while they wait, and in debug mode steps and callbacks that
 * take long, calls that nobody awaited, tasks that are left when the loop is closed, loops that never are; also
 * tasks that keep a close waiting. Out: the loop's own function is told, or a line on standard error.
 *
 * What must hold: without debug mode nothing here costs more than a compare; no report changes what happens. */
#include "internal.h"

#include <math.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- telling ---- */

/* Whether the loop's own function is told. While that runs it is not: what it does may be refused each time anew. */
static bool has_listener(const co_loop *loop) { return loop && loop->on_report && !loop->is_telling; }

static void tell(co_loop *loop, const co_error *error, co_future *future, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

static void tell(co_loop *loop, const co_error *error, co_future *future, const char *format, ...) {
	char text[512];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	if (has_listener(loop)) {
		loop->is_telling = true;
		loop->on_report(loop, &(co_report){ text, error, future }, loop->on_report_arg);
		if (co__is_open(loop, NULL)) loop->is_telling = false; /* it may have closed it */
		return;
	}
	fprintf(stderr, "cogen: %s\n", text);
	if (error) co_error_print(error, stderr);
	fflush(stderr);
}

int co__refuse(co_loop *loop, const char *function, const char *what) {
	bool own = loop && (loop == co__current || co__inbox_is_own_thread(loop));
	if (!own) loop = co__current;
	if (!has_listener(loop)) fflush(stdout);
	tell(loop, NULL, NULL, "%s: %s", function, what);
	return CO_ESTATE;
}

int co__misuse(const char *function, const char *what) { return co__refuse(co__current, function, what); }

bool co__no_handle(const co_future *future, const char *function) {
	co__refuse(future ? co__loop_of_gone(future) : co__current, function, co__why_no_handle(future));
	return false;
}

const char *co__why_no_handle(const co_future *future) {
	return future ? future->u.error->message : "the handle is NULL";
}

int co__null(const char *function, const char *what) {
	char text[64];
	snprintf(text, sizeof text, "the %s is NULL", what);
	return co__misuse(function, text);
}

size_t co__none_of_null(const char *function, const char *what) {
	co__null(function, what);
	return 0;
}

co_step co__raise_null(const char *function, const char *what) {
	return CO__RAISE(co__error_make(CO_ESTATE, "%s: the %s is NULL", function, what));
}

const char *co__stranger(const co_future *future, char text[static 256]) {
	char name[24];
	if (co__is_gone(future)) {
		snprintf(text, 256, "%s", co__why_no_handle(future));
		return text;
	}
	if (future->role != ROLE_TASK) {
		snprintf(text, 256, "what %s made", co__role_name(future));
		return text;
	}
	const co_type *type = co__root((co_task *)(uintptr_t)future)->type;
	/* The name that the user gave is in a table that the loop's thread may be writing. */
	bool own = co__inbox_is_own_thread(co__loop_of(future));
	if (!own) snprintf(name, sizeof name, "Task-%u", future->id);
	const char *called = own ? co__name_of(future, name) : name;
	if (type->file && type->sites)
		snprintf(text, 256, "%.60s ('%.60s' of %.100s:%u)", called, type->name, type->file,
		         (unsigned)type->sites[0].line);
	else
		snprintf(text, 256, "%.60s ('%.60s')", called, type->name);
	return text;
}

void co__report(co_loop *loop, co_future *future, const char *format, ...) {
	char text[512];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	tell(loop, NULL, future, "%s", text);
}

void co_loop_on_report(co_loop *loop, void (*fn)(co_loop *loop, const co_report *report, void *arg), void *arg) {
	if (!co__is_open(loop, "co_loop_on_report")) return;
	loop->on_report = fn;
	loop->on_report_arg = arg;
}

/* ", spawned at FILE:LINE", or made, and what comes `behind`, where that is known. */
static const char *spawned(co_future *future, const char *behind, char text[static 256]) {
	struct co__extra *extra = co__future_extra(future);
	text[0] = '\0';
	if (extra && extra->where)
		snprintf(text, 256, ", %s at %s%s", future->role == ROLE_TASK ? "spawned" : "made", extra->where, behind);
	return text;
}

void co__report_unseen(co_future *future) {
	char name[24], place[256];
	bool task = future->role == ROLE_TASK;
	tell(co__loop_of(future), future->u.error, future,
	     "an error nobody asked for, from %s ('%s')%s:", task ? co__name_of(future, name) : "a future",
	     task ? co__root(future)->type->name : co__role_name(future), spawned(future, "", place));
}

void co__end_in_quarantine(co_loop *loop, co_future *future) {
	char name[24], place[256], text[400];
	const bool task = future->role == ROLE_TASK;
	snprintf(text, sizeof text, "the handle of %s ('%s')%s has ended", task ? co__name_of(future, name) : "a future",
	         task ? co__root(future)->type->name : co__role_name(future), spawned(future, ",", place));
	if (future->index != UNLISTED) co__future_unregister(future);
	co__quarantine_take(loop, future, text);
}

void co__report_unseen_of(co_loop *loop, const co_error *error, const char *what, const char *name) {
	tell(loop, error, NULL, "an error nobody asked for, from %s ('%s'):", what, name);
}

/* What has no loop of its own: the generators of plain code. */
static void unseen_told(const co_error *error, const char *what, const char *name) {
	co__report_unseen_of(co__current, error, what, name);
}

void co__report_lost(co_task *task) {
	char name[24], place[256];
	tell(co__loop_of(task), NULL, task, "%s ('%s')%s %s, and is destroyed with its loop", co__name_of(task, name),
	     co__root(task)->type->name, spawned(task, ",", place),
	     co__was_asked(co__loop_of(task), task) ? "still waits though it was cancelled"
	                                            : "was spawned while its loop ended");
}

const char *co__at_place(const char *before, const char *place, char text[static 264]) {
	text[0] = '\0';
	if (strcmp(place, "?")) snprintf(text, 264, "%s%s", before, place);
	return text;
}

/* Of many of a kind. */
enum { MOST_TOLD = 20 };

void co__report_closing(co_loop *loop) {
	unsigned count = 0;
	char name[24], text[256], place[256], at[264];
	co__list_all(loop);
	for (uint32_t i = 0; i < loop->hot.table_count; i++) {
		co_future *task = co__future_at(loop, i);
		if (!task || task->role != ROLE_TASK || co__is_done(task) || ++count > MOST_TOLD) continue;
		bool asked = co__was_asked(loop, task) && !co__is_closing_generator(task);
		tell(loop, NULL, task, "%s waits for %s ('%s')%s, which %s%s",
		     loop->detaching ? "co_loop_detach" : "co_loop_close", co__name_of(task, name), co__root(task)->type->name,
		     spawned(task, ",", place), asked ? "was cancelled and goes on" : "was spawned in the cleanup of others",
		     co__at_place(", at ", co__place_of(task, text), at));
	}
	if (count > MOST_TOLD) tell(loop, NULL, NULL, "and for %u more", count - MOST_TOLD);
}

/* ---- steps that take long ---- */

const char *co__place_of(co_task *task, char text[static 256]) {
	co_coro *frame = task->state == STATE_CREATED ? co__root(task) : task->u.leaf;
	for (; frame; frame = co__outer(task, frame)) {
		const co_type *type = frame->type;
		if (!type->file || !*type->file || !type->sites || frame->state >= type->site_count) continue;
		snprintf(text, 256, "%s:%u", type->file, (unsigned)type->sites[frame->state].line);
		return text;
	}
	return "?";
}

static bool calls(const struct co__item *item, struct co__call *call) {
	return co__callback_calls(item, call) || co__done_callback_calls(item, call) || co__letter_calls(item, call);
}

/* Which function, and where it was asked for. */
static const char *text_of(const struct co__call *call, char text[static 256]) {
	if (call->place)
		snprintf(text, 256, "%s", call->place);
	else
		snprintf(text, 256, "function at %p", call->fn);
	return text;
}

void co__run_watched(co_loop *loop, struct co__item *item) {
	bool is_task = item->type == &loop->hot.futures.type;
	char from[256], to[256], name[24], began_at[264], ended_at[264];
	co_task *task = is_task ? (co_task *)(void *)item : NULL;
	const char *began = "";
	if (task) {
		co__retain(task);
		began = co__place_of(task, from);
	}
	struct co__call call;
	const bool is_call = !is_task && calls(item, &call);
	uint64_t start = uv_hrtime();
	loop->step_began = is_task ? began : NULL;
	if (is_task)
		co__task_run(loop, item);
	else
		((const struct co__item_type *)item->type)->run(loop, item);
	loop->step_began = NULL;
	double seconds = (double)(uv_hrtime() - start) / 1e9;
	if (seconds >= loop->slow) {
		if (task)
			tell(loop, NULL, task, "slow: %s ('%s') ran for %.3f s%s%s", co__name_of(task, name),
			     co__root(task)->type->name, seconds, co__at_place(", from ", began, began_at),
			     co__at_place(strcmp(began, "?") ? " to " : ", to ",
			                  co__is_done(task) ? "its end" : co__place_of(task, to), ended_at));
		else if (is_call)
			tell(loop, NULL, NULL, "slow: a %s, %s, ran for %.3f s", call.what, text_of(&call, from), seconds);
	}
	if (task) co__release(task);
}

/* ---- calls that nobody awaited ---- */

/* Objects that were made in debug mode and given to nobody yet: a table with open addressing, of this thread. */
static _Thread_local struct {
	co_coro **objects;
	size_t count, capacity;
} made;

static size_t slot_of(const co_coro *object) { return (size_t)((uintptr_t)object >> 4) * 0x9e3779b1u % made.capacity; }

static void put(co_coro *object) {
	size_t slot = slot_of(object);
	while (made.objects[slot]) slot = (slot + 1) % made.capacity;
	made.objects[slot] = object;
}

static void object_made(co_coro *object) {
	if (object->type->kind == CO__GENERATOR || object->type->kind == CO__ASYNC_GENERATOR)
		return; /* whoever made it frees it */
	if (made.count * 2 >= made.capacity) {
		size_t capacity = made.capacity ? made.capacity * 2 : 64, old = made.capacity;
		co_coro **objects = calloc(capacity, sizeof *objects), **before = made.objects;
		if (!objects) return;
		made.objects = objects;
		made.capacity = capacity;
		for (size_t i = 0; i < old; i++)
			if (before[i]) put(before[i]);
		free(before);
	}
	put(object);
	made.count++;
}

static void object_given(co_coro *object) {
	if (!made.count) return;
	size_t slot = slot_of(object);
	while (made.objects[slot] && made.objects[slot] != object) slot = (slot + 1) % made.capacity;
	if (!made.objects[slot]) return;
	made.objects[slot] = NULL;
	made.count--;
	/* What stands behind it may have been put there because of it. */
	for (size_t next = (slot + 1) % made.capacity; made.objects[next]; next = (next + 1) % made.capacity) {
		co_coro *moved = made.objects[next];
		made.objects[next] = NULL;
		put(moved);
	}
	if (made.count) return;
	free(made.objects); /* a thread ends without a word */
	made.objects = NULL;
	made.capacity = 0;
}

static void report_never_awaited(co_loop *loop) {
	for (size_t i = 0; i < made.capacity; i++) {
		if (!made.objects[i]) continue;
		const co_type *type = made.objects[i]->type;
		if (type->file && *type->file && type->sites)
			tell(loop, NULL, NULL, "a call of '%s' (%s:%u) was never awaited", type->name, type->file,
			     (unsigned)type->sites[0].line);
		else
			tell(loop, NULL, NULL, "a call of '%s' was never awaited", type->name);
	}
	free(made.objects);
	made.objects = NULL;
	made.count = made.capacity = 0;
}

/* ---- debug mode ---- */

static void report_open_loops(void) {
	unsigned count = co__loops_watched();
	if (count) tell(NULL, NULL, NULL, count == 1 ? "1 loop was never closed" : "%u loops were never closed", count);
}

void co_loop_set_debug(co_loop *loop, bool on) {
	static atomic_flag will_report = ATOMIC_FLAG_INIT;
	if (!co__is_open(loop, "co_loop_set_debug") || loop->hot.debug == on) return;
	co__loop_watch(loop, on);
	if (!on) return;
	co__quarantine_begin(loop);
	if (!atomic_flag_test_and_set(&will_report)) atexit(report_open_loops);
	co__locks_watch();
	__atomic_store_n(&co__object_made, object_made, __ATOMIC_RELAXED);
	__atomic_store_n(&co__object_given, object_given, __ATOMIC_RELAXED);
	co__watch_objects(CO__BY_HOOKS, true);
}

void co_loop_set_slow(co_loop *loop, double seconds) {
	if (co__is_open(loop, "co_loop_set_slow")) loop->slow = seconds;
}

static bool is_on(const char *value) { return value && *value && strcmp(value, "0"); }

void co__debug_init(co_loop *loop) {
	__atomic_store_n(&co__unseen_told, unseen_told, __ATOMIC_RELAXED);
	loop->slow = 0.1;
	const char *slow = getenv("COGEN_SLOW"), *seed = getenv("COGEN_SEED");
	if (slow && *slow) loop->slow = strtod(slow, NULL);
	if (seed && *seed) co_loop_set_seed(loop, (unsigned)strtoul(seed, NULL, 10));
	if (is_on(getenv("COGEN_DEBUG"))) co_loop_set_debug(loop, true);
}

/* What the program has left active in the loop of libuv's. */
static void report_handle(uv_handle_t *handle, void *arg) {
	co_loop *loop = arg;
	if (!uv_is_active(handle) || uv_is_closing(handle)) return;
	if (co__is_own_handle(loop, handle) || co__is_outside(handle)) return;
	tell(loop, NULL, NULL, "a %s handle of libuv's is active while its loop is closed",
	     uv_handle_type_name(handle->type));
}

void co__debug_closing(co_loop *loop) {
	if (!loop->hot.debug) return;
	report_never_awaited(loop);
	uv_walk(loop->uv, report_handle, loop);
	uint32_t sleeping = loop->hot.timer_count;
	char name[24], text[256], place[256], at[264];
	co__list_all(loop);
	for (uint32_t i = 0; i < loop->hot.table_count; i++) {
		co_future *task = co__future_at(loop, i);
		if (!task || task->role != ROLE_TASK || co__is_done(task)) continue;
		tell(loop, NULL, task, "%s ('%s')%s is pending while its loop is closed%s", co__name_of(task, name),
		     co__root(task)->type->name, spawned(task, ",", place),
		     co__at_place(", at ", co__place_of(task, text), at));
	}
	if (!sleeping) return;
	tell(loop, NULL, NULL,
	     sleeping == 1 ? "1 timer is left while its loop is closed" : "%u timers are left while their loop is closed",
	     (unsigned)sleeping);
	unsigned told = 0;
	for (uint32_t i = 0; i < sleeping && told < MOST_TOLD; i++) {
		struct co__timer *timer = loop->timers[i].timer;
		if (timer->co__kind != CO__OF_CALLBACK) continue;
		struct co__call call = co__timer_calls(timer);
		tell(loop, NULL, NULL, "a timer that is left: a %s, %s", call.what, text_of(&call, text));
		told++;
	}
}
