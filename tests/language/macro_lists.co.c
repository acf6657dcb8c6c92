/* Lists of X(…) whose entries have suspensions in them, used outside coroutines where the expansion drops these or makes text of them,
 * and where it is what defines coroutines. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

#define COMMANDS(X) \
	X(push, 1, await later(3)) \
	X(add, 2, ({ int a = await later(4); a + await later(5); })) \
	X(halt, 4, (await later(6), 7))

enum command {
#define X(name, n, body) COMMAND_##name = n,
	COMMANDS(X)
#undef X
};

#define X(name, n, body) static async(int) do_##name(void);
COMMANDS(X)
#undef X

typedef async(int) action(void);
static action *const actions[] = {
#define X(name, n, body) [COMMAND_##name] = do_##name,
	COMMANDS(X)
#undef X
};

static const char *const texts[] = {
#define X(name, n, body) [n] = #name,
	COMMANDS(X)
#undef X
};

#define X(name, n, body) static async(int) do_##name(void) { return body + n; }
COMMANDS(X)
#undef X

static int plain(int command) {
	switch (command) {
#define X(name, n, body) case n: return COMMAND_##name * 100;
	COMMANDS(X)
#undef X
	}
	return -1;
}

static async(void) all(void) {
#define X(name, n, body) show(#name, body);
	COMMANDS(X)
#undef X
#define X(name, n, body) show(texts[n], await actions[n]() + plain(n));
	COMMANDS(X)
#undef X
	switch (await later(COMMAND_add)) {
#define X(name, n, body) case n: show_text("chosen", texts[n]); break;
	COMMANDS(X)
#undef X
	}
	const int numbers[] = {
#define X(name, n, body) COMMAND_##name,
		COMMANDS(X)
#undef X
	};
	show_ints("numbers", numbers, (int)(sizeof numbers / sizeof *numbers));
}

int main(void) {
#define X(name, n, body) + n
	show("sum", COMMANDS(X));
#undef X
	co_run(void, all());
}
