/* Timers: a heap of due times in nanoseconds over one uv_timer_t, and what sleeps on it.
 *
 * In: frames of co_sleep and callbacks with a due time. Out: made ready, in the order of their due times, equal ones in
 * the order they were started, never before the loop's clock has reached them.
 *
 * libuv's timers count whole milliseconds from a time that was read before the poll and rounded down. The one timer
 * here is armed for the due time rounded up, and what is due is decided by the heap and the real clock alone; a poll
 * that ends early finds nothing due and arms it again.
 *
 * What must hold: every timer knows its place in the heap, so that a cancelled one leaves it at once. */
#include "internal.h"

#include <string.h>

/* Children of a node: a heap of four is half as deep, and four entries of 16 bytes are one cache line. */
enum { WAYS = 4 };

uint64_t co__now(co_loop *loop) { return loop->is_virtual ? loop->now : uv_hrtime(); }

uint64_t co__nanoseconds(double seconds) {
	if (!(seconds > 0)) return 0;
	double nanoseconds = seconds * 1e9;
	if (nanoseconds >= (double)CO__NEVER) return CO__NEVER;
	uint64_t whole = (uint64_t)nanoseconds;
	return whole + ((double)whole < nanoseconds);
}

/* The seconds may have been rounded, as most that are no whole number of nanoseconds: up, then. */
uint64_t co__due_at(double when) {
	uint64_t due = co__nanoseconds(when);
	for (uint64_t more = 1; due < CO__NEVER && (double)due / 1e9 < when; more *= 2) due += more;
	return due;
}

uint64_t co__due_in(co_loop *loop, double seconds) {
	uint64_t now = co__now(loop), wait = co__nanoseconds(seconds);
	return wait > CO__NEVER - now ? CO__NEVER : now + wait;
}

/* ---- the heap ---- */

static bool before(const struct co__timer_entry *a, const struct co__timer_entry *b) {
	if (a->due != b->due) return a->due < b->due;
	/* Orders wrap around; the sign of the 30-bit difference tells. */
	return ((uint32_t)(a->timer->co__order - b->timer->co__order) & 0x3fffffffu) > 0x1fffffffu;
}

static void put(co_loop *loop, uint32_t at, struct co__timer_entry entry) {
	loop->timers[at] = entry;
	entry.timer->co__index = at;
}

static void sift_up(co_loop *loop, uint32_t at, struct co__timer_entry entry) {
	while (at > 0) {
		uint32_t parent = (at - 1) / WAYS;
		if (!before(&entry, &loop->timers[parent])) break;
		put(loop, at, loop->timers[parent]);
		at = parent;
	}
	put(loop, at, entry);
}

static void sift_down(co_loop *loop, uint32_t at, struct co__timer_entry entry) {
	for (;;) {
		uint32_t first = at * WAYS + 1, least = first;
		if (first >= loop->hot.timer_count) break;
		for (uint32_t i = first + 1; i < loop->hot.timer_count && i < first + WAYS; i++)
			if (before(&loop->timers[i], &loop->timers[least])) least = i;
		if (!before(&loop->timers[least], &entry)) break;
		put(loop, at, loop->timers[least]);
		at = least;
	}
	put(loop, at, entry);
}

bool co__timer_add(co_loop *loop, struct co__timer *timer, uint64_t due) {
	if (loop->hot.timer_count == loop->timer_capacity) {
		uint32_t capacity = loop->timer_capacity ? loop->timer_capacity * 2 : 64;
		struct co__timer_entry *grown = co__alloc(capacity * sizeof *grown);
		if (!grown) return false;
		if (loop->timers) memcpy(grown, loop->timers, loop->hot.timer_count * sizeof *grown);
		co__free(loop->timers);
		loop->timers = grown;
		loop->timer_capacity = capacity;
	}
	timer->co__order = loop->timer_order++ & 0x3fffffffu;
	sift_up(loop, loop->hot.timer_count++, (struct co__timer_entry){ due, timer });
	if (timer->co__index == 0 && !loop->in_turn) co__timers_arm(loop);
	return true;
}

void co__timer_remove(co_loop *loop, struct co__timer *timer) {
	uint32_t at = timer->co__index;
	struct co__timer_entry last = loop->timers[--loop->hot.timer_count];
	if (last.timer != timer) {
		if (at > 0 && before(&last, &loop->timers[(at - 1) / WAYS]))
			sift_up(loop, at, last);
		else
			sift_down(loop, at, last);
	}
	if (at == 0 && !loop->in_turn) co__timers_arm(loop);
}

/* ---- libuv's part ---- */

static uint64_t milliseconds_up(uint64_t nanoseconds) { return nanoseconds / 1000000 + (nanoseconds % 1000000 != 0); }

static void on_timer(uv_timer_t *timer) {
	/* It only ended the poll. Where libuv runs timers before the poll, the turn that follows looks at the heap; where
	 * it runs them after, the turn has. */
	co_loop *loop = timer->data;
	loop->armed = UINT64_MAX;
	/* What is due already (a turn took longer than it had left) is for the next turn. Armed with no time to wait,
	 * from in here, it would keep libuv before 1.45 in its list of timers for good: that one runs whatever is due
	 * until nothing is. */
	if (loop->hot.timer_count && milliseconds_up(loop->timers[0].due) <= uv_now(loop->uv))
		co__wake_poll(loop);
	else
		co__timers_arm(loop);
}

void co__timers_arm(co_loop *loop) {
	if (loop->is_virtual) return;
	if (!co__timer_comes(loop)) {
		if (loop->armed != UINT64_MAX) uv_timer_stop(&loop->timer);
		loop->armed = UINT64_MAX;
		return;
	}
	uint64_t due = loop->timers[0].due;
	if (due == loop->armed) return;
	uint64_t target = milliseconds_up(due), now = uv_now(loop->uv);
	uv_timer_start(&loop->timer, on_timer, target > now ? target - now : 0, 0);
	loop->armed = due;
}

void co__timers_run(co_loop *loop, uint64_t now) {
	while (loop->hot.timer_count && loop->timers[0].due <= now) {
		struct co__timer *timer = loop->timers[0].timer;
		co__timer_remove(loop, timer);
		switch (timer->co__kind) {
		case CO__OF_SLEEP: co__sleep_due(timer); break;
		case CO__OF_TIMEOUT: co__timeout_due(loop, timer); break;
		default: co__callback_due(loop, timer);
		}
	}
}
