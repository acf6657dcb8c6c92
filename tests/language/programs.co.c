/* Small programs in the style of old C: a hash in macros that await, a JSON parser and printer, a pattern matcher, queens, a
 * sort that compares in coroutines, a calculator, output by va_list. */
#include "check.h"
#include <cogen.h>
#include <ctype.h>
#include <stdarg.h>
#include <stdint.h>
#include <inttypes.h>
static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(uint32_t) rot(uint32_t x, int n) {
	await later(0);
	return x >> n | x << (32 - n);
}

#define CH(x, y, z) (((x) & (y)) ^ (~(x) & (z)))
#define MAJ(x, y, z) (((x) & (y)) ^ ((x) & (z)) ^ ((y) & (z)))
#define EP0(x) (await rot(x, 2) ^ await rot(x, 13) ^ await rot(x, 22))
#define EP1(x) (await rot(x, 6) ^ await rot(x, 11) ^ await rot(x, 25))
#define ROUND(a, b, c, d, e, f, g, h, i)                                                                               \
	do {                                                                                                               \
		uint32_t t1 = h + EP1(e) + CH(e, f, g) + k[i] + w[i], t2 = EP0(a) + MAJ(a, b, c);                              \
		d += t1;                                                                                                       \
		h = t1 + t2;                                                                                                   \
	} while (0)
#define FOUR(i)                                                                                                        \
	ROUND(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], i);                                                          \
	ROUND(s[7], s[0], s[1], s[2], s[3], s[4], s[5], s[6], (i) + 1);                                                    \
	ROUND(s[6], s[7], s[0], s[1], s[2], s[3], s[4], s[5], (i) + 2);                                                    \
	ROUND(s[5], s[6], s[7], s[0], s[1], s[2], s[3], s[4], (i) + 3);                                                    \
	{                                                                                                                  \
		uint32_t t[4] = { s[4], s[5], s[6], s[7] };                                                                    \
		memmove(s + 4, s, 4 * sizeof *s);                                                                              \
		memcpy(s, t, sizeof t);                                                                                        \
	}
static const uint32_t k[16] = { 0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
	                            0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
	                            0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174 };
static async(void) hash(uint32_t s[static 8], const uint8_t *data, size_t n) {
	uint32_t w[16];
	for (int i = 0; i < 16; i++)
		w[i] = (uint32_t)data[(i * 4) % n] << 24 | (uint32_t)data[(i * 4 + 1) % n] << 16 |
		       (uint32_t)data[(i * 4 + 2) % n] << 8 | data[(i * 4 + 3) % n];
	FOUR(0);
	FOUR(4);
	FOUR(8);
	FOUR(12);
}

enum jt { J_NULL, J_BOOL, J_NUM, J_STR, J_ARR, J_OBJ };
struct jv {
	enum jt t;
	union {
		_Bool b;
		double n;
		char *s;
		struct {
			struct jm *m;
			size_t n, cap;
		} o;
	} u;
};

struct jm {
	char *k;
	struct jv v;
};

struct jp {
	const char *p, *err;
	int depth;
};

#define FAIL(j, m)                                                                                                     \
	({                                                                                                                 \
		if (!(j)->err) (j)->err = (m);                                                                                 \
		return (struct jv){ .t = J_NULL };                                                                             \
	})
#define WS(j)                                                                                                          \
	while (isspace((unsigned char)*(j)->p)) (j)->p += await later(1)
static async(struct jv) value(struct jp *j);
static async(char *) string(struct jp *j) {
	size_t n = 0, cap = 4;
	char *s = malloc(cap), c;
	if (*j->p != '"') {
		j->err = "quote";
		free(s);
		return NULL;
	}
	for (j->p++; (c = *j->p) && c != '"'; j->p++) {
		if (c == '\\') switch (c = *++j->p) {
			case 'n': c = '\n'; break;
			case 't': c = '\t'; break;
			case 'u': {
				unsigned u;
				if (sscanf(j->p + 1, "%4x", &u) == 1) {
					c = (char)await later((int)u);
					j->p += 4;
				}
				break;
			}
			default: break;
			}
		if (n + 2 > cap) s = realloc(s, cap *= (size_t)await later(2));
		s[n++] = c;
	}
	if (*j->p++ != '"') {
		j->err = "eof";
		free(s);
		return NULL;
	}
	s[n] = 0;
	return s;
}

