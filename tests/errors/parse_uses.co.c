/* Words of cogen that are used as they are not made: told once, in words about them, not in clang's about what they are made of. */
#include <cogen.h>

static co_lock lock = CO_LOCK_INIT;

static async(int) parts(int n) {
	co_try {
		await co_sleep(0);
	}
	n++;
	co_catch (e) { /* error: block */
		n = e->code;
	}
	co_try {
		await co_sleep(0);
	} co_catch (e) {
		n = e->code;
	}
	n++;
	co_finally { /* error: block */
		n++;
	}
	return n;
}

static async(int) raises(int n) {
	await co_sleep(0);
	if (n == 1) co_raise("bad"); /* error: form */
	if (n == 2) co_raise(n); /* error: form */
	if (n == 3) co_raise(n, "bad");
	return n;
}

static async(int) holds(co_lock own) {
	co_with (own) { /* error: operand */
		await co_sleep(0);
	}
	co_with (lock) { /* error: operand */
		await co_sleep(0);
	}
	co_with (&lock) {
		await co_sleep(0);
	}
	return 1;
}

generator(int (*)[3]) rows(void); /* error: return-type */
async(int (*)(void)) finds(void); /* error: return-type */
generator(int, int[2]) takes(void); /* error: return-type */
async(int[2]) pair(void); /* error: return-type */

/* Fine. */
typedef int (*row)[3];
generator(row) named(void);
generator(__typeof__(int (*)[3])) typed(void);
