/* Forms in which coroutines are declared: several at once, in blocks, again and again, types made on the way, parameters
 * without names, qualified and parenthesised names. */
#include "check.h"
#include <cogen.h>

#pragma GCC diagnostic ignored "-Wignored-qualifiers"

async(int) first(int), second(int), third(void);
static async(int) unnamed(int, const char *, int[static 2], async(int) (*)(int));
static async(enum answer { NO, YES }) answer(int);
async(struct made { int a, b; }) made(int);
extern async(int) first(int v);
async(int) (parenthesised)(int);
static inline __attribute__((cold)) async(int) attributes(int) __attribute__((unused));
typedef async(int) function_type(int);
function_type by_typedef;
static async(const int) qualified(const int);

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

async(int) first(int v) { return await later(v) + 1; }

async(int) second(int v) {
	async(int) third(void);
	return await first(v) + await third();
}

async(int) third(void) { return await later(3); }

static async(int) unnamed(int a, const char *b, int c[static 2], async(int) (*d)(int)) {
	return a + b[0] + c[1] + await d(await later(1));
}

static async(enum answer) answer(int n) {
	enum answer answer = await later(n) ? YES : NO;
	return answer;
}

async(struct made) made(int n) {
	struct made made = { n, await later(n + 1) };
	return made;
}

async(int) (parenthesised)(int v) { return await (later)(v) * 2; }

static inline __attribute__((cold)) async(int) attributes(int v) { return await later(v); }

async(int) by_typedef(int v) { return -await later(v); }

static async(const int) qualified(const int v) {
	await later(0);
	return v;
}

static async(int) run(void) {
	int pair[2] = { 1, 2 };
	show("first", await first(1));
	show("second", await second(2));
	show("unnamed", await unnamed(1, "a", pair, first));
	show("answer", await answer(0) * 10 + await answer(5));
	show("made", (await made(4)).a + (await made(4)).b);
	show("parenthesised", await (parenthesised)(4) + await parenthesised(5));
	show("attributes", await attributes(6));
	show("by typedef", await by_typedef(7));
	show("qualified", await qualified(8));
	show("bracketed callee", await ((first))(1) + await (*first)(2) + await (**first)(3) + await (&first)(4));
	return 0;
}

int main(void) { return co_run(int, run()); }
