/* GROUP: co_group, tasks that end before their block does. */
#include "conformance.h"

static async(int) after(double seconds, const char *text, int value) {
	await co_sleep(seconds);
	say(text);
	return value;
}
static async(void) fails_after(double seconds, int code) {
	await co_sleep(seconds);
	co_raise(code, "failed");
}
static async(void) ends_slowly(double seconds, const char *text, int code) {
	co_try { await co_sleep(100); }
	co_finally {
		await co_sleep(seconds);
		say(text);
		if (code) co_raise(code, "in cleanup");
	}
}
/** The codes of an error and of those that came with it. */
static void say_errors(const co_error *e) {
	for (; e; e = co_error_next(e)) {
		if (e->code == CO_ECANCELED)
			say("c");
		else if (e->code == CO_ETIMEDOUT)
			say("t");
		else
			say_number(e->code);
		say(";");
	}
}

static async(int) waits_for_all(void) {
	co_task *a, *b;
	co_group (g) {
		a = co_group_spawn(g, after(2, "a", 4));
		b = co_group_spawn(g, after(1, "b", 5));
		say("-");
	}
	say("!");
	return 10 * co_result(int, a) + co_result(int, b);
}
EITHER_ORDER(GROUP_1) {
	co_task *task = co_spawn_on(loop, waits_for_all());
	run(task);
	check(said("-ba!") && co_result(int, task) == 45 && co_loop_time(loop) == 2);
}

static async(void) spawns_more(co_group *g, int depth) {
	await co_sleep(1);
	say_number(depth);
	if (depth) co_group_spawn(g, spawns_more(g, depth - 1));
}
static void from_a_callback(void *g) { co_group_spawn(g, after(0, "p", 0)); }
static async(void) later_children(void) {
	co_group (g) {
		co_group_spawn(g, spawns_more(g, 3));
		await co_sleep(0.5);
		co_group_spawn(g, after(0, "l", 0));
		co_call_later(loop, 1.2, from_a_callback, g);
	}
	say("!");
}
EITHER_ORDER(GROUP_2) {
	run(co_spawn_on(loop, later_children()));
	check(said("l3p210!") && co_loop_time(loop) == 4);
}

static async(void) cancels_child(void) {
	co_group (g) {
		co_task *a = co_group_spawn(g, after(5, "a", 0));
		co_group_spawn(g, after(2, "b", 0));
		await co_sleep(1);
		co_cancel(a);
	}
	say("!");
}
EITHER_ORDER(GROUP_3) {
	run(co_spawn_on(loop, cancels_child()));
	check(said("b!") && co_loop_time(loop) == 2);
}

static async(void) child_fails(void) {
	co_try {
		co_group (g) {
			co_group_spawn(g, fails_after(1, 7));
			co_group_spawn(g, ends_slowly(2, "s", 0));
			co_try { await co_sleep(100); }
			co_finally { say("b"); }
		}
	}
	co_catch (e) { say_errors(e); }
}
EITHER_ORDER(GROUP_4) {
	run(co_spawn_on(loop, child_fails()));
	check(said("bs7;") && co_loop_time(loop) == 3);
}

static async(void) many_fail(void) {
	co_try {
		co_group (g) {
			co_group_spawn(g, fails_after(1, 7));
			co_group_spawn(g, ends_slowly(2, "", 8));
			co_group_spawn(g, ends_slowly(1, "", 9));
			co_try { await co_sleep(100); }
			co_finally { co_raise(10, "the body's own"); }
		}
	}
	co_catch (e) { say_errors(e); }
}
EITHER_ORDER(GROUP_5) {
	run(co_spawn_on(loop, many_fail()));
	check(said("7;10;9;8;"));
}

static async(void) body_fails(void) {
	co_try {
		co_group (g) {
			co_group_spawn(g, ends_slowly(2, "s", 0));
			await co_sleep(1);
			co_raise(11, "the body");
		}
	}
	co_catch (e) { say_errors(e); }
}
EITHER_ORDER(GROUP_6) {
	run(co_spawn_on(loop, body_fails()));
	check(said("s11;") && co_loop_time(loop) == 3);
}

