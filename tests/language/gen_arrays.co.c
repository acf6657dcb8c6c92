/* Arrays, also of variable length, where a generator yields a pointer: they decay, as they do everywhere else. */
#include "check.h"
#include <cogen.h>

static generator(int *) of_length(int n) {
	int p[n];
	for (int i = 0; i < n; i++) p[i] = 0;
	while (n--) {
		p[0] += n;
		yield p;
	}
}

static generator(int *) fixed(void) {
	int p[3] = { 1, 2, 3 };
	yield p;
	yield (p + 1);
}

static generator(const char *) words(void) {
	char x[3] = "ab";
	yield "literal";
	yield x;
}

int main(void) {
	co_for (int *, p, of_length(3)) show("of length", *p);
	co_for (int *, p, fixed()) show("fixed", *p);
	co_for (const char *, w, words()) printf("%s\n", w);
	return 0;
}
