# --emit-header: another file embeds the frames of exported coroutines; awaits of them take no memory and mean the same.
set -u

. "$ROOT/tests/run/cli-lib.sh"

compile() {
	program=$1
	shift
	"$CC" "@$RSP/compile.rsp" -I. "$@" "@$RSP/link.rsp" -o "$program" || fail "the compiler refuses it"
}

cat >work.h <<'C'
#include <cogen/declare.h>
struct triple { long a, b, c; };
co_async(int) number(const char *text, int n);
co_async(struct triple) made(int n);
co_async(void) nothing(void);
co_async(_Bool) both(struct triple t);
co_async(int) fails(int code);
co_generator(int) counted(int n);
co_generator(struct triple) triples(int n);
co_generator(int) nested(int n);
co_generator(int) released(int n, int *closed);
co_generator(int, int, int) echoed(void);
C
cat >work.co.c <<'C'
#include <cogen.h>
#include "work.h"
#if SEES_ITS_OWN
#include "work.frames.h"
#endif
static async(int) hidden(int n) { await co_checkpoint(); return n; }
async(int) number(const char *text, int n) { if (n % 2) await co_sleep(0.001); return await hidden(n) + text[0]; }
async(struct triple) made(int n) { struct triple t = { n, n + 1, n + 2 }; await co_checkpoint(); return t; }
async(void) nothing(void) { }
async(_Bool) both(struct triple t) { int x = await number("b", (int)t.a); struct triple u = await made(x); return u.b == x + 1; }
async(int) fails(int code) { await co_checkpoint(); co_raise(code, "as asked"); }
generator(int) counted(int n) { while (n) yield n--; }
generator(struct triple) triples(int n) { for (int i = 0; i < n; i++) yield ((struct triple){ i, i + 1, i + 2 }); }
generator(int) nested(int n) { yield_from counted(n); if (n) yield_from nested(n - 1); }
generator(int) released(int n, int *closed) { co_defer(++*closed); yield_from counted(n); }
generator(int, int, int) echoed(void) { int got = 0; while (got >= 0) got = yield (got * 2); return got; }
C
cat >main.co.c <<'C'
#include <cogen.h>
#include <stdio.h>
#include <stdlib.h>
#include "work.h"
#ifdef FRAMES
#include FRAMES
#endif
static int allocations, sums;
static void *take(void *arg, size_t size, size_t align) { (void)arg; (void)align; allocations++; return malloc(size); }
static void give(void *arg, void *memory) { (void)arg; free(memory); }
static async(int) all(int k) {
	int sum = 0;
	for (int i = 0; i < k; i++) {
		sum += await number("a", i);
		struct triple t = await made(i);
		sum += (int)(t.a + t.b + t.c);
		await nothing();
		if (await both(t)) sum++;
		co_try { sum += await fails(7); }
		co_catch (e) { sum += e->code; }
	}
	return sum;
}
static async(int) suspends(int k) {
	int sum = 0, closed = 0;
	co_for (struct triple, t, triples(k)) {
		await co_checkpoint();
		co_for (int, x, released(k, &closed)) {
			if (x == 2) break;
			await co_checkpoint();
			sum += x;
		}
		sum += (int)t.c + closed;
	}
	return sum;
}
static generator(int, int) delegates(int k) {
	co_for (int, x, counted(k)) yield x;
	yield_from counted(k);
	co_for (int, x, nested(0)) yield x;
	sums = yield_from echoed();
}
static int plain(int k) {
	int sum = 0, closed = 0;
	co_for (int, x, counted(k)) {
		co_for (int, y, released(x, &closed)) {
			if (y == 1) continue;
			sum += y;
			if (sum > 30) return sum * closed;
		}
	}
	return sum + closed;
}
/* what is known here takes no memory: not a loop's own object, which is on the stack, nor what it delegates to */
static int on_stack(void) {
	int before = allocations, sum = plain(4) + plain(9);
	co_for (int, x, delegates(3)) {
		sum += x;
		if (!x) break;
	}
	return sum * 1000 + allocations - before;
}
static async(int) run(void) {
	int loops = on_stack();
	if (loops % 1000 == 0) puts("generators take no memory");
	printf("loops: %d\n", loops / 1000);
	co_gen *g = co_new(delegates(2));
	int x, got = 0;
	while (got < 4 && co_next(g, &x)) got++;
	co_next(g, &x);
	co_send(g, 21, &x);
	while (co_send(g, x < 100 ? x : -5, &x)) printf("sent: %d\n", x);
	printf("returned: %d\n", sums);
	co_free(g);
	int before = allocations;
	int sum = await all(5);
	return (sum + await suspends(3)) * 1000 + allocations - before;
}
int main(void) {
	co_set_allocator(take, give, NULL);
	printf("%d\n", co_run(int, run()));
	return 0;
}
C

# as objects
"$COGEN" work.co.c -o work.c || fail "refused"
"$COGEN" main.co.c -o main.c || fail "refused"
grep -q shared work.c main.c && fail "an entry for other files, though nobody asked"
compile apart work.c main.c
./apart >apart.out || fail "apart fails"