static async(void) holds_group(double body, int code) {
	co_try {
		co_group (g) {
			co_group_spawn(g, ends_slowly(2, "s", code));
			await co_sleep(body);
		}
		say("!");
	}
	co_catch_all (e) { say_errors(e); }
	say_number(co_cancelling(co_current_task()));
	co_try { await co_sleep(0); }
	co_catch_all (e) { say("again"); }
}
EITHER_ORDER(GROUP_7) {
	for (int in_body = 0; in_body < 2; in_body++) {
		co_task *task = co_spawn_on(loop, holds_group(in_body ? 50 : 0, 0));
		turns(4);
		co_cancel(task);
		run(task);
		check(said("sc;1") && co_loop_time(loop) == 2 * (in_body + 1)); /* the time of its cleanup */
	}
}

/* fact: GROUP-9 */
EITHER_ORDER(GROUP_8_and_9) {
	for (int in_body = 0; in_body < 2; in_body++) {
		co_task *task = co_spawn_on(loop, holds_group(in_body ? 50 : 0, 12));
		turns(4);
		co_cancel(task);
		run(task);
		check(said("s12;1again"));
	}
}

static async(void) level_is_kept(int before) {
	for (int i = 0; i < before; i++) {
		co_cancel(co_current_task());
		co_try { await co_checkpoint(); }
		co_catch_all (e) { say(e->code == CO_ECANCELED ? "c" : "?"); }
	}
	co_try {
		co_group (g) {
			co_group_spawn(g, fails_after(1, 7));
			await co_sleep(100);
		}
	}
	co_catch (e) { say_errors(e); }
	say_number(co_cancelling(co_current_task()));
	await co_sleep(1);
	say("!");
}
EITHER_ORDER(GROUP_10) {
	run(co_spawn_on(loop, level_is_kept(0)));
	check(said("7;0!"));
	run(co_spawn_on(loop, level_is_kept(2)));
	check(said("cc7;2!"));
}

static async(void) inner_group(int code) {
	co_group (g) {
		co_group_spawn(g, fails_after(1, code));
		co_group_spawn(g, after(50, "!", 0));
	}
}
static async(void) outer_group(void) {
	co_try {
		co_group (g) {
			co_try { await inner_group(7); }
			co_catch (e) { say("i"), say_errors(e); }
			co_group_spawn(g, inner_group(8));
			co_group_spawn(g, after(60, "?", 0));
		}
	}
	co_catch (e) { say("o"), say_errors(e); }
}
EITHER_ORDER(GROUP_11) {
	run(co_spawn_on(loop, outer_group()));
	check(said("i7;o8;") && co_loop_time(loop) == 2);
}

static async(void) inner_waits(void) {
	co_try {
		co_group (g) { co_group_spawn(g, after(50, "?", 0)); }
	}
	co_catch (e) { say("never"); }
}
static async(void) outer_child_fails(void) {
	co_try {
		co_group (g) {
			co_group_spawn(g, fails_after(1, 7));
			await inner_waits();
		}
	}
	co_catch (e) { say_errors(e); }
}
EITHER_ORDER(GROUP_12) {
	run(co_spawn_on(loop, outer_child_fails()));
	check(said("7;") && co_loop_time(loop) == 1);
}

static co_group *kept;
static void spawns_into_kept(co_task **task) {
	if (kept) *task = co_group_spawn(kept, after(0, "?", 0));
}
static async(void) shutting_down(void) {
	co_defer { kept = NULL; }
	co_try {
		co_group (g) {
			kept = g;
			co_group_spawn(g, ends_slowly(2, "s", 0));
			co_group_spawn(g, fails_after(1, 7));
		}
	}
	co_catch (e) { say_errors(e); }
}
EITHER_ORDER(GROUP_13) {
	co_task *task = co_spawn_on(loop, shutting_down()), *late = NULL;
	run(co_spawn_on(loop, after(2, "", 0)));
	spawns_into_kept(&late);
	check(co_done(late) && code_of(late) == CO_ESTATE);
	run(task);
	check(said("s7;"));
}

