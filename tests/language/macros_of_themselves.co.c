/* Macros that name themselves, with and without parameters: members of the same name, locals, each other, in headers, defined
 * inside of the coroutine, behind other macros; lines stay as they are. */
#include "check.h"
#include <cogen.h>
static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int) f(void) {
	int n = 4;
#define n (n + await later(1))
	int a = n;
	int b = n * n;
#undef n
	return a * 100 + b + n;
}

static async(int) g(int k) {
	int sum = 7;
#define sum (sum + k)
	k += await later(1);
	int r = sum;
	r += sum * await later(2);
#undef sum
	return r + sum;
}

static int errnum = 5;
static int *errloc(void) { return &errnum; }
#define myerrno (*errloc())
#define stdx stdx
enum { stdx = 3 };
#define st_time st_mtim.sec
struct stt {
	struct {
		int sec;
	} st_mtim;
	int st_other;
};

struct in {
	int field;
};

static async(int) h(struct stt *ptr0) {
	struct in x = { 4 }, *ptr = &x;
#define field ptr->field
	ptr0->st_time = await later(5);
	myerrno += await later(stdx);
	field += await later(2);
	int r = field + ptr0->st_time * 10 + myerrno * 100;
#undef field
	return r;
}

#define rd(x) (rd((x) + 1))
static int(rd)(int x) { return x * 2; }
static async(int) q(int x) {
	int y = rd(x) + await later(1);
	return y + rd(await later(y));
}

#undef rd
#define later(x) later((x) + 1)
static async(int) r(int x) { return await later(x) + await later(await later(2)); }
#undef later
static async(int) mut(void) {
	int x1 = 3, y1 = 4;
#define x1 y1
#define y1 x1
	x1 += await later(y1);
	int r = x1 * 10 + y1;
#undef x1
#undef y1
	return r * 100 + x1 + y1;
}

struct ctx {
	int a, b;
};

#define a (c->a)
#define b (c->b + a)
static async(int) members(struct ctx *c) {
	a += await later(b);
	{
		int d = a;
		d += await later(b);
		return d;
	}
}

#undef a
#undef b
#define loop for (loop = 0; loop < 3; loop++)
static int total = 5;
#define total (total + 1)
static int total_(int v) { return total + v; }
static async(int) unrelated(void) { return await later(2) + total_(4); }
#undef total
static int counter;
#define counter (counter + bump)
static async(int) bumps(int bump) {
counter_again:;
	int r = counter;
	if (r < 10) {
		bump++;
		await later(0);
		goto counter_again;
	}
	return counter * 100 + r;
}

static int plain_user(int bump) { return counter + bump; }
static async(int) bumps_again(int bump) {
	int line = __LINE__ - counter;
	await later(0);
	return line + counter + __LINE__;
}

#define quadruple(x) (counter + counter + (x))
static async(int) indirect(int bump) { return quadruple(await later(counter)) + quadruple(2); }
#undef counter
#include "themselves.h"
static async(int) from_header(struct machine *machine) {
	int r = state + await later(flags);
	flags += 2;
	flags -= await later(1);
	return r * 100 + flags + __LINE__;
}

static int plain_header(struct machine *machine) { return state + flags + __LINE__; }
static async(int) from_header_too(struct machine *machine) {
#if 1
	return flags;
#else
	return await later(2);
#endif
}

#undef state
#undef flags
static async(int) run(void) {
	struct machine c = { 3, 4 };
	show("header", await from_header(&c));
	show("plain", plain_header(&c));
	show("again", await from_header_too(&c));
	show("unrelated", await unrelated());
	show("bumps", await bumps(1));
	show("plain", plain_user(3));
	show("again", await bumps_again(4));
	show("indirect", await indirect(7));

	struct stt s = { { 1 }, 2 };
	struct ctx cx = { 3, 4 };
	show("f", await f());
	show("g", await g(3));
	show("h", await h(&s));
	show("q", await q(3));
	show("r", await r(3));
	show("mut", await mut());
	show("members", await members(&cx));
	show("cx", cx.a);
	return 0;
}

int main(void) { return co_run(int, run()); }
