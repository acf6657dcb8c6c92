/* Memory that is given to a generator's object: of a generator whose frame is known, called by its name. */
#include "form_room.h"
#include <cogen.h>

static generator(int) numbers(int n);
static async_generator(int) lines(void);
static async(int) work(void);
static int plain(int n);
#define OTHER numbers

static CO_FRAME(elsewhere) other; /* error: form */
static CO_FRAME(lines) of_lines; /* error: form */
static CO_FRAME(work) of_work; /* error: form */
static CO_FRAME(plain) of_plain; /* error: form */
static CO_FRAME(OTHER) of_macro; /* error: form */
static unsigned char bytes[CO_FRAME_SIZE(elsewhere)]; /* error: form */
static _Alignas(CO_FRAME_ALIGN(elsewhere)) unsigned char aligned[8]; /* error: form */

typedef generator(int) maker(int);

static size_t sizes(maker *pointer) {
	static CO_FRAME(numbers) frame; /* above the definition */
	co_gen *g = co_new_in(&other, sizeof other, elsewhere(1)); /* error: form */
	g = co_new_in(&frame, sizeof frame, pointer(1)); /* error: form */
	g = co_new_in(&frame, sizeof frame, (*pointer)(1)); /* error: form */
	g = co_new_in(&frame, sizeof frame, (numbers(1))); /* error: form */
	g = co_new_in(&frame, sizeof frame, OTHER(1)); /* error: form */
	g = co_new_in(&frame, sizeof frame, lines()); /* error: form */
	g = co_new_in(&frame, sizeof frame, work()); /* error: form */
	g = co_new_in(&frame, sizeof frame, plain(1)); /* error: form */
	co_free(g);
	return CO_FRAME_SIZE(elsewhere) + /* error: form */
	       CO_FRAME_SIZE(pointer); /* error: form */
}

typedef CO_FRAME(numbers) memory;
struct holder {
	int n;
	CO_FRAME(numbers) frames[2];
};

/* The size of a variable of a coroutine goes into its frame, which is laid out before that of the generator is known. */
static generator(int) twice(int n) {
	CO_FRAME(numbers) frame; /* error: unsupported */
	unsigned char of_bytes[CO_FRAME_SIZE(numbers)]; /* error: unsupported */
	_Alignas(CO_FRAME_ALIGN(numbers)) unsigned char aligned_bytes[128]; /* error: unsupported */
	memory named; /* error: unsupported */
	struct holder held[2]; /* error: unsupported */
	yield (n + (int)(sizeof frame + sizeof of_bytes + sizeof aligned_bytes + sizeof named + sizeof held));
}

/* Fine. */
static CO_FRAME(numbers) early;

static generator(int) thrice(int n) {
	static CO_FRAME(numbers) frame;
	struct holder *held = NULL;
	size_t size = CO_FRAME_SIZE(numbers);
	co_gen *g = co_new_in(&frame, size, numbers(n));
	int v = 0;
	while (co_next(g, &v)) yield v;
	co_free(g);
	yield ((int)CO_FRAME_ALIGN(numbers) + (held != NULL));
}

static generator(int) numbers(int n) {
	while (n--) yield n;
}

static async_generator(int) lines(void) { yield 1; }

static async(int) work(void) {
	await co_sleep(0);
	return 1;
}

static int plain(int n) { return n; }

int main(void) {
	CO_FRAME(numbers) frame;
	memory another;
	co_gen *g = co_new_in(&frame, sizeof frame, numbers(plain(3)));
	co_free(g);
	g = co_new_in(&another, sizeof another, numbers(3));
	co_free(g);
	g = co_new_in(&early, sizeof early, thrice(3));
	co_free(g);
	return (int)sizes(NULL) + (int)(sizeof of_lines + sizeof of_work + sizeof of_plain + sizeof of_macro + sizeof bytes + sizeof aligned) +
	       co_run(int, work()) + (int)sizeof(&lines) + (int)sizeof(&twice);
}