static async(void) empty(void) {
	co_group (g) {
		co_group_spawn(g, after(0, "a", 0));
		await co_sleep(1);
	}
	say("1");
	co_group (g) { say("2"); }
	say("3");
}
EITHER_ORDER(GROUP_15) {
	co_task *task = co_spawn_on(loop, empty());
	co_call_later(loop, 1, say_arg, (char[]){ "-" });
	run(task);
	check(!strncmp(happened, "a123", 4) || !strcmp(happened, "a-123"));
	turns(2);
	happened[0] = '\0';
}
static async(void) empty_at_once(void) {
	co_group (g) { say("2"); }
	say("3");
}
FACT(GROUP_15_at_once) {
	co_go_on(loop, empty_at_once());
	turns(1);
	check(said("23"));
}

static long live_in_the_middle, live_at_the_end;
static async(void) long_lived(int count) {
	co_group (g) {
		for (int i = 0; i < count; i++) {
			co_scope { co_group_spawn(g, after(0, "", 0)); }
			await co_sleep(1);
			if (i == 3) live_in_the_middle = live;
		}
		live_at_the_end = live;
	}
}
EITHER_ORDER(GROUP_16) {
	run(co_spawn_on(loop, long_lived(300)));
	check(live_at_the_end == live_in_the_middle);
}

static async(void) fails_at_once(int code) {
	co_raise(code, "at once");
	await co_checkpoint();
}
static async(void) fail_first_step(void) {
	co_try {
		co_group (g) {
			co_group_spawn(g, fails_at_once(7));
			co_group_spawn(g, after(50, "?", 0));
		}
	}
	co_catch (e) { say_errors(e); }
}
EITHER_ORDER(GROUP_18) {
	run(co_spawn_on(loop, fail_first_step()));
	check(said("7;") && co_loop_time(loop) == 0);
}

static async(void) cancels_group(co_group *g) {
	co_group_cancel(g);
	await co_sleep(100);
	say("?");
}
static async(void) group_cancelled(int how) {
	co_try {
		co_group (g) {
			co_group_spawn(g, ends_slowly(2, "s", 0));
			await co_sleep(0);
			await co_sleep(0);
			if (how == 0) co_group_cancel(g);
			if (how == 1) co_group_spawn(g, cancels_group(g));
			if (how == 2) {
				co_group_spawn(g, cancels_group(g));
				await co_sleep(100);
				say("?");
			}
		}
		say("!");
	}
	co_catch_all (e) { say_errors(e); }
	say_number(co_cancelling(co_current_task()));
	await co_sleep(0);
	say(".");
}
EITHER_ORDER(GROUP_19) {
	for (int how = 0; how < 3; how++) {
		run(co_spawn_on(loop, group_cancelled(how)));
		check(said("s!0."));
	}
	co_task *task = co_spawn_on(loop, group_cancelled(0));
	turns(5);
	co_cancel(task); /* meanwhile, from outside */
	run(task);
	check(said("sc;1."));
}

/* X18: by a child in its first step. */
static async(void) cancelled_by_first_step(void) {
	co_group (g) {
		co_group_spawn(g, cancels_group(g));
		co_group_spawn(g, after(50, "?", 0));
	}
	say("!");
}
EITHER_ORDER(GROUP_20) {
	run(co_spawn_on(loop, cancelled_by_first_step()));
	check(said("!") && co_loop_time(loop) == 0);
}
EITHER_ORDER(X18) {
	co_task *task = co_spawn_on(loop, cancelled_by_first_step());
	turns(1);
	co_cancel(task);
	run(task);
	check(said("") && co_cancelled(task));
}

/* ---- with timeouts ---- */

static async(void) group_in_timeout(void) {
	co_try {
		co_timeout (1) {
			co_group (g) {
				co_group_spawn(g, ends_slowly(2, "a", 0));
				co_group_spawn(g, ends_slowly(3, "b", 0));
			}
		}
	}
	co_catch_all (e) { say_errors(e); }
	say_number(co_cancelling(co_current_task()));
}
EITHER_ORDER(GROUP_in_a_timeout) {
	run(co_spawn_on(loop, group_in_timeout()));
	check(said("abt;0") && co_loop_time(loop) == 4);
}

