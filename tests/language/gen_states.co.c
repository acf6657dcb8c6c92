/* Generator objects: the four states, next, values after the end, return values, close and free in every state. */
#include "check.h"
#include <cogen.h>

static generator(int) numbers(int n) {
	for (int i = 0; i < n; i++) yield (i * 10);
}

static generator(int, int, const char *) conversation(int start) {
	int got = yield start;
	printf("got %d\n", got);
	got = yield (got + start);
	printf("got %d\n", got);
	while (got > 0) got = yield (got * 2);
	return got == 0 ? "zero" : "negative";
}

static generator(int) empty(void) {
	if (0) yield 0;
}

static const char *state(co_gen *g) {
	switch (co_gen_state(g)) {
	case CO_CREATED: return "created";
	case CO_RUNNING: return "running";
	case CO_SUSPENDED: return "suspended";
	case CO_CLOSED: return "closed";
	}
	return "unknown";
}

static int code_of(co_gen *g) {
	const co_error *error = co_gen_error(g);
	return error ? error->code : 0;
}

static co_gen *itself;

static generator(int) looks_at_itself(void) {
	int v = 0;
	show_text("inside", state(itself));
	show("next of itself", co_next(itself, &v));
	show("refused", code_of(itself) == CO_ESTATE);
	yield 1;
	show_text("inside again", state(itself));
}

static void states(void) {
	int v = -1;
	co_gen *g = co_new(numbers(2));
	show_text("new", state(g));
	show("first", co_next(g, &v));
	show("value", v);
	show_text("after first", state(g));
	show("second", co_next(g, &v));
	show("value", v);
	show("end", co_next(g, &v));
	show("untouched", v);
	show("no error", co_gen_error(g) == NULL);
	show_text("after end", state(g));
	show("beyond", co_next(g, &v));
	show("close", co_close(g));
	co_free(g);
}

static void sending(int last) {
	int v = -1;
	co_gen *g = co_new(conversation(5));
	show("prime", co_next(g, &v));
	show("value", v);
	show("send", co_send(g, 7, &v));
	show("value", v);
	show("send", co_send(g, 4, &v));
	show("value", v);
	show("send", co_send(g, last, &v));
	show_text("state", state(g));
	show_text("returned", co_returned(const char *, g));
	co_free(g);
}

static void a_plain_next_sends_zero(void) {
	int v = -1;
	co_gen *g = co_new(conversation(1));
	co_next(g, &v);
	show("next", co_next(g, &v));
	show("value", v);
	show("next", co_next(g, &v));
	show_text("returned", co_returned(const char *, g));
	co_free(g);
}

static void closing(void) {
	int v;
	co_gen *never = co_new(numbers(3)), *started = co_new(numbers(3)), *ended = co_new(empty());
	co_next(started, &v);
	show("ended at once", co_next(ended, &v));
	printf("%s %s %s\n", state(never), state(started), state(ended));
	printf("%d %d %d\n", co_close(never), co_close(started), co_close(ended));
	printf("%s %s %s\n", state(never), state(started), state(ended));
	show("next of a closed one", co_next(started, &v));
	show("next of a never started one", co_next(never, &v));
	co_free(never);
	co_free(started);
	co_free(ended);
	/* Freed as they are. */
	co_free(co_new(numbers(1)));
	co_gen *suspended = co_new(numbers(5));
	co_next(suspended, &v);
	co_free(suspended);
}

static void not_allowed(void) {
	int v = -1;
	co_gen *g = co_new(conversation(3));
	show("send to a new one", co_send(g, 9, &v));
	show("error", code_of(g) == CO_ESTATE);
	show_text("left as it was", state(g));
	show("next", co_next(g, &v));
	show("value", v);
	co_free(g);

	itself = co_new(looks_at_itself());
	co_next(itself, &v);
	show("value", v);
	show("end", co_next(itself, &v));
	co_free(itself);
}

static void throwing(void) {
	int v = -1;
	co_gen *g = co_new(numbers(3));
	co_next(g, &v);
	show("throw", co_throw(g, 42, "thrown", &v));
	show("code", code_of(g));
	show_text("message", code_of(g) ? co_gen_error(g)->message : "none");
	show_text("state", state(g));
	show("next", co_next(g, &v));
	co_free(g);
}

int main(void) {
	states();
	sending(0);
	sending(-3);
	a_plain_next_sends_zero();
	closing();
	not_allowed();
	throwing();
	return 0;
}
