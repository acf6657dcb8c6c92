/* Generators, errors and blocks without a C library, in memory of the program's own: on the stack, static, from an arena. Nothing is
 * included but cogen.h, nothing is called from outside but memcpy and memset (tests/run/freestanding looks). check() answers 0 or
 * the line of what was not so. */
#include <cogen.h>

int check(void);

#define EXPECT(...)                      \
	do                                   \
		if (!(__VA_ARGS__)) return __LINE__; \
	while (0)

static int cleanups;

static generator(int, int, long) sums(int n) {
	co_defer { cleanups++; }
	long sum = 0;
	for (int i = 0; i < n; i++) sum += yield i;
	return sum;
}

struct large {
	long long at[4];
	char name[5];
};
static generator(struct large, struct large) echoes(int n) {
	struct large last = { { 1, 2, 3, n }, "last" };
	for (;;) last = yield last;
}

static generator(int) nested(int n) {
	co_for (int, v, sums(n)) yield v;
	yield (int)(yield_from sums(2));
}

/* Without memory each error is one of cogen's own; the codes of those it has stay. */
static generator(int) fails(int n) {
	co_try {
		yield 1;
		if (n) co_raise(CO_ESHUTDOWN, "number %d", n);
		co_raise(7, "nobody's code");
	}
	co_catch (e) yield e->code;
	co_finally { cleanups++; }
}

static generator(unsigned, unsigned char) frames_of(unsigned limit) {
	unsigned char byte = co_received(unsigned char, yield 0);
	for (;;) {
		unsigned length = byte, sum = 0;
		for (unsigned i = 0; i < length; i++) {
			byte = co_received(unsigned char, yield 0);
			sum = sum * 31 % limit + byte;
		}
		byte = co_received(unsigned char, yield sum);
	}
}

static generator(int) doubled(co_gen *source) {
	co_for (int, v, source) yield (2 * v);
}

/* ---- three kinds of memory ---- */

static CO_FRAME(frames_of) in_static_memory;

static struct {
	_Alignas(max_align_t) unsigned char bytes[1024];
	size_t used;
} arena;
static void *take(size_t size, size_t align) {
	size_t at = (arena.used + align - 1) / align * align;
	if (at + size > sizeof arena.bytes) return (void *)0;
	arena.used = at + size;
	return arena.bytes + at;
}

static int on_the_stack(void) {
	CO_FRAME(sums) frame;
	int v = -1, seen = 0;
	co_gen *g = co_new_in(&frame, sizeof frame, sums(4));
	EXPECT(co_gen_state(g) == CO_CREATED);
	for (bool more = co_next(g, &v); more; more = co_send(g, 10, &v)) seen += v;
	EXPECT(seen == 6 && co_returned(long, g) == 40);
	co_free(g);
	g = co_new_in(&frame, sizeof frame, sums(9)); /* the same memory again */
	EXPECT(co_next(g, &v) && v == 0 && co_close(g) == 0);
	co_free(g);
	EXPECT(cleanups == 2);
	return 0;
}

static int in_the_arena(void) {
	co_gen *all[3];
	struct large large;
	for (int i = 0; i < 3; i++) {
		void *memory = take(CO_FRAME_SIZE(echoes), CO_FRAME_ALIGN(echoes));
		all[i] = co_new_in(memory, CO_FRAME_SIZE(echoes), echoes(i));
		EXPECT(co_next(all[i], &large) && large.at[3] == i && large.name[4] == '\0');
	}
	large.at[0] = 99;
	EXPECT(co_send(all[1], large, &large) && large.at[0] == 99);
	EXPECT(co_next(all[1], &large) && large.at[0] == 0 && large.name[0] == '\0');
	for (int i = 0; i < 3; i++) co_free(all[i]);
	return 0;
}

