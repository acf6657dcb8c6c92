/* Types declared inside functions, the corners: declared ahead, hidden, in tables, in macros, packed and aligned, with enumerations
 * and asserts inside, mentioned by tag in every kind of expression; names that hide types of the file. */
#include "check.h"
#include <cogen.h>
#include <stddef.h>
#include <stdint.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

typedef int number;
typedef struct {
	int x, y;
} point;
struct pair {
	int a, b;
};
enum colour { RED, GREEN, BLUE };

static async(int) ahead(int n) {
	struct node;
	struct node *head = NULL;
	struct node {
		struct node *next;
		int v;
		struct node *(*find)(struct node *, int);
	};
	struct opaque;
	struct opaque *never = NULL;
	struct node nodes[3] = { { NULL, 0, NULL } };
	for (int i = 0; i < 3; i++) {
		nodes[i].v = await later(i * n);
		nodes[i].next = head;
		head = &nodes[i];
	}
	int sum = never != NULL;
	for (struct node *at = head; at; at = at->next) sum = sum * 10 + await later(at->v);
	return sum + (int)(sizeof(struct node) / sizeof(void *)) * 1000;
}

static async(int) tables(int n) {
	static const struct {
		const char *name;
		int code;
	} table[] = { { "one", 1 }, { "two", 2 }, { "three", 3 } }, *last = &table[2];
	int sum = last->code;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		__typeof__(table[0]) *row = &table[i];
		sum += await later(row->code) * (int)strlen(row->name) + n;
	}
	return sum;
}

static async(int) layouts(int n) {
	enum { WIDTH = 3, COUNT = 2 + WIDTH };
	struct {
		unsigned mode : WIDTH, flags : COUNT;
		int : 0;
		signed low : 4;
		_Bool on : 1;
		enum mood { CALM = 2, ANGRY = 5 } mood;
		_Static_assert(COUNT == 5, "five");
	} bits = { .mode = 5 };
	struct __attribute__((packed)) packed {
		char c;
		int i;
		_Alignas(8) short s;
	} packed = { 'p', 7, 9 };
	struct aligned {
		char c[COUNT];
	} __attribute__((aligned(32))) aligned = { "abcd" };
	union {
		struct {
			uint8_t low, high;
		};
		uint16_t whole;
		__typeof__(n) other;
	} both = { .other = 0 };
	bits.flags = (unsigned)await later(17) & 31u;
	bits.low = await later(-3);
	bits.on = await later(4);
	bits.mood = await later(n) ? ANGRY : CALM;
	both.low = (uint8_t)await later(0x21);
	await later(0);
	both.high = both.low;
	show("sizes", (long long)(sizeof bits + sizeof packed * 100 + sizeof aligned * 10000 + _Alignof(struct aligned) * 1000000));
	show("offsets", (long long)(offsetof(struct packed, i) + offsetof(struct packed, s) * 10));
	show("place", (long long)((uintptr_t)&aligned % 32));
	switch (bits.mood) {
	case CALM: await later(1); return 1;
	case ANGRY: return bits.mode + bits.flags * 10 + bits.low + bits.on * 1000 + both.whole + packed.i + aligned.c[3];
	}
	return 0;
}

#define POINT struct flat
#define NEW(a, b) ((POINT){ .x = (a), .y = (b) })

static async(int) by_tag(int n) {
	struct flat {
		long x, y;
	};
	struct flat p = NEW(n, await later(2)), *q = &(struct flat){ 5, 6 };
	void *any = q;
	await later(0);
	((struct flat *)any)->x += sizeof(struct flat);
	int kind = _Generic(q, struct flat *: 1, void *: 2, default: 3);
	int same = __builtin_types_compatible_p(struct flat, __typeof__(p));
	p = (struct flat){ p.y, ({
		                   struct flat {
			                   int z;
		                   } inner = { await later(8) };
		                   inner.z;
	                   }) };
	return (int)(p.x + p.y * 10 + q->x * 100 + kind * 10000 + same * 100000);
}

static async(number) hiding_types(number n) {
	typedef double number;
	number half = n / 2.0;
	await later(0);
	struct pair outside = { n, 2 };
	{
		struct pair {
			double a;
		};
		struct pair inside = { half };
		enum colour { GREEN = 40 };
		enum colour c = await later(1) ? GREEN : GREEN + 1;
		outside.b += (int)(inside.a * 2) + (int)c;
		await later(0);
		outside.a += (int)inside.a;
	}
	return outside.a * 1000 + outside.b;
}

static async(point) hiding_names(int n) {
	point first = { n, await later(1) };
	int point = await later(7);
	await later(0);
	first.y += point;
	return first;
}