static async(void) timeout_in_group(void) {
	co_try {
		co_group (g) {
			co_group_spawn(g, fails_after(3, 7));
			for (int i = 0; i < 2; i++) {
				co_try {
					co_timeout (1) { await co_sleep(100); }
				}
				co_catch (e) { say_errors(e); }
			}
			co_timeout (50) { await co_sleep(100); }
		}
	}
	co_catch_all (e) { say_errors(e); }
	say_number(co_cancelling(co_current_task()));
}
EITHER_ORDER(GROUP_around_timeouts) {
	run(co_spawn_on(loop, timeout_in_group()));
	check(said("t;t;7;0") && co_loop_time(loop) == 3);
}

/* A child fails, and the task is cancelled from outside, at once. */
static co_task *victim;
static async(void) cancels_and_fails(double seconds, int code) {
	await co_sleep(seconds);
	co_cancel(victim);
	co_raise(code, "failed");
}
static async(void) everything_at_once(void) {
	co_try {
		co_timeout (50) {
			co_group (g) {
				co_group_spawn(g, cancels_and_fails(1, 7));
				await co_sleep(100);
			}
		}
	}
	co_catch_all (e) { say_errors(e); }
	say_number(co_cancelling(co_current_task()));
	co_try { await co_sleep(0); }
	co_catch_all (e) { say("c"); }
}
EITHER_ORDER(GROUP_all_at_once) {
	victim = co_spawn_on(loop, everything_at_once());
	run(victim);
	/* the error comes first, and the request from outside is not lost */
	check(said("7;1c") && co_cancelling(victim) == 1);
}

/* ---- co_group_spawn_with ---- */

static void over(void *text) { say(text); }
static char A[] = "A", B[] = "B", C[] = "C";
static async(void) spawns_with(void) {
	co_try {
		co_group (g) {
			co_group_spawn_with(g, after(1, "a", 0), over, A);
			co_group_spawn_with(g, fails_after(2, 7), over, B);
			co_group_spawn_with(g, after(9, "?", 0), over, C);
		}
	}
	co_catch (e) { say_errors(e); }
}
EITHER_ORDER(GROUP_spawn_with) {
	run(co_spawn_on(loop, spawns_with()));
	check(said("aABC7;"));
}

/* A task of a group that awaits who holds the group, itself or by way of others: neither can end before the other, so a cancellation is not
 * passed on to who waits for it, but ends the wait. */
