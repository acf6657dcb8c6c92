/* The generator protocol, fact by fact (GEN-n), on hand-written frames. */
#include "scripted.h"
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define STATE(g, state) assert_int_equal(co_gen_state(g), state)

static int code_of(co_gen *g) {
	const co_error *error = co_gen_error(g);
	return error ? error->code : 0;
}

static void gen_1_creating_runs_nothing(void **state) {
	(void)state;
	co_gen *g = co_new(script("a", "y", "", NULL));
	assert_happened("");
	STATE(g, CO_CREATED);
	assert_true(co_next(g, (int *)NULL));
	assert_happened("a+ ");
	co_free(g);
	assert_happened("a~ ");
}

static void gen_2_next_runs_to_the_first_yield(void **state) {
	(void)state;
	int v = -1;
	co_gen *g = co_new(script("a", "yy", "", NULL));
	assert_true(co_next(g, &v));
	assert_int_equal(v, 0);
	assert_true(co_next(g, &v));
	assert_int_equal(v, 1);
	assert_happened("a+ ");
	co_free(g);
	assert_happened("a~ ");
}

static void gen_3_sending_zero_starts(void **state) {
	(void)state;
	int v = -1;
	co_gen *g = co_new(script("a", "y", "", NULL));
	assert_true(co_send(g, 0, &v));
	assert_int_equal(v, 0);
	assert_happened("a+ ");
	co_free(g);
	assert_happened("a~ ");
}

static void gen_4_sending_to_a_fresh_one_leaves_it_fresh(void **state) {
	(void)state;
	int v = -1;
	co_gen *g = co_new(script("a", "y", "", NULL));
	assert_false(co_send(g, 5, &v));
	assert_int_equal(code_of(g), CO_ESTATE);
	STATE(g, CO_CREATED);
	assert_happened("");
	assert_true(co_next(g, &v));
	assert_null(co_gen_error(g));
	assert_happened("a+ ");
	co_free(g);
	assert_happened("a~ ");
}

static void gen_5_6_send_delivers_and_fetches(void **state) {
	(void)state;
	int v = -1;
	co_gen *g = co_new(script("a", "yyyy", "", NULL));
	assert_true(co_next(g, &v));
	assert_true(co_send(g, 7, &v));
	assert_int_equal(v, 1);
	assert_happened("a+ a=7 ");
	assert_true(co_next(g, &v));
	assert_happened(""); /* received zero */
	assert_true(co_send(g, -3, &v));
	assert_int_equal(v, 3);
	assert_happened("a=-3 ");
	co_free(g);
	assert_happened("a~ ");
}

static void gen_8_9_10_the_result_stays_the_end_is_repeated(void **state) {
	(void)state;
	int v = -1;
	co_gen *g = co_new(script("a", "yy", "", NULL));
	assert_true(co_next(g, &v) && co_next(g, &v));
	v = -1;
	assert_false(co_next(g, &v));
	assert_null(co_gen_error(g));
	assert_int_equal(co__gen_ended(g).co__status, CO__RETURNED);
	STATE(g, CO_CLOSED);
	assert_int_equal(co_returned(int, g), 20);
	assert_false(co_next(g, &v));
	assert_false(co_send(g, 9, &v));
	assert_null(co_gen_error(g));
	assert_int_equal(co_returned(int, g), 20);
	assert_int_equal(v, -1);
	co_free(g);
	assert_happened("a+ a~ ");
}

static void gen_11_return_before_any_yield(void **state) {
	(void)state;
	int v;
	co_gen *g = co_new(script("a", "r", "", NULL));
	assert_false(co_next(g, &v));
	assert_int_equal(co_returned(int, g), 0);
	co_free(g);
	co_gen *c = co_new(count(0));
	assert_false(co_next(c, &v));
	assert_int_equal(co_returned(int, c), 0);
	co_free(c);
	assert_happened("a+ a~ ");
}

