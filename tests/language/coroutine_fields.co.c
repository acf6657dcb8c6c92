/* Coroutines in the fields of records that are declared in a coroutine, however their types are written: the type as it is,
 * a typedef, typeof of a coroutine, of a pointer, of a table, of a type; their parameters and results that are such
 * themselves. And va_arg of such types. */
#include "check.h"
#include <cogen.h>
#include <stdarg.h>

/* clang says so of `async(…)` in a type's name, to the file as it stands: it reads it as the attribute that it ignores */
#ifdef __clang__
#pragma clang diagnostic ignored "-Wignored-attributes"
#endif

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}
static async(int) twice(async(int) (*f)(int), int v) { return 2 * await f(v); }
static generator(int) numbers(int n) {
	for (int i = 0; i < n; i++) yield i;
}
static generator(char, int, long) letters(char first) {
	long sum = 0;
	for (char c = first; c < first + 3; c++) sum += co_received(int, yield c);
	return sum;
}
static async_generator(int) slowly(int n) {
	while (n) yield await later(n--);
}
static int plainly(int v) { return v + 1; }

static async(int) (*const table[2])(int) = { later, later };
typedef async(int) op(int);
typedef __typeof__(async(int) (*)(int)) handler;
static handler pick(int n) { return table[n & 1]; }

static async(int) fields(void) {
	struct record {
		async(int) (*written)(int);
		op *by_typedef;
		handler by_pointer;
		__typeof__(later) *of_function;
		__typeof__(&later) of_address;
		__typeof__(table) of_table;
		__typeof__(table[0]) of_element;
		__typeof__(op *) of_typedef;
		__typeof__(async(int) (*)(int)) of_type;
		async(int) (*(*maker)(int))(int);
		__typeof__(pick) *of_maker;
		async(int) (*user)(async(int) (*f)(int), int);
		int (*plain)(int);
		__typeof__(int (*)(int)) plain_of_type;
		int number;
	} r = {
		.written = later,
		.by_typedef = later,
		.by_pointer = later,
		.of_function = later,
		.of_address = later,
		.of_table = { later, later },
		.of_element = later,
		.of_typedef = later,
		.of_type = later,
		.maker = pick,
		.of_maker = pick,
		.user = twice,
		.plain = plainly,
		.plain_of_type = plainly,
		.number = 7,
	};
	struct record *p = &r;
	int sum = await r.written(1) + await p->by_typedef(2) + await r.by_pointer(3);
	printf("%d\n", sum);
	sum += await r.of_function(4) + await r.of_address(5) + await p->of_table[1](6) + await r.of_element(7);
	printf("%d\n", sum);
	sum += await r.of_typedef(8) + await r.of_type(9) + await r.maker(1)(10) + await p->of_maker(0)(11);
	printf("%d\n", sum);
	sum += await r.user(r.of_type, 12) + r.plain(await p->written(13)) + r.plain_of_type(await later(14));
	printf("%d\n", sum);
	return sum + r.number;
}

/* Records of the coroutine's own in their types. */
static async(int) of_records(void) {
	struct point {
		int x, y;
	};
	typedef async(struct point) move(struct point, int);
	struct user {
		async(struct point) (*moves)(struct point *);
		move *moves_too;
		async(__typeof__(int (*)[3])) (*rows)(void);
		generator(struct point, const char *, struct point) (*points)(async(int) (*f)(int));
		struct point at;
	} u = { NULL, NULL, NULL, NULL, { 1, await later(2) } };
	return u.at.x + u.at.y + !u.moves + !u.moves_too + !u.rows + !u.points;
}

static async(int) generators(void) {
	struct record {
		generator(int) (*written)(int);
		__typeof__(numbers) *of_function;
		__typeof__(generator(int) (*)(int)) of_type;
		generator(char, int, long) (*letters)(char);
		__typeof__(letters) *of_letters;
		async_generator(int) (*slowly)(int);
		__typeof__(slowly) *of_slowly;
	} r = { numbers, numbers, numbers, letters, letters, slowly, slowly };
	__typeof__(generator(int) (*)(int)) variable = numbers;
	generator(int) (*other)(int);
	other = variable;
	int sum = await later(0);
	co_for (int, i, r.written(3)) sum += i;
	co_for (int, i, r.of_function(3)) sum += i;
	co_for (int, i, r.of_type(3)) sum += await later(i);
	co_for (int, i, other(3)) sum += await later(i);
	co_for (int, i, ((generator(int) (*)(int))variable)(3)) sum += i;
	printf("%d\n", sum);
	co_for (char, c, r.letters('a')) printf("%c\n", c);
	co_for (char, c, r.of_letters('d')) printf("%c\n", c);
	co_for_await (int, i, r.slowly(2)) sum += i;
	co_for_await (int, i, r.of_slowly(2)) sum += i;
	return sum;
}

static async(int) from_list(int n, va_list list) {
	int sum = 0;
	while (n--) {
		sum += await va_arg(list, op *)(n);
		sum += await va_arg(list, handler)(n);
		sum += await va_arg(list, __typeof__(&later))(n) + await va_arg(list, async(int) (*)(int))(n);
		int (*plain)(int) = va_arg(list, int (*)(int));
		sum += plain(n);
	}
	return sum;
}
static int lists(int n, ...) {
	va_list list;
	va_start(list, n);
	int sum = co_run(int, from_list(n, list));
	va_end(list);
	return sum;
}

/* Its type, where that has to be said twice. */
static async(int) variables(void) {
	__typeof__(async(int) (*)(int)) f;
	f = later;
	__typeof__(async(int) (*)(int)) both[2] = { f, table[1] };
	return await f(1) + await both[1](2);
}

static async(int) run(void) {
	printf("fields %d\n", await fields());
	printf("records %d\n", await of_records());
	printf("generators %d\n", await generators());
	printf("variables %d\n", await variables());
	return 0;
}

int main(void) {
	printf("lists %d\n", lists(2, later, later, later, later, plainly, later, later, later, later, plainly));
	return co_run(int, run());
}