static async(void) awaits_holder(co_future *holder, int depth) {
	co_defer { say("d"); }
	if (depth) {
		co_group (g) { co_group_spawn(g, awaits_holder(holder, depth - 1)); }
	} else {
		await holder;
	}
	say("?");
}
static async(void) awaits_by_task(co_future *holder) {
	co_defer { say("d"); }
	await co_spawn(awaits_holder(holder, 0));
	say("?");
}
static async(void) awaits_by_gather(co_future *holder) {
	co_defer { say("d"); }
	co_future *never = co_future_new(0);
	await co_gather(never, co_gather_settled(holder), after(1000, "?", 0));
	say("?");
}
static async(void) awaits_who_groups(co_future *holder) {
	co_defer { say("d"); }
	await co_spawn(awaits_holder(holder, 1));
	say("?");
}
static async(void) awaits_task(co_task *task) {
	co_defer { say("d"); }
	await task;
	say("?");
}
static async(void) awaits_quietly(co_task *task) {
	co_try { await task; }
	co_catch_all (e) {}
}
static async(void) holds_a_ring(int how, bool fails, bool at_exit) {
	co_task *self = co_current_task();
	co_defer { say("h"); }
	co_group (g) {
		switch (how) {
		case 0: co_group_spawn(g, awaits_holder(self, 0)); break;
		case 1: co_group_spawn(g, awaits_holder(self, 3)); break;
		case 2: co_group_spawn(g, awaits_by_task(self)); break;
		case 3: co_group_spawn(g, awaits_by_gather(self)); break;
		case 4: co_group_spawn(g, awaits_who_groups(self)); break;
		case 5: { /* somebody else awaits what the task of the group does, and was there first */
			co_task *between = co_spawn(awaits_holder(self, 0));
			co_go(awaits_quietly(between));
			await co_checkpoint();
			co_group_spawn(g, awaits_task(between));
		} break;
		}
		if (fails) co_group_spawn(g, fails_after(1, 7));
		if (!at_exit) await co_sleep(1000);
	}
	say("?");
}
static async(void) has_a_limit(co_task *task) { co_timeout (1) await task; }
static const char *const ends_of_rings[] = { "dh", "ddddh", "ddh", "dh", "dddh", "ddh" };
EITHER_ORDER(GROUP_7_in_a_ring) {
	for (int how = 0; how < 6; how++) {
		for (int at_exit = 0; at_exit < 2; at_exit++) {
			co_task *task = co_spawn_on(loop, holds_a_ring(how, false, at_exit));
			turns(12);
			check(co_cancel(task));
			check(run(task) == 0 && co_cancelled(task) && said(ends_of_rings[how]));
			task = co_spawn_on(loop, holds_a_ring(how, true, at_exit));
			check(run(task) == 0 && code_of(task) == 7 && said(ends_of_rings[how]));
			task = co_spawn_on(loop, holds_a_ring(how, false, at_exit));
			co_task *limit = co_spawn_on(loop, has_a_limit(task));
			check(run(limit) == 0 && code_of(limit) == CO_ETIMEDOUT && said(ends_of_rings[how]));
			co_loop *closed = co_loop_new_virtual();
			co_go_on(closed, holds_a_ring(how, false, at_exit));
			turns_of(closed, 12);
			co_loop_close(closed);
			check(said(ends_of_rings[how]));
		}
	}
}

/* Every ring of a few tasks in which each waits for the next in one of these ways, the last for the first:
 *   a  awaits it          t  …in a gather with another      n  …in a gather in a gather
 *   g  holds it in a group, at the end of that             b  …while its body sleeps      i  …in the outer one of two
 * A request to any of them ends all, and none is interrupted in its cleanup. Where `watched`, others wait for each before the
 * ring does. */
enum { RING = 4 };
static struct {
	const char *kinds;
	bool watched;
	int fails; /* a task of the group that this member holds does; -1: of none */
	int cleaned[RING], interrupted[RING];
	co_task *tasks[RING];
} ring;
static async(void) is_in_ring(int i);
static async(void) watches(co_task *task) {
	co_try { await co_shield(task); }
	co_catch_all (e) {}
}
static async(void) watches_by_await(co_task *task) {
	co_try { co_uncancellable { await task; } }
	co_catch_all (e) {}
}
static co_task *next_in_ring(int i) {
	const bool is_last = !ring.kinds[i + 1];
	if (!is_last) ring.tasks[i + 1] = co_retain(co_spawn(is_in_ring(i + 1)));
	co_task *next = ring.tasks[is_last ? 0 : i + 1];
	if (ring.watched) co_go(watches(next)), co_go(watches_by_await(next));
	return next;
}
static async(void) waits_in_ring(int i) {
	co_task *next = strchr("atn", ring.kinds[i]) ? next_in_ring(i) : NULL;
	if (next && ring.watched) await co_sleep(0), await co_sleep(0);
	switch (ring.kinds[i]) {
	case 'a': await next; break;
	case 't': await co_gather(next, after(1e6, "?", 0)); break;
	case 'n': await co_gather_settled(co_gather_strict(next)); break;
	default:
		co_group (outer) {
			co_group (g) {
				co_group *of_next = ring.kinds[i] == 'i' ? outer : g;
				ring.tasks[i + 1] = co_retain(co_group_spawn(of_next, is_in_ring(i + 1)));
				if (ring.fails == i) co_group_spawn(of_next, fails_after(1, 7));
				if (ring.kinds[i] == 'b') await co_sleep(1000);
			}
		}
	}
}
static async(void) is_in_ring(int i) {
	co_try { await waits_in_ring(i); }
	co_finally {
		co_try {
			await co_sleep(1);
			ring.cleaned[i]++;
		}
		co_catch_all (e) ring.interrupted[i]++;
	}
}
static void make_ring(const char *kinds, bool watched, int fails) {
	memset(&ring, 0, sizeof ring);
	ring.kinds = kinds;
	ring.watched = watched;
	ring.fails = fails;
	ring.tasks[0] = co_retain(co_spawn_on(loop, is_in_ring(0)));
}
/* How far: the members whose cleanup has been done. A gather of two ends its await with the other one of them, as if there
 * were no ring; then the request that goes round is one more. */
