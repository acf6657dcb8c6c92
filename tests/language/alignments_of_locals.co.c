/* Alignments that are made of locals: of their size, of their type. */
#include "check.h"
#include <cogen.h>
#include <stdint.h>
#define ALIGNED_AS(x) __attribute__((aligned(sizeof(x))))
static char tab = 1;
static async(int) later(int x) { if (suspend_now()) await co_sleep(0); return x; }
static void look(const char *what, const void *p, unsigned align) { show(what, ((uintptr_t)p & (align - 1)) == 0); }
static async(int) f(void) {
	struct local { double d; int x[6]; } v = { 1.5, { 2 } };
	int tab[8] = { 1, 2 };
	enum { WIDE = 64 };
	await later(1);
	_Alignas(sizeof tab) char a = 1;
	char b __attribute__((aligned(sizeof(tab)))) = 2;
	_Alignas(typeof(v)) char c = 3;
	_Alignas(WIDE) char d = 4;
	char e ALIGNED_AS(v.x[0]) = 5, g = 6;
	char rest __attribute__((aligned(sizeof(e) * 16))) = 7;
	look("a", &a, 32); look("b", &b, 32); look("c", &c, 8); look("d", &d, 64); look("e", &e, 4); look("rest", &rest, 16);
	await later(1);
	look("a", &a, 32); look("b", &b, 32); look("c", &c, 8); look("d", &d, 64); look("e", &e, 4); look("rest", &rest, 16);
	await later(1);
	return a + b + c + d + e + g + rest + tab[1] + v.x[0];
}
int main(void) { show("f", co_run(int, f())); return tab - 1; }
