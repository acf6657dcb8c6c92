/* Macros of the program's own in the arguments of co_with, co_for and co_received: at their start, at their end, alone;
 * and statement expressions that declare something there. Others that are the body of a block, without braces. */
#include "check.h"
#include <cogen.h>

static co_lock locks[3];
static int asked;

#define LOCK(n) (asked++, &locks[n])
#define FIRST &locks[0]
#define NEXT(a) ((a) + 1)
#define RANGE(from, n) range(from, n)
#define NEW_RANGE(from, n) co_new(range(from, n))

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static void held(const char *where) {
	printf("%s %d %d %d\n", where, co_lock_locked(&locks[0]), co_lock_locked(&locks[1]), co_lock_locked(&locks[2]));
}

static co_lock *behind(co_lock *lock, int n) { return lock + n; }

static generator(int) range(int from, int n) {
	for (int i = 0; i < n; i++) yield (from + i);
}

static generator(int, int) echo(int n) {
	for (;;) n = co_received(int, yield NEXT(n)) + co_received(int, yield (n + NEXT(n)));
}

static async(void) hold(int n) {
	co_with (LOCK(n)) held("alone");
	co_with (FIRST) held("without arguments");
	co_with (behind(FIRST, NEXT(n))) held("arguments");
	co_with (&locks[0] + NEXT(n)) held("at the end");
	co_with (NEXT(n) + &locks[0]) held("at the start");
	show("asked", asked);
}

static async(long long) loops(int n) {
	long long sum = 0;
	co_for (int, i, RANGE(n, 3)) sum = sum * 10 + i;
	co_for (int, i, RANGE(NEXT(n), 3)) sum = sum * 10 + i;
	co_for (int, i, range(NEXT(n), NEXT(1))) sum = sum * 10 + i;
	co_for (int, i, NEW_RANGE(n, NEXT(n))) sum = sum * 10 + i;
	co_for (int, i, range(({
			       int from = await later(n);
			       NEXT(from) + 1;
		       }), 2))
		sum = sum * 10 + i;
	return sum;
}

#define NOTE(n) do { noted = noted * 10 + (n); } while (0)
#define NOTE_WHOLE(n) { noted = noted * 10 + (n); }
#define NOTE_ENDED(n) do { noted = noted * 10 + (n); } while (0);
#define NOTE_IF(n) if (n) noted = noted * 10 + (n)

static async(void) bodies(int n) {
	long long noted = 0;
	co_with (&locks[0]) NOTE(n);
	co_with (&locks[0]) NOTE_WHOLE(n + 1)
	co_with (&locks[0]) NOTE_ENDED(n + 2)
	co_with (&locks[0]) NOTE_IF(n + 3);
	co_with (&locks[0]) NOTE_WHOLE(n + 4); /* a statement of its own behind it */
	co_with (&locks[0]) co_with (&locks[1]) NOTE(n + 5);
	show("co_with", noted), noted = 0;
	co_timeout (1) NOTE(n);
	co_uncancellable NOTE(n + 1);
	co_group (g) NOTE(n + 2 + !g);
	co_scope NOTE(n + 3);
	co_for (int, i, range(n + 4, 3)) NOTE(i);
	show("blocks", noted), noted = 0;
	for (int i = 0; i < 2; i++) {
		co_try if (i) co_raise(1, "1"); else NOTE(n);
		co_catch (e) NOTE(n + e->code);
		co_try NOTE(3);
		co_finally NOTE(4);
		{
			co_defer NOTE(6);
			NOTE(5);
		}
	}
	if (n) co_with (&locks[0]) NOTE(7);
	else co_with (&locks[0]) NOTE(8);
	show("co_try", noted);
}

static async(int) run(void) {
	await hold(1);
	show("loops", await loops(1));
	await bodies(1);
	return 0;
}

int main(void) {
	int sent = 10, received = 0;
	co_gen *g = co_new(echo(1));
	co_run(int, run());
	for (int i = 0; i < 4; i++, sent += 10) {
		if (!(i ? co_send(g, sent, &received) : co_next(g, &received))) return 1;
		show("echo", received);
	}
	co_free(g);
	return 0;
}