static int ended_in_ring(void) {
	int count = 0;
	for (int i = 0; ring.kinds[i]; i++) {
		check(!ring.interrupted[i] || strchr(ring.kinds, 't'));
		count += ring.cleaned[i] + ring.interrupted[i];
	}
	return count;
}
static void check_ring(const char *how, int whom) {
	run(co_spawn_on(loop, after(2000, "", 0))); /* a body that nobody asked has ended, too */
	int length = (int)strlen(ring.kinds), ended = ended_in_ring(), done = 0;
	for (int i = 0; i < length; i++) {
		done += co_done(ring.tasks[i]);
		(void)co_future_error(ring.tasks[i]);
		co_release(ring.tasks[i]);
	}
	if (ended == length && done == length && holds) return;
	printf("ring %s%s, %s %d: ", ring.kinds, ring.watched ? ", watched" : "", how, whom);
	printf("%d were cleaned up, %d are done\n", ended, done);
	holds = false;
}
static void try_ring(const char *kinds, bool watched) {
	const int length = (int)strlen(kinds);
	for (int first = 0; first < length && holds; first++) {
		make_ring(kinds, watched, -1);
		turns(6 * RING);
		check(co_cancel(ring.tasks[first]));
		check_ring("cancelled is", first);
		/* …and all the others right after it */
		make_ring(kinds, watched, -1);
		turns(6 * RING);
		for (int i = 0; i < length; i++) co_cancel(ring.tasks[(first + i) % length]);
		check_ring("cancelled are all, from", first);
		if (!strchr("gbi", kinds[first])) continue;
		make_ring(kinds, watched, first);
		check_ring("a task fails in the group of", first);
	}
	if (!holds) return;
	co_loop *outer = loop;
	loop = co_loop_new_virtual();
	make_ring(kinds, watched, -1);
	turns(6 * RING);
	for (int i = 0; i < length; i++) co_release(ring.tasks[i]);
	co_loop_close(loop);
	loop = outer;
	check(ended_in_ring() == length);
	if (!holds) printf("ring %s%s, at a close\n", kinds, watched ? ", watched" : "");
}
EITHER_ORDER(GROUP_7_in_every_ring) {
	static const char ways[] = "atngbi";
	char kinds[RING + 1];
	for (int length = 2; length <= RING; length++) {
		long count = 1;
		for (int i = 0; i < length; i++) count *= (long)sizeof ways - 1;
		for (long n = 0; n < count && holds; n++) {
			long rest = n;
			for (int i = 0; i < length; i++, rest /= (long)sizeof ways - 1) kinds[i] = ways[rest % ((long)sizeof ways - 1)];
			kinds[length] = '\0';
			if (!strchr("atn", kinds[length - 1])) continue; /* nobody is in a group twice */
			for (int watched = 0; watched < 2; watched++) try_ring(kinds, watched);
		}
	}
}

/* Two in which who waits is come to again on another way. The one that is asked awaits who holds them, itself or in a
 * gather:
 *   0  who holds two groups, of which the inner one ends, and has tasks in both that await the one that is asked; the one
 *      in the outer group did so first
 *   1  what waits in turn for the one that is asked is awaited by two, first by another child of the gather that this one
 *      awaits, then by a task of the group that ends */
