/* Computed goto out of blocks with something to run at their end, and within them: what has to be run is. */
#include "check.h"
#include <cogen.h>
static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static co_lock lock_, *lock = &lock_;
static void left(int *p) { printf("left %d\n", *p); }
static async(int) computed(int n) {
	static void *const labels[] = { &&inner, &&outer, &&done };
	int r = 0;
	for (int i = 0; i < 3; i++) {
		co_with (lock) {
			int x = await later(i);
			goto *labels[(n + x) % 3];
inner:
			r += 1 + x;
			await later(0);
		}
		r += 10;
		continue;
outer:
		r += 100 + await later(0);
	}
done:
	return r + (co_lock_locked(lock) ? 5000 : 0);
}

static async(int) guard(int n) {
	void *where = n ? &&a : &&b;
	int r = 0;
	{
		int g = await later(n);
		co_defer { left(&g); }
		co_defer { printf("defer %d\n", r); }
		r++;
		goto *where;
		r += 1000;
	}
a:
	r += 10;
b:
	return r + await later(0);
}

/* The labels stand in another file, as those of many an interpreter; alloca is given back at the end, too. */
static async(int) interpreter(const unsigned char *code, int n) {
	static const void *const labels[] = {
#define CODE(name) &&code_##name,
#include "included/codes.def"
#undef CODE
		[2 ... 9] = &&stop
	};
	int *sum = __builtin_alloca(sizeof *sum);
	*sum = n;
	goto *labels[*code++];
code_add:
	*sum += await later(n);
	goto *labels[*code++];
code_twice:
	*sum *= await later(2);
	goto *labels[*code++];
stop:
	return *sum;
}

static async(int) run(void) {
	co_lock_init(lock);
	for (int n = 0; n < 3; n++) show("computed", await computed(n));
	show("guard", await guard(0));
	show("guard", await guard(1));
	show("interpreter", await interpreter((const unsigned char *)"\0\1\1\0\7", 3));
	return 0;
}

int main(void) { return co_run(int, run()); }