static void gen_13_14_a_thrown_error_is_raised_at_the_yield(void **state) {
	(void)state;
	int v = -1;
	co_gen *g = co_new(script("a", "y!yy", "", NULL));
	co_next(g, &v);
	assert_true(co_throw(g, 42, "because", &v));
	assert_int_equal(v, 1);
	assert_null(co_gen_error(g));
	assert_true(co_next(g, &v));
	assert_int_equal(v, 2);
	assert_happened("a+ a!42 ");
	co_free(g);
	assert_happened("a~ ");
}

static void gen_15_catch_and_return(void **state) {
	(void)state;
	int v = -1;
	co_gen *g = co_new(script("a", "y!r", "", NULL));
	co_next(g, &v);
	assert_false(co_throw(g, 42, "because", &v));
	assert_null(co_gen_error(g));
	assert_int_equal(co_returned(int, g), 10);
	co_free(g);
	assert_happened("a+ a!42 a~ ");
}

static void gen_16_throw_into_a_fresh_one_ends_it(void **state) {
	(void)state;
	int v = -1;
	co_gen *g = co_new(script("a", "y!", "", NULL));
	assert_false(co_throw(g, 42, "because", &v));
	assert_int_equal(code_of(g), 42);
	assert_string_equal(co_gen_error(g)->message, "because");
	STATE(g, CO_CLOSED);
	assert_false(co_next(g, &v));
	assert_null(co_gen_error(g));
	co_free(g);
	assert_happened("");
}

static void gen_17_throw_after_the_end_gives_that_error(void **state) {
	(void)state;
	int v;
	co_gen *g = co_new(count(0));
	assert_false(co_next(g, &v));
	assert_false(co_throw(g, 43, "late", &v));
	assert_int_equal(code_of(g), 43);
	assert_false(co_next(g, &v));
	assert_null(co_gen_error(g));
	co_free(g);
}

static void gen_18_an_error_ends_it(void **state) {
	(void)state;
	int v;
	co_gen *g = co_new(script("a", "ye", "", NULL));
	assert_true(co_next(g, &v));
	assert_false(co_next(g, &v));
	assert_int_equal(code_of(g), 77);
	assert_string_equal(co_gen_error(g)->message, "number 1");
	STATE(g, CO_CLOSED);
	co_step ended = co__gen_ended(g); /* as a co_for in a coroutine passes it on */
	assert_int_equal(ended.co__status, CO__RAISED);
	assert_int_equal(co__step_error(ended)->code, 77);
	co_error_free(co__step_error(ended));
	assert_false(co_next(g, &v));
	assert_null(co_gen_error(g));
	co_free(g);
	assert_happened("a+ a~ ");
	g = co_new(script("a", "y", "", NULL));
	co_next(g, &v);
	assert_false(co_throw(g, 44, "thrown", &v));
	assert_int_equal(code_of(g), 44);
	STATE(g, CO_CLOSED);
	co_free(g);
	assert_happened("a+ a~ ");
}

static void gen_20_close_of_a_fresh_one_runs_nothing(void **state) {
	(void)state;
	int v;
	co_gen *g = co_new(script("a", "y", "", NULL));
	assert_int_equal(co_close(g), 0);
	STATE(g, CO_CLOSED);
	assert_false(co_next(g, &v));
	co_free(g);
	assert_happened("");
}

static void gen_21_22_34_close_runs_the_cleanup_once(void **state) {
	(void)state;
	int v;
	co_gen *g = co_new(script("a", "yr", "", NULL));
	co_next(g, &v);
	assert_int_equal(co_close(g), 0);
	assert_null(co_gen_error(g));
	assert_happened("a+ a~ ");
	assert_int_equal(co_close(g), 0);
	co_free(g);
	assert_happened("");
}

static void gen_23_close_of_one_that_catches_and_returns(void **state) {
	(void)state;
	int v;
	co_gen *g = co_new(script("a", "y!r", "", NULL));
	co_next(g, &v);
	assert_int_equal(co_close(g), 0);
	assert_int_equal(co_returned(int, g), 10);
	co_free(g);
	assert_happened("a+ a!-5003 a~ ");
}

