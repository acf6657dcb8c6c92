/* Warnings turned off in the source, in front of coroutines and inside: they stay off, also where cogen declares in the frame what
 * was declared there. Each would be an error here. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

struct old {
	int a;
} __attribute__((deprecated));

#define QUIET_BEGIN \
	_Pragma("GCC diagnostic push") \
	_Pragma("GCC diagnostic ignored \"-Wdeprecated-declarations\"")
#define QUIET_END _Pragma("GCC diagnostic pop")
#define QUIET(...) QUIET_BEGIN __VA_ARGS__ QUIET_END

QUIET(static struct old give(int a) { return (struct old){ a }; })

static async(int) inside(int n) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
	struct old kept = { n }, *at = &kept;
	int sum = give(n).a + await later(1);
#pragma GCC diagnostic pop
	return sum + at->a + await later(2);
}

static async(int) closed(int n) {
	QUIET_BEGIN
	struct old kept = { n }, *at = &kept;
	QUIET_END
	await later(1);
	return at->a;
}

static async(int) opened(int n) {
	QUIET(struct old kept = { await later(n) }; struct old *at = &kept;)
	await later(1);
	return at->a;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
static async(struct old) around(struct old given) {
	struct old kept = given, *at = &kept;
	given.a += await later(1);
	at->a += given.a;
	return kept;
}
#pragma GCC diagnostic pop

static async(void) all(void) {
	show("inside", await inside(1));
	show("closed", await closed(2));
	show("opened", await opened(3));
	QUIET_BEGIN
	show("around", (await around(give(4))).a);
	QUIET_END
}

int main(void) { co_run(void, all()); }
