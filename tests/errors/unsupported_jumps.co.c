/* break and continue in what a loop evaluates on each turn: gcc and clang differ about which loop is left. */
#include <cogen.h>

static async(int) later(int v) {
	await co_sleep(0);
	return v;
}

static async(int) leaves_conditions(int n) {
	int turns = 0;
	for (; turns < 3; turns++) {
		while (({
			if (n-- == 5) break; /* error: unsupported */
			await later(n) > 3;
		})) {}
		for (; n < 9; n += ({
						  if (n == 7) continue; /* error: unsupported */
						  1;
					  })) {}
		do {
			turns++;
		} while (({
			if (n == 8) break; /* error: unsupported */
			n++ < 9;
		}));
		while (({
			for (;;) break;
			switch (n) {
			case 1: break;
			}
			await later(n--) > 0;
		})) {
			if (n == 2) continue;
			if (n == 1) break;
		}
		switch (({
			if (n == 4) continue;
			n;
		})) {
		case 9: break;
		}
	}
	return n;
}

int main(void) { return co_run(int, leaves_conditions(1)); }