static void gen_24_25_a_close_that_is_ignored(void **state) {
	(void)state;
	int v;
	co_gen *g = co_new(script("a", "y!y", "", NULL));
	co_next(g, &v);
	assert_int_equal(co_close(g), CO_ESTATE);
	assert_int_equal(code_of(g), CO_ESTATE);
	STATE(g, CO_SUSPENDED);
	assert_happened("a+ a!-5003 ");
	assert_int_equal(co_close(g), 0);
	STATE(g, CO_CLOSED);
	co_free(g);
	assert_happened("a~ ");
}

static void gen_25_goes_on_after_an_ignored_close(void **state) {
	(void)state;
	int v;
	co_gen *g = co_new(script("a", "y!yyr", "", NULL));
	co_next(g, &v);
	assert_int_equal(co_close(g), CO_ESTATE);
	assert_true(co_next(g, &v));
	assert_int_equal(v, 2);
	assert_false(co_next(g, &v));
	co_free(g);
	assert_happened("a+ a!-5003 a~ ");
}

static void gen_26_an_error_during_close(void **state) {
	(void)state;
	int v;
	co_gen *g = co_new(script("a", "y!e", "", NULL));
	co_next(g, &v);
	assert_int_equal(co_close(g), 77);
	assert_int_equal(code_of(g), 77);
	STATE(g, CO_CLOSED);
	co_free(g);
	assert_happened("a+ a!-5003 a~ ");
}

static void gen_27_close_after_the_end_does_nothing(void **state) {
	(void)state;
	int v;
	co_gen *g = co_new(script("a", "r", "", NULL));
	assert_false(co_next(g, &v));
	assert_happened("a+ a~ ");
	assert_int_equal(co_close(g), 0);
	assert_int_equal(co_close(g), 0);
	assert_int_equal(co_returned(int, g), 0);
	co_free(g);
	assert_happened("");
}

static void gen_28_30_free_runs_the_cleanup_once(void **state) {
	(void)state;
	int v;
	co_gen *g = co_new(script("a", "y", "", NULL));
	co_next(g, &v);
	co_free(g);
	assert_happened("a+ a~ ");
	assert_int_equal(live_blocks, 0);
	co_free(NULL);
}

/* Redirects standard error around `run`, and answers what was written. */
static const char *printed_by(void (*run)(void)) {
	static char text[4096];
	fflush(stderr);
	FILE *saved = stderr, *file = tmpfile();
	assert_non_null(file);
	stderr = file;
	run();
	stderr = saved;
	rewind(file);
	text[fread(text, 1, sizeof text - 1, file)] = '\0';
	fclose(file);
	return text;
}

static void free_one_whose_cleanup_fails(void) {
	int v;
	co_gen *g = co_new(script("a", "y!e", "", NULL));
	co_next(g, &v);
	co_free(g);
}

static void free_one_that_failed_unseen(void) {
	int v;
	co_gen *g = co_new(script("a", "ye", "", NULL));
	co_next(g, &v);
	co_next(g, &v);
	co_next(g, &v);
	co_free(g);
}

static void free_one_that_failed_seen(void) {
	int v;
	co_gen *g = co_new(script("a", "ye", "", NULL));
	co_next(g, &v);
	co_next(g, &v);
	co_gen_error(g);
	co_free(g);
	g = co_new(script("a", "y", "", NULL));
	co_next(g, &v);
	co_throw(g, 9, "who throws knows", &v);
	co_free(g);
}

static void free_one_that_ignores_close(void) {
	int v;
	co_gen *g = co_new(script("a", "y!y!y", "", NULL));
	co_next(g, &v);
	co_free(g);
}

