/* Pointers to plain functions and to coroutines do not mix: C would let them, as their types look the same in annotated code. */
#include <cogen.h>
#include <stdlib.h>

static async(int) work(int n) {
	await co_sleep(0);
	return n;
}

static async(int) compare(const void *a, const void *b) {
	await co_sleep(0);
	return a < b;
}

static generator(int, void, int) numbers(int n) {
	yield n;
	return n;
}

static generator(double, void, int) doubles(int n) {
	yield n;
	return n;
}

static int plain(int n) { return n; }

typedef int (*plain_pointer)(int);
typedef async(int) (*async_pointer)(int);
typedef async(int) async_function(int);

struct object {
	const char *name;
	int (*plain)(int);
	async(int) (*work)(int);
	async(int) (*many[2])(int);
};

static int take_plain(int (*fn)(int)) { return fn(1); }

static void take_async(async(int) (*)(int)); /* no name */
static void take_async(async(int) (*fn)(int)) { (void)fn; }

static int (*file_scope)(int) = work; /* error: coroutine-pointer */
static async(int) (*file_scope_async)(int) = plain; /* error: coroutine-pointer */
static async(int) (*good_one)(int) = work;
static const struct object objects[] = {
	{ "a", work, work, { work } }, /* error: coroutine-pointer */
	{ "b", plain, plain, { work } }, /* error: coroutine-pointer */
	{ .work = plain, .plain = plain }, /* error: coroutine-pointer */
	{ .plain = work }, /* error: coroutine-pointer */
	{ .many = { work, plain } }, /* error: coroutine-pointer */
	{ "c", plain, work, { work, NULL } },
	{ .work = work, .many = { [1] = work } },
};

static int (*get_plain(int n))(int) {
	if (n) return work; /* error: coroutine-pointer */
	return plain;
}

static async(int) (*get_async(int n))(int) {
	if (n) return work;
	return plain; /* error: coroutine-pointer */
}

static int plain_code(struct object *object, int n) {
	int (*p)(int) = work; /* error: coroutine-pointer */
	async(int) (*a)(int) = plain; /* error: coroutine-pointer */
	generator(int, void, int) (*g)(int) = work; /* error: coroutine-pointer */
	async(int) (*table[3])(int) = { work, plain, [2] = plain }; /* error: coroutine-pointer */ /* error: coroutine-pointer */
	plain_pointer q = &work; /* error: coroutine-pointer */
	async_pointer b = plain; /* error: coroutine-pointer */
	async_function *f = plain; /* error: coroutine-pointer */
	__typeof__(work) *t = plain; /* error: coroutine-pointer */
	__typeof__(plain) *u = work; /* error: coroutine-pointer */
	p = work; /* error: coroutine-pointer */
	p = a; /* error: coroutine-pointer */
	a = p; /* error: coroutine-pointer */
	a = numbers; /* error: coroutine-pointer */
	g = doubles; /* error: coroutine-pointer */
	object->plain = work; /* error: coroutine-pointer */
	object->work = object->plain; /* error: coroutine-pointer */
	table[0] = q; /* error: coroutine-pointer */
	*object = (struct object){ .plain = work }; /* error: coroutine-pointer */
	qsort(object, 1, 1, compare); /* error: coroutine-pointer */
	n = take_plain(work) + take_plain(a); /* error: coroutine-pointer */ /* error: coroutine-pointer */
	take_async(plain); /* error: coroutine-pointer */
	p = n ? plain : work; /* error: coroutine-pointer */
	a = n ? work : (plain); /* error: coroutine-pointer */

	/* Fine. */
	p = plain;
	p = get_plain(1);
	a = get_async(1);
	a = n ? work : b ? b : NULL;
	a = n ? work : good_one;
	b = a = f;
	f = work;
	g = numbers;
	void *anything = (void *)work;
	a = anything;
	a = (void *)plain;
	a = (async(int) (*)(int))p;
	a = (async_pointer)p;
	p = (int (*)(int))a;
	__auto_type c = work;
	a = c;
	t = work;
	u = plain;
	a = t;
	take_plain(plain);
	take_async(work);
	take_async(NULL);
	table[1] = object->work;
	object->many[0] = work;
	if (a == work || p != plain) n++;
	return n + (t == NULL) + u(1) + (int)sizeof(n ? plain : work) + file_scope(1) + (file_scope_async == NULL);
}

static async(int) run(struct object *object, int n) {
	int (*p)(int) = work; /* error: coroutine-pointer */
	async(int) (*a)(int);
	a = p; /* error: coroutine-pointer */
	object->plain = work; /* error: coroutine-pointer */
	n = take_plain(work); /* error: coroutine-pointer */
	a = n ? work : plain; /* error: coroutine-pointer */
	return n + await (n ? work : plain)(n); /* error: coroutine-pointer */
}

int main(void) {
	struct object object = objects[0];
	return plain_code(&object, 1) + co_run(int, run(&object, 1));
}
