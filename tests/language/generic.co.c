/* _Generic: suspensions in what is chosen, the choice of an async function to call, of an object to assign to. */
#include "check.h"
#include <cogen.h>
static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(double) later_d(double v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int) take_int(int v) { return await later(v * 2); }
static async(double) take_double(double v) { return await later_d(v / 2); }
static async(int) take_ptr(const char *v) { return await later((int)strlen(v)); }
#define take(x) _Generic((x), int : take_int, double : take_double, char * : take_ptr, const char * : take_ptr)(x)
#define absolute(x) _Generic((x), int : abs(await later((int)(x))), default : (x) < 0 ? -(x) : (x))
#define kind(x) _Generic((x), int : "int", double : "double", default : "other")
static async(int) run(void) {
	int n = 4;
	double d = 3;
	char text[] = "word";
	show("int", await take(n));
	show_real("double", await take(d));
	show("text", await take(text));
	show("const", await take((const char *)"four+"));
	show("abs", absolute(-n) + absolute(n) * 10);
	show_real("absd", absolute(-d));
	show_text("kind", kind(n));
	show_text("kind", kind(d));
	show_text("kind", kind(text));
	int r = _Generic(n, int : await later(3), double : 5) + _Generic(d, int : 1, default : await later(40));
	show("r", r);
	r += _Generic(r, default
	              : ({
					  int t = await later(r);
					  t * 2;
				  }));
	show("r", r);
	int *p = &r;
	_Generic(p, int * : *p, default : r) = await later(9);
	_Generic(*p, int : n, default : r) += await later(9);
	show("r", r + n);
	if (_Generic(n, int : await later(0), default : 1))
		show("no", 0);
	else
		show("yes", 1);
	int i = 0, a[3] = { 1, 2, 3 };
	a[_Generic(i, int : i + 1, default : 7)] += _Generic(i, int : await later(i), default : 1);
	show_ints("a", a, 3);
	return _Generic(n, int : await later(2), default : 3);
}

int main(void) { return co_run(int, run()); }
