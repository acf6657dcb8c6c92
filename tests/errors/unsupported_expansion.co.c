/* A macro that has to be opened, as it hides a suspension, and is too long when it is. */
#include <cogen.h>

static async(int) later(int v) {
	await co_sleep(0);
	return v;
}

#define NOTHING
#define TEN(x) x x x x x x x x x x
#define LONG(x) (await later(x) TEN(TEN(TEN(TEN(TEN(TEN(NOTHING)))))))
#define SHORTER(x) (await later(x) TEN(TEN(TEN(NOTHING))))

static async(int) too_long(int n) {
	return LONG(n); /* error: unsupported */
}

static async(int) fine(int n) { return SHORTER(n); }

int main(void) { return co_run(int, too_long(1)) + co_run(int, fine(1)); }