static void gen_31_errors_nobody_asked_for_are_reported(void **state) {
	(void)state;
	assert_non_null(strstr(printed_by(free_one_whose_cleanup_fails), "number 1"));
	assert_happened("a+ a!-5003 a~ ");
	const char *text = printed_by(free_one_that_failed_unseen);
	assert_non_null(strstr(text, "number 1"));
	assert_non_null(strstr(text, "script.co.c:15: in script"));
	assert_happened("a+ a~ ");
	assert_string_equal(printed_by(free_one_that_failed_seen), "");
	assert_happened("a+ a~ a+ a~ ");
	assert_non_null(strstr(printed_by(free_one_that_ignores_close), "yielded while it was closed"));
	assert_happened("a+ a!-5003 a!-5003 ");
}

static void gen_32_33_running_is_seen_and_refused(void **state) {
	(void)state;
	int v;
	co_gen *g = co_new(script("a", "snys", "", NULL));
	((struct script_frame *)g)->target = g;
	assert_true(co_next(g, &v));
	assert_null(co_gen_error(g)); /* the refusal was the inner call's */
	assert_happened("a+ a:1 a:-5004 ");
	STATE(g, CO_SUSPENDED);
	assert_false(co_next(g, &v));
	STATE(g, CO_CLOSED);
	co_free(g);
	assert_happened("a:1 a~ ");
}

static void gen_35_objects_are_independent(void **state) {
	(void)state;
	int v = 0, w = 0;
	co_gen *a = co_new(count(3)), *b = co_new(count(3));
	assert_true(co_next(a, &v) && co_next(a, &v) && co_next(b, &w));
	assert_int_equal(v, 1);
	assert_int_equal(w, 0);
	co_free(a);
	assert_true(co_next(b, &w));
	assert_int_equal(w, 1);
	co_free(b);
}

/* co_for in plain functions */

static void gen_39_for_delivers_all(void **state) {
	(void)state;
	int sum = 0, rounds = 0;
	co_for (int, i, count(5)) {
		if (i == 1) continue;
		co_for (const int, j, count(i)) sum += j;
		rounds++;
	}
	assert_int_equal(rounds, 4);
	assert_int_equal(sum, 0 + 1 + 3 + 6);
	assert_int_equal(live_blocks, 0);
}

static int first_above(int limit) {
	co_for (int, i, script("a", "yyyyyy", "", NULL))
		if (i > limit) return i;
	return -1;
}

static void for_frees_on_every_way_out(void **state) {
	(void)state;
	int seen = 0;
	co_for (int, i, script("a", "yyyy", "", NULL)) {
		seen = i;
		if (i == 2) break;
	}
	assert_int_equal(seen, 2);
	assert_happened("a+ a~ ");
	assert_int_equal(first_above(3), 4);
	assert_happened("a+ a~ ");
	co_for (int, i, script("a", "yyyy", "", NULL))
		if (i == 1) goto out;
out:
	assert_happened("a+ a~ ");
	co_for (int, i, script("a", "", "", NULL)) fail();
	assert_happened("a+ a~ ");
}

/* send converts as an assignment does: generator(int, S) for every S */

struct echo_frame {
	co_coro co__coro;
	unsigned char received[32];
};
static co_step echo_body(co_coro *coro, const void *in, co_error *error);
static co_step echo_first(co_coro *coro) {
	coro->state = 1;
	return CO__YIELD_VOID();
}
static const co_site echo_sites[] = { { 0 }, { 0 } };
#define ECHO(S, class)                                                                                                 \
	{                                                                                                                  \
		.name = "echo", .file = "", .first = echo_first, .resume = echo_body, .sites = echo_sites, .site_count = 2,    \
		.frame_size = sizeof(struct echo_frame), .frame_align = 16, .sent_size = sizeof(S), .sent_class = class,       \
		.kind = CO__GENERATOR, .abi = CO__ABI                                                                          \
	}
static co_step echo_body(co_coro *coro, const void *in, co_error *error) {
	struct echo_frame *frame = (struct echo_frame *)coro;
	if (error) return CO__RAISE(error);
	memcpy(frame->received, in, coro->type->sent_size);
	return CO__YIELD_VOID();
}

