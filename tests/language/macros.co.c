/* User macros: awaits in arguments and in bodies; bodies with return, goto, break, declarations and references to locals;
 * # and ##, variable arguments, X-macros, macros in macros, macros that are half a statement. */
#include "check.h"
#include <assert.h>
#include <cogen.h>
#include <errno.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

#define TWICE(x) ((x) * 2)
#define BOTH(a, b) ((a) + (b) * 10)
#define LATER(x) await later(x)
#define FETCH(name) (await later(name##_value))
#define NAMED(x) show(#x, x)
#define RETURN_IF(x) \
	if (x) return -1
#define FAIL(code) \
	do { \
		error = (code); \
		goto failed; \
	} while (0)
#define DECLARE(type, name, ...) type name = __VA_ARGS__
#define BREAK_IF(x) \
	if (x) break
#define SKIP_IF(x) \
	if (x) continue
#define FOR_EACH(i, n) for (int i = 0; i < (n); i++)
#define FOREVER for (;;)
#define BEGIN {
#define END }
#define LOCAL total
#define ADD(x) (LOCAL += (x))
#define PRINT(format, ...) printf("[" format "]\n", ##__VA_ARGS__)
#define SWAP(type, a, b) \
	do { \
		type swap_ = a; \
		a = b; \
		await later(0); \
		b = swap_; \
	} while (0)
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#define EMPTY
#define AWAIT_ALIAS await
#define CALL(f, ...) await f(__VA_ARGS__)

#define COLOURS(X) \
	X(RED, 1) \
	X(GREEN, 2) \
	X(BLUE, 4)

enum colour {
#define X(name, v) name = v,
	COLOURS(X)
#undef X
};

static async(int) in_arguments(int n) {
	int total = 0;
	total += TWICE(await later(n));
	total += BOTH(await later(1), await later(2));
	total += MAX(await later(n), 3);
	total += TWICE(TWICE(await later(1)) + LATER(2));
	assert(await later(1) == 1);
	assert(total > 0 && "a text with await in it");
	ADD(await later(1000));
	NAMED(await later(5));
	NAMED(total);
	PRINT("none");
	PRINT("%d and %d", await later(n), total);
	errno = 0;
	await later(0);
	return total + errno;
}

static async(int) in_bodies(int n) {
	int total = LATER(n), first_value = 7;
	total += LATER(1) + LATER(LATER(2));
	total += FETCH(first);
	total += CALL(later, n + 1);
	total += AWAIT_ALIAS later(3);
	if (LATER(n) == 0) total = -LATER(4);
	SWAP(int, total, first_value);
	return total * 1000 + first_value;
}

static async(int) control(int n) {
	int error = 0;
	RETURN_IF(n == 0);
	RETURN_IF(await later(n) == 1);
	DECLARE(int, sum, await later(n));
	DECLARE(int, row[3], { 1, await later(2), 3 });
	FOR_EACH(i, await later(10)) {
		SKIP_IF(i % 2);
		BREAK_IF(await later(i) > 6);
		sum += i * row[await later(1)];
	}
	FOREVER BEGIN
		if (sum++ > LATER(30)) break;
	END
	if (n == 3) FAIL(await later(33));
	return sum;
failed:
	await later(0);
	return -error;
}

static async(const char *) name_of(enum colour colour) {
	switch (await later(colour)) {
#define X(name, v) \
	case name: await later(v); return #name;
		COLOURS(X)
#undef X
	}
	return "none";
}

static async(int) sums(void) {
	int sum = 0;
#define X(name, v) sum += await later(v) * name;
	COLOURS(X)
#undef X
#define ADD_EACH(a, ...) sum += await later(a); ADD_REST(__VA_ARGS__)
#define ADD_REST(a, b) sum += await later(a) + await later(b)
	ADD_EACH(100, 200, 300);
#undef ADD_EACH
	return sum EMPTY;
}

/* Looks recursive, is not: a macro is not expanded within its own expansion. */
#define later(v) later((v) + 1)

static async(int) recursive_looking(int n) {
	int a = await later(n);
	return a + await later(await later(0));
}

#undef later

#define DEFINE_ADDER(name, by) \
	static async(int) name(int v) { \
		int sum = v + (by); \
		await later(0); \
		return sum; \
	}

DEFINE_ADDER(add_five, 5)
DEFINE_ADDER(add_six, 6)

static async(int) run(void) {
	for (int n = 0; n < 5; n++) {
		show("arguments", await in_arguments(n));
		show("bodies", await in_bodies(n));
		show("control", await control(n));
	}
	printf("%s %s %s %s\n", await name_of(RED), await name_of(GREEN), await name_of(BLUE), await name_of((enum colour)9));
	show("sums", await sums());
	show("recursive", await recursive_looking(5));
	show("adders", await add_five(1) + await add_six(1));
	return 0;
}

int main(void) { return co_run(int, run()); }
