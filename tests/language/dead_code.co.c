/* Suspensions that are never reached, statements that do nothing, and what else stands in real code: empty statements and
 * blocks, unused labels, assertions at compile time, attributes as statements, inline assembly. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int) behind_return(int n) {
	if (n > 100) {
		return 1;
		await later(2);
		n++;
	}
	return await later(n);
	n = await later(5);
	return n;
}

static async(int) never(int n) {
	if (0) n = await later(-1);
	while (0) n += await later(1);
	for (; 0;) await later(2);
	do {
		n++;
		break;
		n += await later(1000);
	} while (await later(1));
	if (1) n++;
	else n = await later(-1);
	0 && await later(1);
	n += 1 ? 1 : await later(1000);
	switch (n) {
	case 7:
		break;
		n = await later(-7);
		break;
	default: n++;
	}
	goto end;
	n = await later(-3);
end:
	return n;
	for (;;) await later(0);
}

static async(int) nothing(int n) {
	;
	;;
	{
	}
	{{ ; }{}}
	await later(0);;
	unused: __attribute__((unused));
	if (n)
		;
	else {
	}
	_Static_assert(sizeof(int) >= 2, "small");
	{
		_Static_assert(1, "true");
		await later(1);
		_Static_assert(sizeof n == sizeof(int), "n");
	}
	__asm__ volatile("" : "+r"(n));
	await later(0);
	__asm__ volatile("" : : "r"(n) : "memory");
	return n;
}

static async(int) attributes(int n) {
	__attribute__((unused)) int unused = await later(1);
	int kept __attribute__((unused)) = await later(2);
	switch (n) {
	case 0:
		kept += await later(10);
		__attribute__((fallthrough));
	case 1: kept += await later(100);
	}
	if (__builtin_expect(await later(n) == 2, 0)) kept = -1;
	if (n > 1000) {
		await later(0);
		__builtin_unreachable();
	}
	return kept;
}

static async(int) unused_over(int n) {
	int never_read = await later(n);
	int written = 1;
	await later(0);
	written = 2;
	(void)never_read;
	const char *text = "unused";
	await later(0);
	(void)text;
	(void)written;
	return n;
}

static async(void) self_assigned(int *out) {
	int a = 1, b = 2;
	a = b = a;
	await later(0);
	*out = a * 10 + b;
}

static async(int) run(void) {
	for (int n = 0; n < 8; n++) {
		show("behind return", await behind_return(n));
		show("never", await never(n));
		show("nothing", await nothing(n));
		show("attributes", await attributes(n));
		show("unused", await unused_over(n));
	}
	int out = 0;
	await self_assigned(&out);
	show("self", out);
	return 0;
}

int main(void) { return co_run(int, run()); }