static async(struct jv) value(struct jp *j) {
	struct jv v = { J_NULL, { 0 } };
	if (++j->depth > 8) FAIL(j, "depth");
	WS(j);
	switch (*j->p) {
	case '{':
	case '[': {
		const char open = *j->p++, close = open == '{' ? '}' : ']';
		v.t = open == '{' ? J_OBJ : J_ARR;
		WS(j);
		if (*j->p == close) {
			j->p++;
			break;
		}
		do {
			if (v.u.o.n == v.u.o.cap) v.u.o.m = realloc(v.u.o.m, (v.u.o.cap += 2) * sizeof *v.u.o.m);
			struct jm *m = &v.u.o.m[v.u.o.n++];
			*m = (struct jm){ 0 };
			if (open == '{') {
				WS(j);
				m->k = await string(j);
				if (!m->k) break;
				WS(j);
				if (*j->p++ != ':') {
					j->err = "colon";
					break;
				}
			}
			v.u.o.m[v.u.o.n - 1].v = await value(j);
			if (j->err) break;
			WS(j);
		} while (*j->p == ',' && j->p++);
		if (!j->err && *j->p++ != close) j->err = "close";
		break;
	}
	case '"':
		v.t = J_STR;
		if (!(v.u.s = await string(j))) v.t = J_NULL;
		break;
	case 't':
	case 'f':
		v.t = J_BOOL;
		v.u.b = *j->p == 't';
		if (strncmp(j->p, v.u.b ? "true" : "false", (size_t)await later(4 + !v.u.b))) FAIL(j, "word");
		j->p += 5 - v.u.b;
		break;
	case 'n':
		if (strncmp(j->p, "null", 4)) FAIL(j, "word");
		j->p += 4;
		break;
	case '-':
	case '0' ... '9': {
		char *e;
		v.t = J_NUM;
		v.u.n = strtod(j->p, &e);
		j->p = e;
		break;
	}
	default: FAIL(j, "value");
	}
	j->depth -= await later(1);
	return v;
}

struct out {
	char *p, *end;
};

static async(int) vput(struct out *o, const char *fmt, va_list ap) {
	int n = 0;
	for (; *fmt; fmt++)
		if (*fmt != '%') {
			if (o->p < o->end) *o->p++ = *fmt;
			n++;
		} else
			switch (*++fmt) {
			case 's': {
				const char *s = va_arg(ap, const char *);
				while (*s && o->p < o->end) *o->p++ = (char)await later(*s++), n++;
				break;
			}
			case 'g':
				n += snprintf(o->p, (size_t)(o->end - o->p), "%g", va_arg(ap, double));
				o->p += strlen(o->p);
				break;
			case 'c':
				*o->p++ = (char)va_arg(ap, int);
				n++;
				break;
			}
	*o->p = 0;
	return n;
}

static void put(struct out *o, const char *fmt, ...) {
	va_list ap;
	va_start(ap, fmt);
	o->p += vsnprintf(o->p, (size_t)(o->end - o->p), fmt, ap);
	va_end(ap);
}

static int formatted(struct out *o, const char *fmt, ...) {
	va_list ap;
	va_start(ap, fmt);
	int n = co_run(int, vput(o, fmt, ap));
	va_end(ap);
	return n;
}

static async(void) print(const struct jv *v, struct out *o) {
	static async(void) (*const self)(const struct jv *, struct out *) = print;
	switch (v->t) {
	case J_NULL: put(o, "null"); break;
	case J_BOOL: put(o, "%s", v->u.b ? "true" : "false"); break;
	case J_NUM: put(o, "%g", v->u.n); break;
	case J_STR: put(o, "\"%s\"", v->u.s); break;
	case J_ARR:
	case J_OBJ:
		put(o, "%c", "[{"[v->t == J_OBJ]);
		for (size_t i = 0; i < v->u.o.n; i++) {
			if (i) put(o, ",");
			v->t == J_OBJ ? (void)put(o, "\"%s\":", v->u.o.m[i].k) : (void)0;
			await(i & 1 ? self : print)(&v->u.o.m[i].v, o);
		}
		put(o, "%c", "]}"[v->t == J_OBJ]);
	}
}

static async(void) drop(struct jv *v) {
	if (v->t == J_STR)
		free(v->u.s);
	else if (v->t >= J_ARR) {
		for (struct jm *m = v->u.o.m, *e = m ? m + v->u.o.n : m; m < e; m++) {
			free(m->k);
			await drop(&m->v);
		}
		free(v->u.o.m);
	}
	*v = (struct jv){ 0 };
}

static async(int) here(const char *re, const char *t);
static async(int) star(int c, const char *re, const char *t) {
	do {
		if (await here(re, t)) return 1;
	} while (*t != '\0' && (*t++ == c || c == '.'));
	return 0;
}

static async(int) here(const char *re, const char *t) {
	if (re[0] == '\0') return await later(1);
	if (re[1] == '*') return await star(re[0], re + 2, t);
	if (re[0] == '$' && re[1] == '\0') return *t == '\0';
	if (*t != '\0' && (re[0] == '.' || re[0] == *t)) return await here(re + 1, t + 1);
	return 0;
}

static async(int) match(const char *re, const char *t) {
	if (re[0] == '^') return await here(re + 1, t);
	do {
		if (await here(re, t)) return 1;
	} while (*t++ != '\0');
	return 0;
}

