/* Pointers that are got from a handle without a name, or are the error of a co_catch, and kept when that has ended. */
#include <cogen.h>
#include <stdint.h>
#include <string.h>

struct record {
	int n;
	const co_error *error;
};

static const co_error *last;
static struct record *shared;

static async(int) work(int x) {
	await co_checkpoint();
	if (x > 3) co_raise(x, "too much");
	return x;
}

static async(int) look(const co_error *error) { return error ? error->code : 0; }
static int plain(const co_error *error) { return error != NULL; }

async(const co_error *) keeps(struct record *record, int n) {
	const co_error *error = co_future_error(await co_spawn(work(n))); /* error: kept-pointer */
	const co_error *second = NULL, *third = co_future_error(co_spawn(work(n))); /* error: kept-pointer */
	error = co_future_error(await co_gather(work(1), work(n))); /* error: kept-pointer */
	if ((error = co_future_error(await co_gather_settled(work(1), work(n))))) n++; /* error: kept-pointer */
	last = (co_future_error((co_spawn(work(n))))); /* error: kept-pointer */
	record->error = n ? co_future_error(await co_spawn(work(n))) : NULL; /* error: kept-pointer */
	record[1] = (struct record){ 1, co_future_error(await co_spawn(work(n))) }; /* error: kept-pointer */
	struct record local = { .error = co_future_error(await co_spawn(work(n))) }; /* error: kept-pointer */
	co_error copied = *co_future_error(await co_spawn(work(n))); /* error: kept-pointer */
	const char *message = co_future_error(await co_spawn(work(n)))->message; /* error: kept-pointer */
	message = co_future_error(await co_spawn(work(n)))->message + 1; /* error: kept-pointer */
	const int *code = &co_future_error(await co_spawn(work(n)))->code; /* error: kept-pointer */
	const char *first = &co_future_error(await co_spawn(work(n)))->message[0]; /* error: kept-pointer */
	second = co_error_next(co_future_error(await co_spawn(work(n)))); /* error: kept-pointer */
	co_future *child = co_gather_child(co_gather(work(1), work(2)), 0); /* error: kept-pointer */
	child = await co_wait_future(co_wait(CO_ALL_COMPLETED, work(1))); /* error: kept-pointer */
	error = co_future_error(co_gather_child(await co_gather_settled(work(1), work(2)), 1)); /* error: kept-pointer */
	n = ({ co_future_error(await co_spawn(work(n))); }) != NULL; /* error: kept-pointer */
	co_go(look(co_future_error(await co_spawn(work(n))))); /* error: kept-pointer */
	n += *code + copied.code + (message == first) + (child != NULL) + plain(third) + plain(second) + plain(local.error);
	return co_future_error(await co_spawn(work(n))); /* error: kept-pointer */
}

/* The error of a co_catch ends with its block. */
async(const co_error *) catches(struct record *record, const co_error **out, int n) {
	const co_error *kept = NULL, *in_loop = NULL;
	const char *message = "";
	struct record local = { 0 };
	co_try { await work(n); }
	co_catch (e) {
		kept = e; /* error: kept-pointer */
		message = e->message; /* error: kept-pointer */
		local.error = (e); /* error: kept-pointer */
		record->error = n ? e->cause : NULL; /* error: kept-pointer */
		*out = co_error_next(e); /* error: kept-pointer */
		last = e; /* error: kept-pointer */
		if (n == 3) return e; /* error: kept-pointer */
	}
	while (n--) {
		n += in_loop != NULL;
		co_try { await work(n); }
		co_catch_all (e) {
			in_loop = e; /* error: kept-pointer */
			if (n) break;
		}
	}
	return plain(kept) + plain(local.error) + message[0] ? kept : NULL;
}

/* Fine: nobody looks at it when the block has ended, or it has another value by then, or a copy is kept. */
async(int) does_not_keep(struct record *record, int n) {
	const co_error *inside = NULL, *reset = NULL, *copied = NULL, *in_turn;
	co_error *copy = NULL;
	int code = 0;
	char first = 0;
	for (; n; n--) {
		co_try { await work(n); }
		co_catch (e) {
			inside = e;
			code = e->code;
			first = e->message[0];
			copy = co_error_copy(e);
			copied = copy;
			record->error = e;
			reset = e;
			last = e;
			n += plain(inside) + plain(record->error) + plain(reset) + await look(e);
			for (const co_error *cause = e; cause; cause = cause->cause) n++;
			const co_error *own;
			own = e;
			record->error = NULL;
			reset = NULL;
			last = own ? NULL : last;
			break;
		}
	}
	while (n--) {
		const co_error *of_this_turn;
		n += (of_this_turn = NULL) == NULL;
		in_turn = NULL;
		co_try { await work(n); }
		co_catch (e) { in_turn = of_this_turn = e, n += in_turn->code + of_this_turn->code; }
	}
	co_try { await work(n); }
	co_catch (e) { co_raise_error(e); }
	n += copied != NULL && reset == NULL;
	co_error_free(copy);
	return n + code + first;
}

/* Fine: it is used in its expression, or nothing that belongs to the handle is kept, or the handle has a name or another owner. */
async(bool) does_not(co_future **futures, int n) {
	int code = co_future_error(await co_spawn(work(n)))->code;
	char first = co_future_error(await co_spawn(work(n)))->message[0];
	bool failed = co_future_error(await co_spawn(work(n)));
	uintptr_t identity = (uintptr_t)co_future_error(await co_spawn(work(n)));
	if (co_future_error(await co_spawn(work(n)))) n++;
	n += co_future_error(await co_spawn(work(n))) ? 1 : 2;
	n += plain(co_future_error(await co_spawn(work(n))));
	n += await look(co_future_error(await co_spawn(work(n))));
	co_future_error(co_spawn(work(n)));
	await co_wait_future(co_wait(CO_ALL_COMPLETED, work(1)));
	co_error *copy = co_error_copy(co_future_error(await co_spawn(work(n))));
	co_error_free(copy);
	co_future *kept = co_retain(co_gather_child(co_gather(work(1), work(2)), 0));
	co_release(kept);
	char *text = strdup(co_future_error(await co_spawn(work(9)))->message);
	co_task *task = co_spawn(work(n));
	const co_error *error = co_future_error(await task);
	futures[0] = co_spawn(work(n));
	last = co_future_error(await futures[0]);
	last = co_future_error(await (n ? co_spawn(work(1)) : futures[0]));
	n = co_result(int, await co_spawn(work(n))) + co_gather_result(int, await co_gather(work(1), work(2)), 1);
	n += (error != NULL) + failed + first + code + (text != NULL) + (identity != 0) + (shared != NULL);
	return co_future_error(await co_spawn(work(n)));
}
