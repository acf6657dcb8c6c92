/* Duff's device, and loops that are entered in their middle, with a suspension at each step. */
#include "check.h"
#include <cogen.h>

static async(void) put(char **to, char c) {
	if (suspend_now()) await co_sleep(0);
	*(*to)++ = c;
}

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int) copy(char *to, const char *from, int count) {
	char *start = to;
	int rounds = (count + 3) / 4;

	if (count == 0) return 0;
	switch (count % 4) {
	case 0:
		do {
			await put(&to, *from++);
			/* fall through */
	case 3:
			await put(&to, *from++);
			/* fall through */
	case 2:
			await put(&to, *from++);
			/* fall through */
	case 1:
			await put(&to, *from++);
		} while (await later(--rounds) > 0);
	}
	*to = 0;
	return (int)(to - start);
}

static async(int) entered(int n) {
	int i = 0, sum = 0;
	switch (n) {
		for (; i < 5; i++) {
	case 1:
			sum += await later(10);
			if (sum > 45) {
	case 2:
				sum += await later(3);
				break;
			}
			/* fall through */
	case 3:
			sum += i;
		}
		sum += await later(1000);
		break;
	default: sum = await later(-1);
	}
	return sum;
}

static async(int) run(void) {
	char to[32];
	for (int n = 0; n <= 13; n++) {
		memset(to, 0, sizeof to);
		show("copied", await copy(to, "abcdefghijklm", n));
		show_text("copy", to);
	}
	for (int n = 0; n < 4; n++) show("entered", await entered(n));
	return 0;
}

int main(void) { return co_run(int, run()); }