#define SENDS(S, class, value)                                                                                         \
	do {                                                                                                               \
		static const co_type type_ = ECHO(S, class);                                                                   \
		co_gen *g_ = co_new(co__new(&type_));                                                                          \
		assert_true(co_next(g_, NULL) && co_send(g_, (value), NULL));                                                  \
		const S want_ = (S)(value);                                                                                    \
		S got_;                                                                                                        \
		memcpy(&got_, ((struct echo_frame *)g_)->received, sizeof got_);                                               \
		assert_true(got_ == want_);                                                                                    \
		co_free(g_);                                                                                                   \
	} while (0)

#define SENDS_ALL(value)                                                                                               \
	do {                                                                                                               \
		SENDS(char, CO__CLASS((char)0), value);                                                                        \
		SENDS(signed char, CO__SIGNED, value);                                                                         \
		SENDS(unsigned char, CO__UNSIGNED, value);                                                                     \
		SENDS(short, CO__SIGNED, value);                                                                               \
		SENDS(unsigned short, CO__UNSIGNED, value);                                                                    \
		SENDS(int, CO__SIGNED, value);                                                                                 \
		SENDS(unsigned, CO__UNSIGNED, value);                                                                          \
		SENDS(long long, CO__SIGNED, value);                                                                           \
		SENDS(unsigned long long, CO__UNSIGNED, value);                                                                \
		SENDS(float, CO__FLOATING, value);                                                                             \
		SENDS(double, CO__FLOATING, value);                                                                            \
		SENDS(long double, CO__FLOATING, value);                                                                       \
		SENDS(bool, CO__BOOL, value);                                                                                  \
		SENDS(float _Complex, CO__COMPLEX, value);                                                                     \
		SENDS(double _Complex, CO__COMPLEX, value);                                                                    \
		SENDS(long double _Complex, CO__COMPLEX, value);                                                               \
		SENDS_WIDE(value);                                                                                             \
	} while (0)

#ifdef __SIZEOF_INT128__
__extension__ typedef __int128 wide_int;
__extension__ typedef unsigned __int128 wide_unsigned;
#define SENDS_WIDE(value)                                                                                              \
	do {                                                                                                               \
		SENDS(wide_int, CO__SIGNED, value);                                                                            \
		SENDS(wide_unsigned, CO__UNSIGNED, value);                                                                     \
	} while (0)
#else
#define SENDS_WIDE(value) (void)0
#endif

static void send_converts_numbers(void **state) {
	(void)state;
	SENDS_ALL('x');
	SENDS_ALL(0);
	SENDS_ALL((signed char)-7);
	SENDS_ALL((short)300);
	SENDS_ALL(-70000);
	SENDS_ALL(4000000000u);
	SENDS_ALL(-5000000000ll);
	SENDS_ALL(18446744073709551615ull);
	SENDS_ALL(true);
	SENDS_ALL(99.75);
	SENDS_ALL(0.5f);
	const float _Complex short_one = 3.25f + 4 * __extension__ 1.0iF;
	const double _Complex imaginary = -2 * __extension__ 1.0i;
	const long double _Complex long_one = 7.5L - 1.5L * __extension__ 1.0iL;
	SENDS_ALL(short_one);
	SENDS_ALL(imaginary);
	SENDS_ALL(long_one);
	/* between two values of float, and of double: to the nearer one, and to the even one of two as near */
	SENDS_ALL((1ll << 53) + 1);
	SENDS_ALL((1ll << 53) + 3);
	SENDS_ALL(-((1ll << 60) + (1ll << 7) + 1));
	SENDS_ALL((1ull << 63) + (1ull << 39));
	SENDS_ALL((1ull << 63) + (1ull << 39) + 1);
	SENDS_ALL((1ull << 63) + (3ull << 39));
#ifdef __SIZEOF_INT128__
	const wide_int one = 1;
	SENDS_ALL((one << 100) + 12345);
	SENDS_ALL(-(one << 100) - 12345);
	SENDS_ALL(-one);
	SENDS_ALL((wide_unsigned)-1);
	SENDS_ALL((one << 120) + (one << 67));
	SENDS_ALL((one << 120) + (one << 67) + 1);
	SENDS_ALL((one << 126) + (one << 62) + (one << 63));
	SENDS_ALL((one << 126) + (one << 62));
	SENDS_ALL((wide_unsigned)one << 64);
	SENDS_WIDE(1.5e30);
	SENDS_WIDE(1.8446744073709551e19);
	SENDS(wide_int, CO__SIGNED, -3.7e37L);
	SENDS(wide_int, CO__SIGNED, -1e25f);
#endif
	SENDS(unsigned long long, CO__UNSIGNED, 1.5e19);
	SENDS(unsigned long long, CO__UNSIGNED, 9.3e18L);
	SENDS(int, CO__SIGNED, -8.9);
	SENDS(float, CO__FLOATING, 1e300);
	typedef const char *text;
	static const char hello[] = "hello";
	SENDS(text, CO__OTHER, hello);
	SENDS(text, CO__OTHER, NULL);
	SENDS(text, CO__OTHER, 0);
}

