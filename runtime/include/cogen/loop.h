/* Loops: making, running and stopping them; callbacks. Times are seconds on the loop's clock (co_loop_time).
 *
 * Unless it says otherwise, a call comes from the loop's own thread. No callback runs inside the call that schedules
 * it. A call that is not allowed (of a loop that runs, of one that was closed, of NULL) changes nothing, answers 0
 * or NULL where there is no code to answer, and is told: to co_loop_on_report of the loop, or of the current one,
 * else on standard error. */
#ifndef COGEN_LOOP_H
#define COGEN_LOOP_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

struct uv_loop_s; /* what <uv.h> calls uv_loop_t */

/** A new loop of this thread, not running. NULL: no memory. Closed by co_loop_close. */
co_loop *co_loop_new(void);

/** The same on a virtual clock: when nothing is ready, time moves to the next timer at once. */
co_loop *co_loop_new_virtual(void);

/** Runs ready tasks in an order shuffled by `seed`; 0: in FIFO order again. */
void co_loop_set_seed(co_loop *loop, unsigned seed);

/** Cancels what is pending, runs it to its end, frees the loop with all its handles. Not of a running loop. Again, or
 * of NULL: nothing. A task that goes on keeps it waiting, and is reported after fifty times what co_loop_set_slow
 * says; where nothing can wake it, it is cancelled again, also in a co_uncancellable block, and destroyed at last. */
void co_loop_close(co_loop *loop);

/** Lives in a loop of the host's, which runs it; co_loop_run_… are not for it. NULL: no memory, or this thread has a
 * loop that runs or is attached. */
co_loop *co_loop_attach(struct uv_loop_s *host);

/** Cancels what is pending; calls done(arg), unless `done` is NULL, from the host's loop when nothing of the loop is
 * left in it. What is spawned or scheduled meanwhile from outside of the loop's own turns is refused: CO_ESTATE. A
 * task that goes on is asked again where nothing else could wake it, or, while the host's own handles might, every
 * few seconds; in the end it is destroyed. */
void co_loop_detach(co_loop *loop, void (*done)(void *arg), void *arg);

/** The loop that runs on, or is attached to, this thread; else NULL. From any thread. */
co_loop *co_loop_current(void);

/** The libuv loop below it, lent. */
struct uv_loop_s *co_loop_uv(co_loop *loop);

/** The loop's time, in seconds: monotonic, with no relation to the wall clock. */
double co_loop_time(co_loop *loop);

/** Runs until `future` is done. 0: it is; CO_ESTATE: stopped before that, or told why: running already, another
 * loop's future; CO_EDEADLOCK: nothing can wake it: nothing is ready, no timer runs, no handle or request of libuv's
 * is active, and the process has no other thread (which is known on Linux only; elsewhere it goes on waiting). */
int co_loop_run_until_complete(co_loop *loop, co_future *future);

/** Runs until co_loop_stop. Not while a loop runs on this thread. */
void co_loop_run_forever(co_loop *loop);

/** Ends the run after this turn; called before a run: that run is one turn. */
void co_loop_stop(co_loop *loop);

/** Runs fn(arg) at the next turn, after `seconds`, or when the loop's time is `when`: once, in the order of due
 * times, equal ones in the order of scheduling. Never early. A handle of generation 0: no memory, or not allowed;
 * nothing will run. */
co_handle co_call_soon(co_loop *loop, void (*fn)(void *arg), void *arg);
co_handle co_call_later(co_loop *loop, double seconds, void (*fn)(void *arg), void *arg);
co_handle co_call_at(co_loop *loop, double when, void (*fn)(void *arg), void *arg);
/* `place`: what the macros of these names tell, "FUNCTION, scheduled at FILE:LINE", for debug mode; NULL: not known. */
co_handle co__call_soon(const char *place, co_loop *loop, void (*fn)(void *arg), void *arg);
co_handle co__call_later(const char *place, co_loop *loop, double seconds, void (*fn)(void *arg), void *arg);
co_handle co__call_at(const char *place, co_loop *loop, double when, void (*fn)(void *arg), void *arg);

/** True when the callback will not run, because of this call. Of whatever open loop of this thread's the handle is;
 * false where it has run, was cancelled, or its loop is closed. */
bool co_handle_cancel(co_handle handle);

/** The same as co_call_soon, from any thread; wakes the loop. false: the loop is closing, or there is no memory; nothing
 * will run. */
bool co_call_soon_threadsafe(co_loop *loop, void (*fn)(void *arg), void *arg);
bool co__call_soon_threadsafe(const char *place, co_loop *loop, void (*fn)(void *arg), void *arg);

/** Something went wrong where nobody looks: an error that ended unseen (in the order of these ends), a task destroyed
 * while it waits, a call that was refused, and what debug mode finds. */
typedef struct co_report {
	const char *message;
	const co_error *error; /* NULL: none */
	co_future *future;     /* the task or future it is about, about to end; NULL: none */
} co_report;

/** fn(loop, report, arg) is called for each, from the loop's thread, instead of a message on standard error. What it
 * is given is lent for the call. What goes wrong while it runs goes to standard error. NULL: standard error again. */
void co_loop_on_report(co_loop *loop, void (*fn)(co_loop *loop, const co_report *report, void *arg), void *arg);

/** Debug mode: also reported are steps of tasks and callbacks that take long, calls that nobody awaited, tasks and
 * timers that are left when the loop is closed, loops that are not when the program exits, locks that a task holds
 * when it ends, and tasks that wait in a ring for each other's locks or ends; every co_release of what co_retain did
 * not add is refused, and what is asked of one of the last 256 handles that have ended; callbacks that another
 * thread schedules are refused; messages tell where a task was spawned, a future made and a callback scheduled. On
 * from the start where the environment variable COGEN_DEBUG is set and not "0". */
void co_loop_set_debug(co_loop *loop, bool on);

/** What takes long, for a step: 0.1 seconds, or what the environment variable COGEN_SLOW says. (COGEN_SEED is that of
 * co_loop_set_seed.) */
void co_loop_set_slow(co_loop *loop, double seconds);

#ifdef __cplusplus
}
#endif
#endif
