/* Names in constants and types that are no variables though they look like it, macros that make text of them, and const, which the frame
 * does not have: pointers to what was declared const keep their type. */
#include "check.h"
#include <cogen.h>
#define VEC(n) __attribute__((vector_size(sizeof(n))))
#define LOUD(n) vv2 __attribute__((vector_size(sizeof(n)))); static const char *const name_of = #n
#define LOCAL_SIZE sizeof(names)
#define CHECKED(x) _Static_assert(sizeof(x) == 12, #x)
#define DROP(x)
static char names[1], vec[2];
static async(int) later(int x) { if (suspend_now()) await co_sleep(0); return x; }
static void touch(const void *p) { (void)*(const volatile char *)p; }
static async(int) f(const int k, int x) {
	const char names[12] = "abc";
	const int row[3] = { 1, 2, 3 };
	int vec[4] = { 1, 2, 3, 4 };
	int unused __attribute__((unused)) = 3, aligned = 4, packed = 5;
	struct { char packed; int x; } __attribute__((packed)) s = { .packed = 1, .x = 2 };
	touch(names); touch(row); touch(vec); touch(&k); touch(&aligned); touch(&packed); touch(&x); touch(&unused);
	await later(1);
	__auto_type p = &k;
	__auto_type q = names;
	typeof(&row[0]) r = row;
	typedef typeof(names) copy;
	const copy c = "x";
	typedef typeof(&k) pk;
	pk k2 = &k;
	show("const", _Generic(p, const int *: 1, int *: 2) + 10 * _Generic(q, const char *: 1, char *: 2) + 100 * _Generic(r, const int *: 1, int *: 2) + 1000 * _Generic(&c[0], const char *: 1, char *: 2) + 10000 * _Generic(k2, int *: 2, const int *: 1));
	show("const2", _Generic(&row[0], const int *: 1, int *: 2) + 10 * _Generic(&row, const int (*)[3]: 1, int (*)[3]: 2) + 100 * __builtin_types_compatible_p(typeof(&row[0]), const int *) + 1000 * __builtin_types_compatible_p(typeof(&k), const int *));
	int many[4] __attribute__((aligned(16))) = { 1, 2, 3, 4 };
	typedef int v1 VEC(vec);
	typedef int LOUD(vec);
	enum { L = LOCAL_SIZE };
	CHECKED(names);
	DROP(names)
#if 0
	names do not vec
#endif
	show("sizes", sizeof(v1) + sizeof(vv2) + L);
	show_text("name", name_of);
	int out;
	__asm__("" : [x] "=r"(out) : [vec] "0"(vec[1]));
	await later(1);
	many[1] += out;
	goto names;
names:
	show("sum", many[1] + s.packed + s.x + aligned + packed + x + unused + vec[1] + row[1] + names[1] + *p + q[0] + r[1]);
	struct vec { int vec; } v = { .vec = 3 }, w = { .vec = 4 };
	await later(1);
	show("members", v.vec + w.vec + (int)offsetof(struct vec, vec));
	{ typedef char vec; vec z[2] = { 1 }; enum { Q = sizeof(vec), R = sizeof(names) }; await later(1); show("hidden", z[0] + Q + R); }
	int vec2(char names, int vec[sizeof names]);
	switch (x) { case sizeof(vec): out = 1; break; default: out = 2; }
	for (int i = 0, vec = 3; i < 2; i++) { touch(&vec); enum { Q = sizeof(vec) }; out += Q + await later(vec); }
	return out + vec[2];
}
int main(void) { show("f", co_run(int, f(3, 16))); return names[0] + vec[0]; }