static void send_takes_structs_as_they_are(void **state) {
	(void)state;
	struct point {
		double x, y, z;
	} point = { 1, 2, 3 }, got;
	static const co_type type = ECHO(struct point, CO__OTHER);
	co_gen *g = co_new(co__new(&type));
	assert_true(co_next(g, NULL) && co_send(g, point, NULL));
	memcpy(&got, ((struct echo_frame *)g)->received, sizeof got);
	assert_memory_equal(&got, &point, sizeof got);
	co_free(g);
}

/* Yielded values larger than eight bytes, frames more aligned than malloc's */

struct wide {
	long parts[5];
};
struct wide_frame {
	_Alignas(64) co_coro co__coro;
	struct wide value;
};
static co_step wide_run(struct wide_frame *frame) {
	assert_int_equal((uintptr_t)frame % 64, 0);
	frame->co__coro.state = 1;
	for (int i = 0; i < 5; i++) frame->value.parts[i] = i * i;
	return CO__YIELD_AT(&frame->value);
}
static co_step wide_first(co_coro *coro) { return wide_run((struct wide_frame *)coro); }
static co_step wide_resume(co_coro *coro, const void *in, co_error *error) {
	(void)coro, (void)in;
	return error ? CO__RAISE(error) : CO__RETURN_VOID();
}
static const co_type wide_type = {
	.name = "wide",
	.file = "",
	.first = wide_first,
	.resume = wide_resume,
	.sites = echo_sites,
	.site_count = 2,
	.frame_size = sizeof(struct wide_frame),
	.frame_align = 64,
	.yielded_size = sizeof(struct wide),
	.kind = CO__GENERATOR,
	.abi = CO__ABI,
};

static void wide_values_and_aligned_frames(void **state) {
	(void)state;
	struct wide value;
	co_gen *g = co_new(co__new(&wide_type));
	assert_true(co_next(g, &value));
	assert_int_equal(value.parts[4], 16);
	assert_false(co_next(g, &value));
	co_returned(void, g);
	co_free(g);
	co_for (struct wide, w, co__new(&wide_type)) assert_int_equal(w.parts[3], 9);
}

/* Misuse that stops the program, with the coroutine's name */

