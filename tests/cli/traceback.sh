# What an error says of its way: where it was raised, and each await, yield_from, co_for and block that it passed, with file and line;
# its causes; and the end of a program that handles it nowhere.
set -u

cat >journey.co.c <<'END'
#include <cogen.h>
#include <string.h>

struct door {
	int sticks;
};

static async(void) open_door(struct door *d) {
	if (d->sticks == 1) co_raise(11, "the door does not open");
	await co_sleep(0);
}

static async(bool) close_door(struct door *d, const co_error *why) {
	(void)why;
	await co_sleep(0);
	if (d->sticks == 2) co_raise(12, "the door does not close");
	return false;
}

CO_CONTEXT(struct door, open_door, close_door);

static async(void) step(int n) {
	await co_sleep(0);
	if (n == 0)
		co_raise(7, "no floor under step %d", n);
	await step(n - 1);
}

static generator(int) stairs(int n) {
	yield n;
	co_raise(CO_ESHUTDOWN, "%d stairs are missing", n);
}

static generator(int) way(int n) {
	yield 1;
	yield_from
		stairs(n);
}

static async(int) walk(const char *how) {
	int sum = 0;
	struct door door = { !strcmp(how, "enter") ? 1 : !strcmp(how, "exit") ? 2 : 0 };
	if (!strcmp(how, "await")) await step(2);
	if (!strcmp(how, "for"))
		co_for (int, v, way(3)) sum += v;
	co_with (&door) {
		if (!strcmp(how, "pointer")) {
			async(void) (*volatile pointer)(int) = step;
			await pointer(0);
		}
	}
	co_try {
		if (!strcmp(how, "cause")) await step(0);
		if (!strcmp(how, "again")) await step(0);
	} co_catch (e) {
		co_defer sum++;
		if (!strcmp(how, "again")) co_reraise;
		co_raise(8, "fell: %s", e->message);
	}
	if (!strcmp(how, "task")) {
		co_task *task = co_spawn(step(1));
		await task;
	}
	co_timeout (0.001) {
		if (!strcmp(how, "late")) await co_sleep(3600);
	}
	return sum;
}

int main(int argc, char **argv) {
	co_error *error = NULL;
	if (argc < 3) return co_run(int, walk(argv[1]));
	int code = co_try_run(walk(argv[1]), NULL, &error);
	co_error_print(error, stdout);
	co_error_free(error);
	return code == 7 ? 0 : 3;
}
END

"$COGEN" journey.co.c -o journey.c || exit 1
"$CC" "@$RSP/compile.rsp" journey.c "@$RSP/link.rsp" -o journey || exit 1

# says HOW: what the program writes to stderr, with an error that nobody handles; its status is 1, and nothing is on stdout.
says() {
	status=0
	./journey "$1" >printed 2>said || status=$?
	[ "$status" = 1 ] || { echo "$1: exit status $status instead of 1"; exit 1; }
	[ ! -s printed ] || { echo "$1: something on stdout"; exit 1; }
	cat >wanted
	diff -u wanted said || { echo "$1: another traceback than expected"; exit 1; }
}

says await <<'END'
Traceback (innermost last):
  journey.co.c:43: in walk
  journey.co.c:26: in step
  journey.co.c:26: in step
  journey.co.c:25: in step
error 7: no floor under step 0
END

says for <<'END'
Traceback (innermost last):
  journey.co.c:45: in walk
  journey.co.c:36: in way
  journey.co.c:31: in stairs
error -5007 (shut down): 3 stairs are missing
END

says enter <<'END'
Traceback (innermost last):
  journey.co.c:46: in walk
  journey.co.c:9: in open_door
error 11: the door does not open
END

says exit <<'END'
Traceback (innermost last):
  journey.co.c:46: in walk
  journey.co.c:16: in close_door
error 12: the door does not close
END

says pointer <<'END'
Traceback (innermost last):
  journey.co.c:49: in walk
  journey.co.c:25: in step
error 7: no floor under step 0
END

says cause <<'END'
Traceback (innermost last):
  journey.co.c:53: in walk
  journey.co.c:25: in step
error 7: no floor under step 0

While handling it, another error was raised:

Traceback (innermost last):
  journey.co.c:58: in walk
error 8: fell: no floor under step 0
END

says again <<'END'
Traceback (innermost last):
  journey.co.c:54: in walk
  journey.co.c:25: in step
error 7: no floor under step 0
END

says task <<'END'
Traceback (innermost last):
  journey.co.c:62: in walk
  journey.co.c:26: in step
  journey.co.c:25: in step
error 7: no floor under step 0
END

says late <<'END'
Traceback (innermost last):
  journey.co.c:65: in walk
error -5001 (cancelled): cancelled

While handling it, another error was raised:

Traceback (innermost last):
  journey.co.c:64: in walk
error -5002 (timed out): timed out
END

# Handed back instead, and printed to where the program wants it.
./journey again quietly >printed 2>said || { echo "co_try_run: another status"; exit 1; }
[ ! -s said ] || { echo "co_try_run: something on stderr"; exit 1; }
cat >wanted <<'END'
Traceback (innermost last):
  journey.co.c:54: in walk
  journey.co.c:25: in step
error 7: no floor under step 0
END
diff -u wanted printed || { echo "co_error_print: another traceback than expected"; exit 1; }
