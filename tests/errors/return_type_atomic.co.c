/* async(_Atomic T): clang takes no value of such a type. */
#include <cogen.h>

typedef _Atomic int counter;

static async(_Atomic int) whole(int n) {
	await co_sleep(0);
	return n;
}
static async(counter) named(int n) {
	await whole(n); /* fine */
	return n;
}

static void take(int n) { (void)n; }

static async(int) run(int n) {
	int k = await whole(1); /* error: return-type */
	k = n + await named(2); /* error: return-type */
	take(await whole(3)); /* error: return-type */
	if (await named(4)) k++; /* error: return-type */
	_Atomic int own = 3;
	own += k;
	return own;
}

int main(void) { return co_run(int, run(1)); }