static async(void) awaits_later(co_future *f, double seconds) {
	await co_sleep(seconds);
	await f;
}
static async(void) holds_two_groups(co_task *asked) {
	co_group (outer) {
		co_group_spawn(outer, awaits_later(asked, 0.25));
		co_group (inner) {
			co_group_spawn(inner, awaits_later(asked, 0.5));
			co_group_spawn(inner, fails_after(1, 7));
		}
	}
}
static async(void) holds_who_holds_two(co_task *asked) {
	co_group (g) { co_group_spawn(g, holds_two_groups(asked)); }
}
static async(void) holds_one_that_awaits(co_future *f) {
	co_group (g) {
		co_group_spawn(g, awaits_later(f, 0.5));
		co_group_spawn(g, fails_after(1, 7));
	}
}
static async(void) is_asked_in_net(int which) {
	co_task *self = co_current_task();
	co_defer { say("d"); }
	if (which == 0) {
		await co_spawn(holds_who_holds_two(self));
	} else {
		co_future *waits = co_gather_settled(self);
		await co_gather_settled(co_spawn(holds_one_that_awaits(waits)), co_spawn(awaits_later(waits, 0.25)));
	}
}
EITHER_ORDER(GROUP_7_in_two_ways) {
	for (int which = 0; which < 2; which++) {
		co_task *task = co_spawn_on(loop, is_asked_in_net(which));
		check(run(task) == 0 && co_cancelled(task) && said("d"));
		run(co_spawn_on(loop, after(10, "", 0)));
		check(co_all_tasks(loop, NULL, 0) == 0);
	}
}

/* Tasks in groups of each other that wait for each other as it happens: whoever is asked ends, and all end at a close. */
enum { NET = 12, WAYS = 5 };
struct in_net {
	int group_of, way, refs[3]; /* -1: in none */
	bool in_body;               /* its group does not end before it has waited */
};
static struct {
	unsigned long long random;
	int count, ended;
	struct in_net of[NET];
	co_task *tasks[NET];
} net;
static int any_below(int n) {
	net.random = net.random * 6364136223846793005u + 1442695040888963407u;
	return (int)((net.random >> 33) % (unsigned)n);
}
static async(void) is_in_net(int i);
static async(void) waits_in_net(const struct in_net *me) {
	await co_sleep(1); /* all are made */
	co_task *a = net.tasks[me->refs[0]], *b = net.tasks[me->refs[1]], *c = net.tasks[me->refs[2]];
	switch (me->way) {
	case 0: await a; break;
	case 1: await co_gather(a, b); break;
	case 2: await co_gather_settled(a, b, c); break;
	case 3: await co_gather_strict(co_gather_settled(a), co_gather_settled(b, c)); break;
	default: await co_sleep(1e6);
	}
}
static async(void) is_in_net(int i) {
	bool has_group = false;
	co_defer { net.ended++; }
	for (int child = i + 1; child < net.count; child++) has_group |= net.of[child].group_of == i;
	if (!has_group) {
		await waits_in_net(&net.of[i]);
		return;
	}
	co_group (g) {
		for (int child = i + 1; child < net.count; child++)
			if (net.of[child].group_of == i) net.tasks[child] = co_retain(co_group_spawn(g, is_in_net(child)));
		if (net.of[i].in_body) await waits_in_net(&net.of[i]);
	}
}
static void begin_net(unsigned long long seed) {
	net.random = seed * 0x9e3779b97f4a7c15u;
	net.count = 2 + any_below(NET - 1);
	net.ended = 0;
	for (int i = 0; i < NET; i++) net.tasks[i] = NULL;
	for (int i = 0; i < net.count; i++) {
		struct in_net *one = &net.of[i];
		one->group_of = i == 0 || any_below(3) == 0 ? -1 : any_below(i);
		one->way = any_below(9) ? any_below(WAYS - 1) : WAYS - 1;
		one->in_body = any_below(3) == 0;
		for (int ref = 0; ref < 3; ref++) one->refs[ref] = (i + 1 + any_below(net.count - 1)) % net.count;
	}
	for (int i = 0; i < net.count; i++)
		if (net.of[i].group_of < 0) net.tasks[i] = co_retain(co_spawn_on(loop, is_in_net(i)));
	run(co_spawn_on(loop, after(10, "", 0)));
}
EITHER_ORDER(GROUP_7_in_a_net) {
	co_loop *outer = loop;
	for (unsigned seed = 0; seed < LARGE(4000) && holds; seed++) {
		loop = co_loop_new_virtual();
		begin_net(seed);
		const int first = any_below(net.count), second = any_below(net.count), asked = any_below(3);
		if (asked > 0) co_cancel(net.tasks[first]);
		if (asked > 1) turns(any_below(4)), co_cancel(net.tasks[second]);
		run(co_spawn_on(loop, after(100, "", 0)));
		check(asked < 1 || co_done(net.tasks[first]));
		check(asked < 2 || co_done(net.tasks[second]));
		for (int i = 0; i < net.count; i++) co_release(net.tasks[i]);
		co_loop_close(loop);
		check(net.ended == net.count);
		if (!holds) printf("net %u: %d asked, %d, %d\n", seed, asked, first, second);
	}
	loop = outer;
}

