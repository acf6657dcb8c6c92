/* Macros and builtins of the system with awaits in their arguments: atomics, type-generic mathematics, fd_set, byte order, wait
 * status, errno, overflow and bit builtins. */
#include "check.h"
#include <cogen.h>
#include <stdatomic.h>
#include <tgmath.h>
#include <stdarg.h>
#include <sys/select.h>
#include <arpa/inet.h>
#include <sys/wait.h>
#include <stdint.h>
#include <inttypes.h>
#include <ctype.h>
#include <errno.h>
static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(double) later_d(double v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int) run(void) {
	fd_set set;
	FD_ZERO(&set);
	FD_SET(await later(5), &set);
	show("fd", FD_ISSET(await later(5), &set) && !FD_ISSET(await later(6), &set));
	show("net", htons((uint16_t)await later(0x1234)) + ntohs(5));
	show("wait", WEXITSTATUS(await later(0x300)) + WIFEXITED(await later(0)));
	show("ctype", isalpha(await later('x')) != 0);
	show_real("mac", INFINITY > await later(1));
	int64_t big = INT64_C(5) * await later(2);
	printf("%" PRId64 "\n", big);
	errno = await later(3);
	show("errno", errno += await later(1));
	atomic_int at = 3;
	atomic_store(&at, await later(7));
	show("at", atomic_fetch_add(&at, await later(2)) + atomic_load(&at));
	int ex = 9;
	show("cas", atomic_compare_exchange_strong(&at, &ex, await later(4)) * 10 + at);
	show("x", atomic_exchange(&at, await later(ex)) * await later(2));
	atomic_fetch_or_explicit(&at, await later(64), memory_order_relaxed);
	show("at", at);
	show_real("tg", sqrt(await later_d(16)) + fabs(await later(-3)) + (double)pow(await later_d(2), 3.0f));
	show("blt", __builtin_popcount((unsigned)await later(7)) + __builtin_expect(await later(1), 0) +
	                __builtin_constant_p(3) + __builtin_clz((unsigned)await later(1)) +
	                (int)__builtin_bswap16((uint16_t)await later(1)));
	int sum;
	if (__builtin_add_overflow(await later(2), 3, &sum)) show("ovf", 1);
	show("sum", !__builtin_mul_overflow(1 << 30, await later(8), &sum));
	show("product", sum);
	show("off", __builtin_choose_expr(1, await later(2), "no"));
	char buf[32];
	__builtin_memset(buf, await later(0), sizeof buf);
	snprintf(buf, sizeof buf, "%d-%s", await later(3), await later(1) ? "y" : "n");
	show_text("buf", buf);
	show("sync", __sync_fetch_and_add(&sum, await later(2)) == __atomic_load_n(&sum, __ATOMIC_SEQ_CST) - 2);
	show("an", __atomic_fetch_add(&sum, await later(2), __ATOMIC_RELAXED) != 0);
	typedef int v4 __attribute__((vector_size(16)));
	v4 a = { 1, 2, 3, 4 }, b = { await later(5), 6, 7, 8 };
	(void)a;
	show("b", b[0] + a[await later(2)]);
	show("isnan", isnan(await later_d(NAN)) + signbit(await later_d(-1)) + isgreater(await later_d(2), 1.0));
	show("ty", __builtin_types_compatible_p(__typeof__(a), v4));
	return 0;
}

int main(void) { return co_run(int, run()); }
