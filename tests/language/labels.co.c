/* Labels: named as variables, types and members, local ones of one name in blocks beside and inside of each other, in macros, on
 * every kind of statement; jumps between suspensions in every direction. */
#include "check.h"
#include <cogen.h>

typedef int number;

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int) one_name_twice(int n) {
	int sum = 0;
	{
		__label__ again, out;
		int i = 0;
	again:
		sum += await later(i);
		if (++i < n) goto again;
		if (n == 2) goto out;
		sum += 100;
	out:
		await later(0);
	}
	{
		__label__ again, out;
		int i = 0;
	again:
		if (i++ == n) goto out;
		{
			__label__ again;
			int tries = 0;
		again:
			sum += 1000;
			if (await later(++tries) < 2) goto again;
		}
		goto again;
	out:
		sum += await later(10000);
	}
	return sum;
}

#define RETRY(times, work) \
	({ \
		__label__ retry; \
		int left_ = (times), value_; \
	retry: \
		value_ = (work); \
		if (value_ < 0 && --left_) goto retry; \
		value_; \
	})

static async(int) in_macros(int n) {
	int calls = 0;
	int a = RETRY(3, await later(++calls - 3));
	int b = RETRY(n, await later(-1)) + RETRY(2, RETRY(1, await later(calls)) - 1);
	return a * 100 + b * 10 + calls;
}

struct counted {
	int count, number;
};

static async(int) named_alike(int n) {
	struct counted counted = { .count = 0 };
	int count = n;
	goto number;
count:
	counted.count += await later(count);
	if (counted.count > 6) goto counted;
number:
	counted.number++;
	count += (number)await later(1);
	goto count;
counted:
	return counted.count * 100 + counted.number * 10 + count;
}

static async(int) everywhere(int n) {
	int sum = 0, i = 0;
	if (n == 0) goto in_if;
	if (n == 1) goto in_loop;
	if (n == 2) goto in_switch;
	if (n == 3) goto in_do;
	if (await later(n) > 100) {
	in_if:
		sum += await later(1);
	} else {
		sum += 2;
	}
	for (i = await later(0); i < 3; i++) {
	in_loop:
		sum += await later(10);
		if (i == 2) continue;
	next: __attribute__((unused));
	}
	switch (await later(n)) {
		int inner;
	case 7:
	in_switch:
		inner = await later(100);
		sum += inner;
		break;
	case 8 ... 9: goto last;
	default: last: sum += 1000;
	}
	do {
	in_do:
		sum += await later(10000);
	} while (await later(sum) < 20000 && i++ < 5);
	if (sum < 0)
	never: await later(sum);
	if (sum == -1) goto never;
	return sum;
}

static async(int) computed(int n) {
	static const void *const first[] = { &&zero, &&one, &&two };
	const void *where = first[n % 3], *after = NULL;
	int sum = 0;
	goto *where;
zero:
	sum += await later(1);
	after = &&end;
	{
		__label__ local;
		const void *inside = n > 5 ? &&end : &&local;
		await later(0);
		goto *inside;
	local:
		sum += await later(5);
	}
	goto *first[await later(2)];
one:
	for (int i = 0; i < 3; i++) {
		sum += await later(10);
		if (i == 1) goto *(await later(n) > 3 ? &&zero : &&two);
	}
two:
	sum += await later(100);
	if (!after) after = &&end;
	goto *after;
end:
	return sum;
}

static async(int) run(void) {
	for (int n = 0; n < 10; n++) {
		show("one name twice", await one_name_twice(n));
		show("in macros", await in_macros(n + 1));
		show("named alike", await named_alike(n));
		show("everywhere", await everywhere(n));
		show("computed", await computed(n));
	}
	return 0;
}

int main(void) { return co_run(int, run()); }