/* A request goes down two tasks, and comes back from below the second. At the first it is looked for two times, as one of
 * those that wait for it is held by two, the outer of which has been asked in this turn and will ask its own: what is known
 * from the second time is no answer for the next task. */
static struct {
	co_task *first, *asked;
	co_group *last;
} twice;
static async(void) stays_awaiting(co_task *task) {
	co_uncancellable {
		co_try { await task; }
		co_catch_all (e) {}
	}
}
static async(void) takes_time(void) {
	co_uncancellable await co_sleep(5);
}
static async(void) holds_ending_inside(void) {
	co_group (outer) {
		co_group_spawn(outer, awaits_later(twice.first, 0));
		await co_sleep(0.25);
		co_group (inner) {
			co_group_spawn(inner, stays_awaiting(twice.first));
			await co_checkpoint();
			co_group_cancel(inner);
		}
	}
}
static async(void) is_asked_in_between(void) {
	co_group (g) { co_group_spawn(g, holds_ending_inside()); }
}
static async(void) holds_last(void) {
	co_group (g) {
		twice.last = g;
		co_group_spawn(g, awaits_later(twice.first, 0.5));
	}
}
static async(void) holds_second(void) {
	co_group (g) {
		co_group_spawn(g, takes_time());
		await co_checkpoint();
		co_group_cancel(g);
		co_try { await co_checkpoint(); }
		co_catch_all (e) {}
		await co_spawn(holds_last());
	}
}
static async(void) is_first_of_two(void) {
	twice.first = co_current_task();
	twice.asked = co_spawn(is_asked_in_between());
	co_defer { say("d"); }
	await co_spawn(holds_second());
}
static void asks_both(void *arg) {
	(void)arg;
	co_cancel(twice.asked);
	co_group_cancel(twice.last);
}
EITHER_ORDER(GROUP_7_looked_for_again) {
	co_task *task = co_spawn_on(loop, is_first_of_two());
	co_call_later(loop, 1, asks_both, NULL);
	check(run(task) == 0 && said("d"));
	run(co_spawn_on(loop, after(10, "", 0)));
	check(co_all_tasks(loop, NULL, 0) == 0);
}

/* The awaiter outside of the group still sees the end of who holds it. */
static async(void) ends_later(void) {
	co_try { await co_sleep(1000); }
	co_finally {
		await co_sleep(5);
		say("e");
	}
}
static async(void) holds_slow_end(void) {
	co_group (g) { co_group_spawn(g, ends_later()); }
}
static async(void) awaits_from_outside(co_task *task) {
	co_try { await task; }
	co_finally { say("o"); }
}
EITHER_ORDER(CANCEL_11_of_a_holder) {
	co_task *holder = co_spawn_on(loop, holds_slow_end()), *outside = co_spawn_on(loop, awaits_from_outside(holder));
	turns(3);
	co_cancel(holder);
	turns(3);
	co_cancel(outside);
	check(run(outside) == 0 && co_cancelled(outside) && co_loop_time(loop) == 5 && said("eo"));
}
