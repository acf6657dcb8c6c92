/* A variable that its own initialiser names: C knows it from its declarator on. Most often it is only measured, as in
 * `T *p = await get(sizeof *p)`, which the suspension in it must not come in front of. */
#include "check.h"
#include <cogen.h>
#include <stdlib.h>
#include <string.h>

#define GET(p) await get(1, sizeof *(p))
#define NEW(type, name) type *name = await get(1, sizeof *name)

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

struct point {
	int x, y;
	char name[20];
};

static async(void *) get(size_t count, size_t size) {
	await later(0);
	printf("get %zu %zu\n", count, size);
	return calloc(count, size);
}

static async(size_t) kept(size_t size) {
	await later(0);
	return size;
}

static async(void) measured(int n) {
	struct point *p = await get(1, sizeof *p);
	struct point *q = (await get(2, sizeof(*q))), *const r = await get(3, sizeof r->name);
	struct point *s = GET(s);
	NEW(struct point, t);
	char *text = (char *)(await get(n, sizeof *text)) + sizeof text;
	__typeof__(*p) *u = await get(sizeof(__typeof__(*u)), 1);
	long a[3] = { await kept(sizeof a), await kept(sizeof a / sizeof *a) };
	struct point whole = { .x = await kept(sizeof whole.name) };
	void *copied;
	struct point copy = *(struct point *)memset(copied = await get(1, sizeof copy), 1, sizeof copy.x);
	int (*rows)[n] = await get(n, sizeof *rows);
	volatile size_t size = await kept(sizeof size);
	int in_braces = { await kept(sizeof in_braces) };
	p->x = q[1].x = r->x = s->x = t->x = u->x = 1;
	text[-(int)sizeof text] = 'a';
	rows[n - 1][n - 1] = 7;
	await later(0);
	printf("%d %d %d %d %d %d %c\n", p->x, q[1].x, r->x, s->x, t->x, u->x, text[-(int)sizeof text]);
	printf("%ld %ld %d %d %d %zu %d\n", a[0], a[1], whole.x, copy.x, rows[n - 1][n - 1], size, in_braces);
	free(p), free(q), free(r), free(s), free(t), free(u), free(rows), free(text - sizeof text), free(copied);
}

static async(void) evaluated(void) {
	int n = ({ n = 4; await later(n) + n; });
	int m = ({ m = 5; await later(0); m = m + 1; m; });
	struct point *p = (p = await get(1, sizeof *p), p->x = 3, await later(1), p);
	printf("%d %d %d\n", n, m, p->x);
	free(p);
	/* the one outside has the same name */
	char *x = await get(1, 7);
	{
		struct point *x = await get(1, sizeof *x);
		x->y = 4;
		printf("%d\n", x->y);
		free(x);
	}
	free(x);
}

static async(void) in_heads(void) {
	for (struct point *p = await get(1, sizeof *p); p; free(p), p = NULL) {
		for (int i = await kept(sizeof i); i < 6; i++) printf("%d\n", await later(i) + p->x);
	}
	switch (await later(2)) {
	case 2:;
		struct point *p = await get(1, sizeof *p);
		free(p);
	}
}

static async(int) run(void) {
	await measured(3);
	await evaluated();
	await in_heads();
	return 0;
}

int main(void) { return co_run(int, run()); }
