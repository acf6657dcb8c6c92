/* More than a hundred places that errors come from: the error leaves at the end of the function, past arrays of variable
 * length, cleanup variables and blocks, with the line that it came from. */
#include "check.h"
#include <cogen.h>

#define FIVE(x) x x x x x
#define FIFTY(x) FIVE(x x x x x x x x x x)

static int left, at, fails_at;

static void leave(int *value) { left += *value; }

static async(int) one(int value) {
	if (suspend_now()) await co_sleep(0);
	if (++at == fails_at) co_raise(7, "at %d", at);
	return value;
}

static async(int) many(int n) {
	int sum = 0;
	FIFTY(sum += await one(n++);)
	{
		int guard __attribute__((cleanup(leave), unused)) = 1;
		FIFTY(sum += await one(n++);)
	}
	co_try {
		FIVE(sum += await one(n++);)
	} co_catch (e) {
		sum = -e->code;
		FIVE(await one(n++);)
	}
	co_defer(left += 10);
	sum += await one(n++);
	int last[n] __attribute__((unused));
	int rest __attribute__((cleanup(leave), unused)) = 100;
	last[0] = sum;
	return last[0];
}

/* The same in a generator, whose end is not a return. */
static generator(int) numbers(int n) {
	FIFTY(FIVE(yield n++;))
	if (n > 200) co_raise(7, "too far");
	int rest[n];
	rest[0] = n;
	yield rest[0];
}

/* The lines of the traceback, without the folders of the files. */
static void print(const co_error *error) {
	char text[1024] = "";
	FILE *memory = fmemopen(text, sizeof text, "w");
	co_error_print(error, memory);
	fclose(memory);
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		char *folder = strrchr(line, '/');
		printf("\t%s\n", folder ? folder + 1 : line);
	}
}

static async(void) run(int fails) {
	left = at = 0;
	fails_at = fails;
	co_try {
		int sum = await many(1);
		printf("%d: %d, %d steps, left %d\n", fails, sum, at, left);
	} co_catch (e) {
		printf("%d: %d steps, left %d\n", fails, at, left);
		print(e);
	}
}

static async(int) all(void) {
	int places[] = { 0, 1, 2, 3, 50, 51, 75, 100, 101, 105, 106, 107 };
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) await run(places[i]);
	int sum = 0;
	co_try {
		co_for (int, x, numbers(1)) sum += x;
	} co_catch (e) {
		printf("numbers: %d\n", sum);
		print(e);
	}
	return 0;
}

int main(void) { return co_run(int, all()); }