# on frames
"$COGEN" work.co.c -o work.c --emit-header work.frames.h || fail "refused"
"$COGEN" -DSEES_ITS_OWN=1 work.co.c -o own.c --emit-header=own.frames.h || fail "refused where it reads its own"
cmp -s work.frames.h own.frames.h || fail "the header differs where the file reads it"
grep -q hidden work.frames.h && fail "what is static is told to others"
"$COGEN" '-DFRAMES="work.frames.h"' main.co.c -o main.c || fail "refused with frames"
grep -q 'co__number__shared_start' main.c || fail "not embedded"
compile embedded '-DFRAMES="work.frames.h"' -DSEES_ITS_OWN=1 own.c main.c
./embedded >embedded.out || fail "embedded fails"
grep -q "take no memory" embedded.out || fail "a generator whose frame is known takes memory: $(cat embedded.out)"
grep -q "take no memory" apart.out && fail "it takes none where nothing is known of it"
result() { grep -v memory "$1" | sed '$s/...$//'; }
[ "$(result apart.out)" = "$(result embedded.out)" ] || fail "another result: $(cat apart.out embedded.out)"
allocated=$(sed '$!d; s/.*\(...\)$/\1/; s/^0*//' embedded.out)
[ "$allocated" -lt "$(sed '$!d; s/.*\(...\)$/\1/; s/^0*//' apart.out)" ] || fail "embedding saves no allocation"
"$CC" "@$RSP/compile.rsp" -I. -O2 '-DFRAMES="work.frames.h"' -DSEES_ITS_OWN=1 own.c main.c "@$RSP/link.rsp" -o optimised || fail "not at -O2"
./optimised | cmp -s - embedded.out || fail "another result at -O2"
"$COGEN" --explain -f all '-DFRAMES="work.frames.h"' main.co.c -o - | grep -q 'number__shared, a frame' || fail "not in the frame"
"$COGEN" --explain -f suspends '-DFRAMES="work.frames.h"' main.co.c -o - >explained || fail "no frame"
grep -q 'triples__shared' explained || fail "the object of a loop is not in the frame: $(cat explained)"
"$COGEN" -fno-embed '-DFRAMES="work.frames.h"' main.co.c -o off.c && ! grep -q 'number__shared_start\|counted__shared' off.c || fail "-fno-embed embeds"

# objects in memory that a reader gives
cat >given.co.c <<'C'
#include <cogen.h>
#include <stdio.h>
#include <stdlib.h>
#include "work.h"
#ifdef FRAMES
#include FRAMES
#endif
static int allocations;
static void *take(void *arg, size_t size, size_t align) { (void)arg; (void)align; allocations++; return malloc(size); }
static void give(void *arg, void *memory) { (void)arg; free(memory); }
static CO_FRAME(nested) frame;
static int of_object(co_gen *g) {
	int x, sum = 0;
	while (co_next(g, &x)) sum += x;
	co_free(g);
	return sum;
}
int main(void) {
	co_set_allocator(take, give, NULL);
	int sum = of_object(co_new_in(&frame, sizeof frame, nested(0)));
	_Alignas(CO_FRAME_ALIGN(counted)) unsigned char memory[CO_FRAME_SIZE(counted)];
	sum += of_object(co_new_in(memory, sizeof memory, counted(3)));
	CO_FRAME(echoed) echo;
	sum += of_object(co_new_in(&echo, sizeof echo - 1, echoed()));
	printf("%d, %d taken\n", sum, allocations);
	return 0;
}
C
"$COGEN" given.co.c -o given.c 2>err && fail "a frame that is not known"
[ "$(grep -c 'given.co.c:.*error: CO_FRAME.* needs the frame of .*--emit-header.*-Wform' err)" = 4 ] || fail "it does not say why: $(cat err)"
[ "$(grep -c 'given.co.c:.*error: co_new_in needs the frame of .*--emit-header.*-Wform' err)" = 3 ] || fail "it does not say why: $(cat err)"
"$COGEN" '-DFRAMES="work.frames.h"' given.co.c -o given.c || fail "refused with frames"
compile given '-DFRAMES="work.frames.h"' -DSEES_ITS_OWN=1 own.c given.c
[ "$(./given)" = "6, 0 taken" ] || fail "given memory: $(./given)"
printf '#include <cogen.h>\n#include "work.h"\n#include "work.frames.h"\nstatic CO_FRAME(counted) above;\nsize_t size(void);\nsize_t size(void) { return sizeof above - CO_FRAME_SIZE(counted); }\ngenerator(int) counted(int n) { yield n; }\n' >both.co.c
"$COGEN" both.co.c -o both.c || fail "refused with its own header"
"$CC" "@$RSP/compile.rsp" -I. -c both.c -o both.o || fail "the compiler refuses a room of its own beside its header's"

# wrong uses
"$COGEN" work.co.c -o same --emit-header same 2>err && fail "one file for two"
grep -q "name the same file" err || fail "it does not say why"
exit 0