static void wrong_target(void) {
	long v;
	co_next(co_new(count(3)), &v);
}
static void target_where_nothing_is_yielded(void) {
	static const co_type type = ECHO(int, CO__SIGNED);
	int v;
	co_next(co_new(co__new(&type)), &v);
}
static void wrong_value_sent(void) {
	static const co_type type = ECHO(int, CO__SIGNED);
	struct wide value = { { 0 } };
	co_gen *g = co_new(co__new(&type));
	co_next(g, NULL), co_send(g, value, NULL);
}
static void wrong_struct_sent(void) {
	static const co_type type = ECHO(struct wide, CO__OTHER);
	struct pair {
		int a, b;
	} value = { 1, 2 };
	co_gen *g = co_new(co__new(&type));
	co_next(g, NULL), co_send(g, value, NULL);
}
static void wrong_result(void) {
	int v;
	co_gen *g = co_new(count(0));
	co_next(g, &v), (void)co_returned(long, g);
}
static void result_before_the_end(void) { (void)co_returned(int, co_new(count(0))); }
static void result_of_one_that_failed(void) {
	int v;
	co_gen *g = co_new(script("a", "e", "", NULL));
	co_next(g, &v), (void)co_returned(int, g);
}
static void wrong_loop(void) {
	co_for (char, c, count(1)) putchar(c);
}
/* To an object that nobody has followed, of other types than the generator's that delegates. */
static void delegation_to_another_size(void) {
	static const co_type type = ECHO(int, CO__SIGNED);
	int v;
	co_next(co_new(script("a", "d", "", co_new(co__new(&type)))), &v);
}
static void delegation_to_one_sent_another_size(void) {
	static co_type type = ECHO(struct wide, CO__OTHER);
	int v;
	type.yielded_size = sizeof(int);
	co_next(co_new(script("a", "d", "", co_new(co__new(&type)))), &v);
}
static void loop_over_one_that_fails(void) {
	co_for (int, i, script("a", "ye", "", NULL)) event("%d", i);
}
static const co_type not_a_generator = {
	.name = "fetch", .frame_size = sizeof(co_coro), .frame_align = 8, .kind = CO__ASYNC
};
static void next_of_an_async_function(void) { co_new(co__new(&not_a_generator)); }
/* NULL where an object has to be. */
static co_gen *no_object(void) {
	static co_gen *volatile none;
	return none;
}
static void send_to_null(void) { co_send(no_object(), 1, NULL); }
static void throw_at_null(void) { co_throw(no_object(), 1, "", NULL); }
static void state_of_null(void) { co_gen_state(no_object()); }
static void error_of_null(void) { co_gen_error(no_object()); }
static void result_of_null(void) { (void)co_returned(int, no_object()); }
static void loop_over_null(void) {
	co_for (int, i, no_object()) event("%d", i);
}
static void next_of_null(void) {
	int v;
	co_next(no_object(), &v);
}
static void next_of_null_into_nothing(void) { co_next(no_object(), NULL); }

/* Runs it in a process of its own, which must be aborted having said `text`. */
static void assert_aborts(void (*misuse)(void), const char *text) {
	int ends[2], status;
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	if (child == 0) {
		signal(SIGABRT, SIG_DFL);
		dup2(ends[1], STDERR_FILENO);
		misuse();
		_exit(0);
	}
	close(ends[1]);
	char said[4096];
	size_t length = 0;
	for (ssize_t n; length < sizeof said - 1 && (n = read(ends[0], said + length, sizeof said - 1 - length)) > 0;)
		length += (size_t)n;
	said[length] = '\0';
	close(ends[0]);
	waitpid(child, &status, 0);
	if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGABRT || !strstr(said, text)) fail_msg("said: %s", said);
}

static void misuse_stops_the_program(void **state) {
	(void)state;
	assert_aborts(wrong_target, "'count': 8, 4");
	assert_aborts(target_where_nothing_is_yielded, "'echo': 4, 0");
	assert_aborts(wrong_value_sent, "'echo': 40, 4");
	assert_aborts(wrong_struct_sent, "'echo': 8, 40");
	assert_aborts(wrong_result, "'count': 8, 4");
	assert_aborts(result_before_the_end, "'count'");
	assert_aborts(result_of_one_that_failed, "script.co.c:15: in script");
	assert_aborts(wrong_loop, "'count': 1, 4");
	assert_aborts(delegation_to_another_size, "'echo': 4, 0");
	assert_aborts(delegation_to_one_sent_another_size, "'echo': 4, 40");
	assert_aborts(loop_over_one_that_fails, "script.co.c:15: in script");
	assert_aborts(next_of_an_async_function, "'fetch'");
	assert_aborts(next_of_null, "co_throw of NULL");
	assert_aborts(next_of_null_into_nothing, "co_throw of NULL");
	assert_aborts(send_to_null, "co_throw of NULL");
	assert_aborts(throw_at_null, "co_throw of NULL");
	assert_aborts(state_of_null, "co_gen_state of NULL");
	assert_aborts(error_of_null, "co_gen_error of NULL");
	assert_aborts(result_of_null, "co_returned of NULL");
	assert_aborts(loop_over_null, "co_for over NULL");
	assert_int_equal(co_close(NULL), 0);
	co_free(NULL);
}