static async(int) queens(int n, unsigned cols, unsigned d1, unsigned d2, int row) {
	int count = 0;
	if (row == n) return 1;
	for (unsigned free_ = ~(cols | d1 | d2) & ((1u << n) - 1), bit; (bit = free_ & -free_); free_ ^= bit)
		count += await queens(n, cols | bit, (d1 | bit) << 1, (d2 | bit) >> 1, row + (int)await later(1));
	return count;
}

typedef async(int) compare(const void *, const void *);
static async(int) by_int(const void *a, const void *b) {
	const int *x = a, *y = b;
	await later(0);
	return (*x > *y) - (*x < *y);
}

static async(int) by_text(const void *a, const void *b) {
	await later(0);
	return strcmp(*(char *const *)a, *(char *const *)b);
}

#define AT(i) ((char *)base + (i)*size)
static async(void) sort(void *base, size_t n, size_t size, compare *cmp) {
	char tmp[size], pivot[size];
	size_t i = 0, j = n;
	if (n < 2) return;
	memcpy(pivot, AT(n / 2), size);
	for (;;) {
		while (await cmp(AT(i), pivot) < 0) i++;
		do j--;
		while (await cmp(pivot, AT(j)) < 0);
		if (i >= j) break;
		memcpy(tmp, AT(i), size), memcpy(AT(i), AT(j), size), memcpy(AT(j), tmp, size);
		i++;
		if (j <= i) {
			break;
		}
	}
	if (i == j) j++;
	if (j < i) j = i;
	await sort(base, i, size, cmp);
	await sort(AT(j), n - j, size, cmp);
}

static async(long) expr(const char **p, int min) {
	long l;
	while (*(*p) == ' ') ++*p;
	if (**p == '(') {
		++*p;
		l = await expr(p, 0);
		++*p;
	} else if (**p == '-') {
		++*p;
		l = -await expr(p, 9);
	} else
		for (l = 0; isdigit((unsigned char)**p);) l = l * 10 + await later(*(*p)++ - '0');
	for (;;) {
		static const struct {
			char c;
			unsigned char l, r;
		} ops[] = { { '+', 1, 2 }, { '-', 1, 2 }, { '*', 3, 4 }, { '/', 3, 4 }, { '^', 6, 5 }, { 0 } }, *op;
		while (**p == ' ') ++*p;
		for (op = ops; op->c && op->c != **p; op++) continue;
		if (!op->c || op->l < min) return l;
		++*p;
		long r = await expr(p, op->r);
		switch (op->c) {
		case '+': l += r; break;
		case '-': l -= r; break;
		case '*': l *= r; break;
		case '/': l = r ? l / r : 0; break;
		case '^': {
			long b = l;
			for (l = 1; r-- > 0; l *= await later((int)b)) continue;
		}
		}
	}
}

static async(int) run(void) {
	uint32_t s[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	await hash(s, (const uint8_t *)"some text to hash", 17);
	for (int i = 0; i < 8; i++) printf("%08" PRIx32 " ", s[i]);
	printf("\n");
	static const char *const docs[] = {
		"{\"a\": [1, 2.5, -3e2, true, false, null], \"b\\n\": {\"c\": \"x\\u0041y\"}, \"e\": []}",
		"[1, 2",
		"{\"a\" 1}",
		"[[[[[[[[[1]]]]]]]]]",
		"tru",
		"\"abc",
		"  42  ",
		"[]",
		"{}"
	};
	for (size_t i = 0; i < sizeof docs / sizeof *docs; i++) {
		struct jp j = { .p = docs[i] };
		struct jv v = await value(&j);
		char text[200];
		struct out o = { text, text + sizeof text - 8 };
		text[0] = 0;
		await print(&v, &o);
		printf("%s %s\n", j.err ?: "fine", text);
		await drop(&v);
	}
	static const char *const re[][2] = { { "^a.c$", "abc" }, { "x*y", "aaxxyb" }, { "b*$", "abbb" },
		                                 { "^b", "ab" },     { ".*z", "abcz" },   { "a*b*c", "xaabb" } };
	for (int i = 0; i < 6; i++) show(re[i][0], await match(re[i][0], re[i][1]));
	show("queens", await queens(5, 0, 0, 0, 0));
	int v[] = { 5, 3, 9, 1, 5, 7, 2, 8, 0, 6 };
	await sort(v, 10, sizeof *v, by_int);
	show_ints("sorted", v, 10);
	const char *w[] = { "pear", "apple", "fig", "kiwi", "date" };
	await sort(w, 5, sizeof *w, by_text);
	for (int i = 0; i < 5; i++) printf("%s ", w[i]);
	printf("\n");
	for (const char *const *e = (const char *const[]){ "1 + 2 * 3", "(1+2)*3 - -4", "2^3^2", "100/7/2", NULL }; *e;
	     e++) {
		const char *p = *e;
		show(*e, await expr(&p, 0));
	}
	return 0;
}

int main(void) {
	char text[60];
	struct out o = { text, text + 50 };
	show("formatted", formatted(&o, "%s=%g%c", "name", 2.5, '!'));
	show_text("text", text);
	return co_run(int, run());
}