static async(int) enumerations(int n) {
	enum kind { SMALL = -1, LARGE = 1 << 10 } kind = await later(n) > 1 ? LARGE : SMALL;
	enum kind *where = &kind;
	enum kind all[2] = { SMALL, await later(5) };
	await later(0);
	if (*where == LARGE) *where = SMALL;
	return (int)kind + (int)all[1] * 10 + (int)sizeof(enum kind);
}

/* Defined in the middle of an expression, and named again behind it. */
static async(int) in_expressions(int n) {
	n = await later((int)sizeof(struct pair { int a, b; }));
	struct pair p = { n, await later(2) };
	n += await later((int)sizeof(enum color { RED, GREEN })) + GREEN;
	enum color c = RED;
	n += ((struct trio { int x, y, z; }){ await later(1), 2, 3 }).z;
	struct trio t = { 1, 2, await later(3) };
	if (await later((int)_Alignof(union both { int i; char c[sizeof(struct { int j; enum { INSIDE = 3 } e; })]; })) > 0) {
		union both u = { INSIDE };
		n += await later(1) + u.i;
	}
	void *at = &p;
	n += ((struct first { int a; } *)at)->a + await later(1);
	struct first *f = at;
	while (await later(n) < 100 + (int)sizeof(struct turn { short s; })) {
		struct turn turn = { 7 };
		n += await later(turn.s);
	}
	int m = await later(__builtin_offsetof(struct last { char a; int b; }, b)), k = (int)sizeof(struct last);
	return n + m + k + p.a + p.b + c + t.z + f->a;
}

/* Variables that nothing but a type names: they are used, as far as warnings go. */
static async(int) named_by_types(int n, short only) {
	static long counter;
	static const char letters[7] = "named";
	int never;
	struct point { __typeof__(counter) x; __typeof__(letters[0]) y; char room[sizeof letters]; } p = { n, 2, "" };
	n += await later(1) + (int)p.x;
	if (n) {
		static char inner;
		struct both { __typeof__(inner) a; __typeof__(never + only) b; };
		struct both both = { 1, 2 };
		n += await later((int)sizeof p.room) + both.a + both.b;
	}
	static double real;
	for (union { __typeof__(real) d; int i; } u = { .i = await later(0) }; u.i < 2; u.i++) n += await later(u.i);
	return n + p.y;
}

/* without a blank anywhere */
/* clang-format off */
static async(int) written_closely(int n) {
	struct{int a,b;}pair={n,2};
	struct named{int v;}named={3},*by_pointer=&named;
	const union{int i;char c[sizeof(int)];}both={.i=4};
	struct{enum{LOW=5,HIGH}level;struct{int z;}in[2];}deep={HIGH,{{7},{8}}};
	struct{int k;}__attribute__((packed))row[2]={{1},{2}};
	for(struct{int i;}at={0};at.i<2;at.i++)pair.a+=await later(row[at.i].k);
	return pair.a+pair.b+by_pointer->v+both.i+deep.level+deep.in[await later(1)].z;
}
/* clang-format on */

/* Declared, or mentioned first, inside of an expression, a typeof, a sizeof. */
static int use(void *at) { return at ? *(int *)at : -1; }

static async(int) first_mentions(int n) {
	int at = n;
	use((struct session *)&at);
	struct session *session = (void *)&at, **both[2] = { &session, &session };
	n += await later(1);
	__typeof__((struct queue *)0) none = 0;
	struct queue {
		int length;
	} queue = { n };
	n += await later(2) + queue.length;
	__typeof__(struct typed { int v, w; }) typed = { await later(6), 1 };
	{
		use((struct session *)&at);
		struct session {
			int id;
		} inner = { 5 };
		n += await later(inner.id);
	}
	n += (int)__builtin_offsetof(struct placed { int a, b; }, b) + await later((int)sizeof(struct placed));
	n = n && await later((int)sizeof(struct in_branch { int a; char b; }));
	n += (int)sizeof(struct in_branch);
	n += (int)sizeof(struct __attribute__((packed)) tight { int a; char c; }) + await later((int)sizeof(struct tight));
	return use(session) + use(*both[1]) + n + (none == 0) + typed.v + typed.w;
}

static async(int) run(void) {
	for (int n = 0; n < 3; n++) {
		show("ahead", await ahead(n));
		show("tables", await tables(n));
		show("layouts", await layouts(n));
		show("by tag", await by_tag(n));
		show("hiding types", await hiding_types(n));
		point p = await hiding_names(n);
		show("hiding names", p.x * 100 + p.y);
		show("enumerations", await enumerations(n));
		show("in expressions", await in_expressions(n));
		show("written closely", await written_closely(n));
		show("named by types", await named_by_types(n, 1));
		show("first mentions", await first_mentions(n));
	}
	return 0;
}

int main(void) { return co_run(int, run()); }