static int in_static(void) {
	static const unsigned char bytes[] = { 2, 10, 20, 0, 1, 5 };
	unsigned v = 0, sum = 0;
	co_gen *g = co_new_in(&in_static_memory, sizeof in_static_memory, frames_of(1000));
	EXPECT(co_next(g, &v));
	for (unsigned i = 0; i < sizeof bytes; i++) {
		EXPECT(co_send(g, bytes[i], &v));
		sum += v;
	}
	EXPECT(sum == 10 * 31 + 20 + 5);
	co_free(g);
	return 0;
}

/* Sizes are constants: of arrays, in conditions of the compiler's, of members. */
enum { COUNT = 3 };
static _Alignas(CO_FRAME_ALIGN(sums)) unsigned char pool[COUNT][CO_FRAME_SIZE(sums)];
static struct {
	char before;
	CO_FRAME(doubled) frame;
	char behind;
} member = { .before = 'b', .behind = 'e' };
_Static_assert(sizeof pool == COUNT * CO_FRAME_SIZE(sums) && CO_FRAME_SIZE(sums) == sizeof(CO_FRAME(sums)) && CO_FRAME_SIZE(sums) < 200,
               "known to the compiler");

static int in_a_pool(void) {
	co_gen *all[COUNT];
	int v = 0, sum = 0;
	for (int i = 0; i < COUNT; i++) all[i] = co_new_in(pool[i], sizeof pool[i], sums(i + 2));
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < COUNT; i++) {
			EXPECT(co_send(all[i], round * i, &v) && v == round);
			sum += v;
		}
	EXPECT(sum == COUNT);
	for (int i = 0; i < COUNT; i++) co_free(all[i]);

	/* One in the other, begun and never begun. */
	for (int begun = 0; begun < 2; begun++) {
		int before = cleanups;
		co_gen *source = co_new_in(pool[0], sizeof pool[0], sums(5));
		EXPECT(co_next(source, &v) && v == 0);
		co_gen *g = co_new_in(&member.frame, sizeof member.frame, doubled(source));
		EXPECT(!begun || (co_next(g, &v) && v == 2));
		co_free(g);
		EXPECT(cleanups == before + 1 && member.before == 'b' && member.behind == 'e');
	}
	return 0;
}

static int errors(void) {
	int v;
	for (int n = 0; n < 2; n++) {
		CO_FRAME(fails) frame;
		co_gen *g = co_new_in(&frame, sizeof frame, fails(n));
		EXPECT(co_next(g, &v) && co_next(g, &v) && v == (n ? CO_ESHUTDOWN : CO_ENOMEM));
		EXPECT(!co_next(g, &v) && !co_gen_error(g));
		co_free(g);
	}
	CO_FRAME(fails) frame;
	co_gen *g = co_new_in(&frame, sizeof frame, fails(1));
	EXPECT(co_next(g, &v) && !co_throw(g, CO_ECANCELED, (const char *)0, &v) && co_gen_error(g)->code == CO_ECANCELED);
	co_free(g);
	g = co_new_in(&frame, sizeof frame - 1, fails(1)); /* too small */
	EXPECT(!co_next(g, &v) && co_gen_error(g)->code == CO_ENOMEM);
	co_free(g);
	g = co_new(fails(1)); /* no allocator was set */
	EXPECT(!co_next(g, &v) && co_gen_error(g)->code == CO_ENOMEM);
	co_free(g);
	return 0;
}

static int loops(void) {
	int sum = 0;
	co_for (int, v, nested(5)) {
		if (v == 3) continue;
		sum += v;
	}
	EXPECT(sum == 0 + 1 + 2 + 4 + 0 + 1 + 0);
	co_for (int, v, nested(5))
		if (v == 3) return 0;
	return __LINE__;
}

int check(void) {
	int (*const all[])(void) = { on_the_stack, in_the_arena, in_static, in_a_pool, errors, loops };
	for (unsigned i = 0; i < sizeof all / sizeof *all; i++) {
		int line = all[i]();
		if (line) return line;
	}
	return 0;
}
