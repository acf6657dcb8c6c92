/* Values that nobody asks for, in macros that are opened: clang says nothing of what a macro has. */
#include "check.h"
#include <cogen.h>

static async(int) later(int n) {
	if (suspend_now()) await co_sleep(0);
	return n;
}

#define NEXT() (t < 9 ? s[t++] : -1)
#define BOTH() (t++, s[t])
#define OR_ELSE() (t > 100 || (s[t] = 3) == 2)
#define AND() (t && (s[t] += 3) == 2)
#define SUM() (s[t++] + 1)
#define LAST() ({ t++; (t > 1 ? t : 3); })
#define TWICE() do { (t > 4 ? s[t++] : -1); BOTH(); } while (0)
#define NESTED() (NEXT(), NEXT())
#define CALLED() (show("called", t))
#define VOID() (t ? (void)t++ : (void)0)

static async(int) f(int n) {
	int t = await later(n), s[200] = { 0 };
	int *p = &t;
	await later(1);
	NEXT();
	BOTH();
	OR_ELSE();
	AND();
	SUM();
	show("last", LAST());
	TWICE();
	if (n) NESTED();
	else NEXT();
	for (NEXT(); t < 12; BOTH()) AND();
	CALLED();
	VOID();
	switch (n) {
	case 1: NEXT(); break;
	default: BOTH();
	}
	n += ({ t++; NEXT(); });
	n += LAST() + s[t - 2];
	LAST();
	return n + *p;
}

int main(void) {
	show("f", co_run(int, f(1)));
	show("f", co_run(int, f(0)));
	return 0;
}