static void no_memory_for_the_object(void **state) {
	(void)state;
	int v = -1;
	fail_at = 0;
	co_gen *g = co_new(count(3));
	assert_non_null(g);
	assert_false(co_next(g, &v));
	assert_int_equal(code_of(g), CO_ENOMEM);
	STATE(g, CO_CLOSED);
	assert_false(co_send(g, 1, &v));
	assert_false(co_throw(g, 5, "x", &v));
	assert_int_equal(co_close(g), 0);
	co_free(g);
}

static void no_memory_for_errors(void **state) {
	(void)state;
	int v;
	co_gen *g = co_new(script("a", "ye", "", NULL));
	co_next(g, &v);
	fail_at = allocations;
	assert_false(co_next(g, &v));
	assert_int_equal(code_of(g), CO_ENOMEM);
	co_free(g);
	assert_happened("a+ a~ ");
	fail_at = SIZE_MAX;
	g = co_new(script("a", "y", "", NULL));
	fail_at = allocations;
	assert_false(co_send(g, 5, &v));
	assert_int_equal(code_of(g), CO_ESTATE); /* the refusal does not turn into another one */
	assert_true(co_next(g, &v));
	assert_int_equal(co_close(g), 0);
	co_free(g);
	assert_happened("a+ a~ ");
}

int main(void) {
	const struct CMUnitTest tests[] = {
		TEST(gen_1_creating_runs_nothing),
		TEST(gen_2_next_runs_to_the_first_yield),
		TEST(gen_3_sending_zero_starts),
		TEST(gen_4_sending_to_a_fresh_one_leaves_it_fresh),
		TEST(gen_5_6_send_delivers_and_fetches),
		TEST(gen_8_9_10_the_result_stays_the_end_is_repeated),
		TEST(gen_11_return_before_any_yield),
		TEST(gen_13_14_a_thrown_error_is_raised_at_the_yield),
		TEST(gen_15_catch_and_return),
		TEST(gen_16_throw_into_a_fresh_one_ends_it),
		TEST(gen_17_throw_after_the_end_gives_that_error),
		TEST(gen_18_an_error_ends_it),
		TEST(gen_20_close_of_a_fresh_one_runs_nothing),
		TEST(gen_21_22_34_close_runs_the_cleanup_once),
		TEST(gen_23_close_of_one_that_catches_and_returns),
		TEST(gen_24_25_a_close_that_is_ignored),
		TEST(gen_25_goes_on_after_an_ignored_close),
		TEST(gen_26_an_error_during_close),
		TEST(gen_27_close_after_the_end_does_nothing),
		TEST(gen_28_30_free_runs_the_cleanup_once),
		TEST(gen_31_errors_nobody_asked_for_are_reported),
		TEST(gen_32_33_running_is_seen_and_refused),
		TEST(gen_35_objects_are_independent),
		TEST(gen_39_for_delivers_all),
		TEST(for_frees_on_every_way_out),
		TEST(send_converts_numbers),
		TEST(send_takes_structs_as_they_are),
		TEST(wide_values_and_aligned_frames),
		TEST(misuse_stops_the_program),
		TEST(no_memory_for_the_object),
		TEST(no_memory_for_errors),
	};
	return cmocka_run_group_tests_name("generator", tests, NULL, NULL);
}
