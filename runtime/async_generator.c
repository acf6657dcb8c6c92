/* Async generators: the requests for a value, sending, throwing and closing, the block co_for_await, and the closing
 * of those that are left when their loop ends.
 *
 * In: objects of async generators, made by constructors or written by hand (a type of kind CO__ASYNC_GENERATOR whose
 * first and resume give CO__YIELDED for each value). Out: values, ends, errors, at the await of who asked.
 *
 * A request is a frame that becomes the object's awaiter and hands the trampoline a CO__CALL of it. From then on the
 * generator is part of the chain of the task that asked: what it awaits suspends that task, and a cancellation
 * reaches it there. When it yields the trampoline resumes the request with the address of the value; when it ends,
 * as any awaiter.
 *
 * What must hold: one request at a time (the object is CO_RUNNING from its beginning to its end, suspended or not);
 * the first binds the object to the loop of its task, whose list it is in until it has ended. */
#include "internal.h"

#include <string.h>

#include "core/convert.h"

/* ---- the objects ---- */

static void leave_loop(struct co__async_generator *async) {
	if (!async->loop) return;
	if (async->next) async->next->previous = async->previous;
	*(async->previous ? &async->previous->next : &async->loop->async_generators) = async->next;
	async->next = async->previous = NULL;
	async->loop = NULL;
}

static void enter_loop(struct co__async_generator *async, co_loop *loop) {
	if (async->loop) return;
	async->loop = loop;
	async->next = loop->async_generators;
	if (async->next) async->next->previous = async;
	loop->async_generators = async;
}

static void set_error(co_gen *g, co_error *error) {
	struct co__generator *generator = co__generator_of(g);
	co_error_free(generator->error);
	generator->error = error;
}

static void close_now(co_gen *g) {
	g->status = CO_CLOSED;
	leave_loop(co__async_of(g));
}

static void free_now(co_gen *g) {
	leave_loop(co__async_of(g));
	set_error(g, NULL);
	if (co__generator_of(g)->flags & CO__GEN_REAPED) {
		g->status = CO_CLOSED;
		co__generator_of(g)->flags |= CO__GEN_FREE;
	} else {
		co__object_free(g);
	}
}

static co_error *ignored(const co_gen *g) {
	return co__error_make(CO_ESTATE, "async generator '%s' yielded while it was closed", g->type->name);
}

/* NULL, or why `form` cannot be asked of it. */
static co_error *refusal(const co_gen *g, const char *form) {
	if (!g) return co__error_make(CO_ESTATE, "%s of NULL", form);
	if (co__gen_is_nothing(g)) return &co__error_no_memory;
	if (g->type->kind != CO__ASYNC_GENERATOR)
		return co__error_make(CO_ESTATE, "%s of '%s', which is not an async generator%s", form, g->type->name,
		                      g->type->kind == CO__GENERATOR ? ": co_next, co_send, co_throw, co_close and co_for take it" : "");
	if (g->status == CO_RUNNING)
		return co__error_make(CO_ESTATE, "%s: async generator '%s' is running already", form, g->type->name);
	if (!co__running()) return co__error_make(CO_ESTATE, "%s where no task runs", form);
	const co_loop *loop = co__async_of((co_gen *)(uintptr_t)g)->loop;
	if (loop && loop != co__current)
		return co__error_make(CO_ESTATE, "%s: async generator '%s' is another loop's", form, g->type->name);
	return NULL;
}

static void check_size(const co_gen *g, size_t have) {
	if (CO__UNLIKELY(have != g->type->yielded_size && have != CO__UNKNOWN))
		co__host_fatal("the size of the target differs from that of what is yielded by", g->type->name, have,
		               g->type->yielded_size, NULL);
}

/* The request `frame` begins: `thrown` (given) is raised where it stands. */
static co_step begin(co_coro *frame, const co_type *type, co_gen *g, co_error *thrown) {
	struct co__async_generator *async = co__async_of(g);
	enter_loop(async, co__current);
	set_error(g, NULL);
	async->thrown = thrown;
	co__began(frame, type);
	frame->state = CO__WAITING;
	g->awaiter = frame;
	g->status = CO_RUNNING;
	return (co_step){ CO__CALL, (uint64_t)(uintptr_t)g };
}

static bool reap(co_gen *g);

/* The request is over: with a value, or, where there is none, the generator. `error` is lent. Last: `g` may be gone
 * then. */
static void settle(co_gen *g, bool yielded, const co_error *error) {
	g->awaiter = NULL;
	if (yielded)
		g->status = CO_SUSPENDED;
	else
		close_now(g);
	if (error) set_error(g, co_error_copy(error));
	if (co__generator_of(g)->flags & CO__GEN_FREE) {
		co__generator_of(g)->flags &= ~(uint32_t)CO__GEN_FREE;
		co__host_free_async(g);
	}
}

/* ---- values: next, send, throw ---- */

static co_step take(co_gen *g, void *out, bool *result, const void *in, co_error *error) {
	if (in && out && g->type->yielded_size) memcpy(out, in, g->type->yielded_size);
	*result = in != NULL;
	settle(g, in != NULL, error);
	return error ? CO__RAISE(error) : CO__RETURN(bool, *result);
}

static co_step resume_next(co_coro *self, const void *in, co_error *error) {
	struct co__co_anext_frame *frame = (struct co__co_anext_frame *)(void *)self;
	return take(frame->co__gen, frame->co__out, &frame->co__result, in, error);
}

static co_step resume_send(co_coro *self, const void *in, co_error *error) {
	struct co__co_asend_frame *frame = (struct co__co_asend_frame *)(void *)self;
	return take(frame->co__gen, frame->co__out, &frame->co__result, in, error);
}

static co_step resume_throw(co_coro *self, const void *in, co_error *error) {
	struct co__co_athrow_frame *frame = (struct co__co_athrow_frame *)(void *)self;
	return take(frame->co__gen, frame->co__out, &frame->co__result, in, error);
}

#define REQUEST_TYPE(name_, frame_, first_, resume_)                                                                   \
	{                                                                                                                  \
		.name = name_, .file = "", .first = first_, .resume = resume_,                                                 \
		.sites = (const co_site[]){ { 0 }, { .child = offsetof(struct frame_, co__gen), .how = CO__POINTED } },             \
		.site_count = 2, .frame_size = sizeof(struct frame_), .frame_align = _Alignof(struct frame_),                  \
		.result_offset = offsetof(struct frame_, co__result),                                                          \
		.result_size = sizeof(((struct frame_ *)NULL)->co__result), .kind = CO__AWAITABLE, .abi = CO__ABI,             \
	}

static const co_type anext_type = REQUEST_TYPE("co_anext", co__co_anext_frame, NULL, resume_next);
static const co_type asend_type = REQUEST_TYPE("co_asend", co__co_asend_frame, NULL, resume_send);
static const co_type athrow_type = REQUEST_TYPE("co_athrow", co__co_athrow_frame, NULL, resume_throw);

co_step co__anext_begin(struct co__co_anext_frame *frame, co_gen *g, void *out, size_t size) {
	co_error *error = refusal(g, "co_anext");
	if (error) return CO__RAISE(error);
	if (out) check_size(g, size);
	if (g->status == CO_CLOSED) {
		set_error(g, NULL);
		return CO__RETURN(bool, false);
	}
	frame->co__gen = g;
	frame->co__out = out;
	return begin(&frame->co__coro, &anext_type, g, NULL);
}

static bool all_zero(const unsigned char *bytes, size_t size) {
	while (size--)
		if (bytes[size]) return false;
	return true;
}

co_step co__asend_begin(struct co__co_asend_frame *frame, co_gen *g, const void *value, size_t value_size,
                        unsigned value_class, void *out, size_t size) {
	co_error *error = refusal(g, "co_asend");
	if (error) return CO__RAISE(error);
	if (out) check_size(g, size);
	if (g->status == CO_CREATED && !all_zero(value, value_size))
		return CO__RAISE(co__error_make(CO_ESTATE, "async generator '%s' has not started, so nothing waits for a value",
		                                g->type->name));
	if (g->status == CO_CLOSED) {
		set_error(g, NULL);
		return CO__RETURN(bool, false);
	}
	const co_type *type = g->type;
	struct co__async_generator *async = co__async_of(g);
	if (type->sent_size && g->status == CO_SUSPENDED) {
		if (!co__convert(co__room_sent(g), type->sent_size, type->sent_class, value, value_size, value_class))
			co__host_fatal("the value sent is of another type than what is received by", type->name, value_size,
			               type->sent_size, NULL);
		async->is_sent = 1;
	}
	frame->co__gen = g;
	frame->co__out = out;
	return begin(&frame->co__coro, &asend_type, g, NULL);
}

co_step co__athrow_begin(struct co__co_athrow_frame *frame, co_gen *g, int code, const char *message, void *out,
                         size_t size) {
	co_error *error = refusal(g, "co_athrow");
	if (error) return CO__RAISE(error);
	if (out) check_size(g, size);
	error = co__error_new(code, message);
	if (g->status != CO_SUSPENDED) {
		co__never_begins(g);
		close_now(g);
		set_error(g, co_error_copy(error));
		return CO__RAISE(error);
	}
	frame->co__gen = g;
	frame->co__out = out;
	return begin(&frame->co__coro, &athrow_type, g, error);
}

/* ---- closing ---- */

/* Whether a close has something to run: else it is one now. */
static bool has_to_run(co_gen *g) {
	if (g->status == CO_SUSPENDED && g->type->has_cleanup) return true;
	set_error(g, NULL);
	co__never_begins(g);
	close_now(g);
	return false;
}

/* What a close came to: NULL, or an error. `error` is given. */
static co_error *closed(co_gen *g, bool yielded, co_error *error) {
	if (yielded) return ignored(g);
	if (!error || error->code != CO_EGENEXIT) return error;
	co_error_free(error);
	return NULL;
}

static co_step resume_close(co_coro *self, const void *in, co_error *error) {
	struct co__co_aclose_frame *frame = (struct co__co_aclose_frame *)(void *)self;
	error = closed(frame->co__gen, in != NULL, error);
	settle(frame->co__gen, in != NULL, error);
	/* Not the generator's, but the awaiting task's. */
	if (error && error->code == CO_ECANCELED) return CO__RAISE(error);
	frame->co__result = error ? error->code : 0;
	co_error_free(error);
	return CO__RETURN(int, frame->co__result);
}

static const co_type aclose_type = REQUEST_TYPE("co_aclose", co__co_aclose_frame, NULL, resume_close);

co_step co__co_aclose_start(struct co__co_aclose_frame *frame, co_gen *g) {
	co_error *error = refusal(g, "co_aclose");
	if (error) {
		frame->co__result = error->code;
		co_error_free(error);
		return CO__RETURN(int, frame->co__result);
	}
	if (!has_to_run(g)) return CO__RETURN(int, 0);
	frame->co__gen = g;
	return begin(&frame->co__coro, &aclose_type, g, &co__error_exit);
}

/* ---- the requests as objects, for co_spawn and its like ---- */

enum asked { NEXT, SEND, THROW, CLOSE };

struct request {
	co_coro co__coro;
	union {
		struct {
			co_gen *g;
			void *out;
			size_t size, kept_size; /* what is sent, or the message that is thrown, lies behind the frame */
			unsigned value_class;
			int code;
			enum asked asked;
		} arguments;
		struct co__co_anext_frame next;
		struct co__co_asend_frame send;
		struct co__co_athrow_frame throw;
		struct co__co_aclose_frame close;
	} u;
	union {
		bool came;
		int code;
	} co__result;
};

static co_step request_ended(struct request *request, co_step step) {
	if (step.co__status == CO__RETURNED) co__unpack(step, &request->co__result, request->co__coro.type->result_size);
	return step;
}

static co_step begin_request(co_coro *self) {
	struct request *request = (struct request *)(void *)self;
	__typeof__(request->u.arguments) given = request->u.arguments;
	co_step step;
	switch (given.asked) {
	case NEXT: step = co__anext_begin(&request->u.next, given.g, given.out, given.size); break;
	case SEND:
		step = co__asend_begin(&request->u.send, given.g, request + 1, given.kept_size, given.value_class, given.out,
		                       given.size);
		break;
	case THROW:
		step = co__athrow_begin(&request->u.throw, given.g, given.code, (const char *)(request + 1), given.out,
		                        given.size);
		break;
	default: step = co__co_aclose_start(&request->u.close, given.g); break;
	}
	if (co__has_ended(step)) return request_ended(request, step);
	self->state = CO__WAITING;
	return co__pass(&request->u.next.co__coro, self, step);
}

static co_step resume_request(co_coro *self, const void *in, co_error *error) {
	struct request *request = (struct request *)(void *)self;
	(void)in;
	if (error) return CO__RAISE(error);
	if (self->type->result_size == sizeof(bool))
		request->co__result.came = request->u.next.co__result;
	else
		request->co__result.code = request->u.close.co__result;
	return CO__RETURN_VOID();
}

static const co_site request_sites[] = { { 0 }, { .child = offsetof(struct request, u) } };

#define OBJECT_TYPE(name_, size_)                                                                                      \
	{                                                                                                                  \
		.name = name_, .file = "", .first = begin_request, .resume = resume_request, .sites = request_sites,           \
		.site_count = 2, .frame_size = sizeof(struct request), .frame_align = _Alignof(struct request),                \
		.result_offset = offsetof(struct request, co__result), .result_size = (size_), .kind = CO__AWAITABLE,          \
		.abi = CO__ABI,                                                                                                \
	}
static const co_type object_types[] = {
	[NEXT] = OBJECT_TYPE("co_anext", sizeof(bool)),
	[SEND] = OBJECT_TYPE("co_asend", sizeof(bool)),
	[THROW] = OBJECT_TYPE("co_athrow", sizeof(bool)),
	[CLOSE] = OBJECT_TYPE("co_aclose", sizeof(int)),
};

/* With `kept` bytes behind the frame: a task that never begins frees one block. */
static struct request *make_request(enum asked asked, co_gen *g, void *out, size_t size, const void *kept,
                                    size_t kept_size) {
	co_type longer = object_types[asked];
	longer.frame_size += (uint32_t)kept_size;
	struct request *request = (struct request *)(void *)co__new(&longer);
	if (!request) return NULL;
	request->co__coro.type = &object_types[asked];
	request->u.arguments.asked = asked;
	request->u.arguments.g = g;
	request->u.arguments.out = out;
	request->u.arguments.size = size;
	request->u.arguments.kept_size = kept_size;
	if (kept_size) memcpy(request + 1, kept, kept_size);
	return request;
}

co_coro *co__anext(co_gen *g, void *out, size_t size) {
	struct request *request = make_request(NEXT, g, out, size, NULL, 0);
	return request ? &request->co__coro : NULL;
}

co_coro *co__asend(co_gen *g, const void *value, size_t value_size, unsigned value_class, void *out, size_t size) {
	struct request *request = make_request(SEND, g, out, size, value, value_size);
	if (!request) return NULL;
	request->u.arguments.value_class = value_class;
	return &request->co__coro;
}

co_coro *co__athrow(co_gen *g, int code, const char *message, void *out, size_t size) {
	if (!message) message = co_strerror(code);
	struct request *request = make_request(THROW, g, out, size, message, strlen(message) + 1);
	if (!request) return NULL;
	request->u.arguments.code = code;
	return &request->co__coro;
}

co_coro *co__aclose(co_gen *g) {
	struct request *request = make_request(CLOSE, g, NULL, 0, NULL, 0);
	return request ? &request->co__coro : NULL;
}

/* ---- those that nobody closes ---- */

struct reaper {
	co_coro co__coro;
	co_gen *g;
};

/* The task that was to close it is over, or never begins. */
static void let_go(co_gen *g) { co__generator_of(g)->flags &= ~(uint32_t)CO__GEN_REAPED; }

static void ended(co_gen *g) {
	g->awaiter = NULL;
	close_now(g);
	if (co__generator_of(g)->flags & CO__GEN_FREE) free_now(g);
}

/* It stands where it yielded, or where it waits: nobody runs it again. */
static void abandon(co_gen *g) {
	co__kept_free(g);
	ended(g);
}

static co_step reaped(struct reaper *reaper, bool yielded, co_error *error) {
	co_gen *g = reaper->g;
	bool cancelled = error && error->code == CO_ECANCELED;
	reaper->g = NULL;
	let_go(g);
	error = closed(g, yielded, error);
	if (error && !cancelled) co__report_unseen_of(co__current, error, "an async generator that was closed", g->type->name);
	if (!cancelled) co_error_free(error);
	if (yielded)
		abandon(g); /* it is not asked a second time */
	else
		ended(g);
	return cancelled ? CO__RAISE(error) : CO__RETURN_VOID();
}

static const co_type reaper_type;

static co_step begin_reaper(co_coro *self) {
	struct reaper *reaper = (struct reaper *)(void *)self;
	co_coro header = *self;
	if (reaper->g->status != CO_SUSPENDED) return reaped(reaper, false, NULL);
	return co__keep_header(self, &header, begin(self, &reaper_type, reaper->g, &co__error_exit));
}

static co_step resume_reaper(co_coro *self, const void *in, co_error *error) {
	return reaped((struct reaper *)(void *)self, in != NULL, error);
}

/* Of one that never begins: what was freed meanwhile goes, all else may be closed by another. */
static bool cancel_reaper(co_coro *self) {
	co_gen *g = ((struct reaper *)(void *)self)->g;
	if (!g) return true;
	let_go(g);
	if (g->status == CO_CLOSED && co__generator_of(g)->flags & CO__GEN_FREE) free_now(g);
	return true;
}

static const co_site reaper_sites[] = { { 0 }, { .child = offsetof(struct reaper, g), .how = CO__POINTED } };

static const co_type reaper_type = {
	.name = "closing an async generator",
	.file = "",
	.first = begin_reaper,
	.resume = resume_reaper,
	.cancel = cancel_reaper,
	.has_cleanup = 1,
	.sites = reaper_sites,
	.site_count = 2,
	.frame_size = sizeof(struct reaper),
	.frame_align = _Alignof(struct reaper),
	.kind = CO__AWAITABLE,
	.abi = CO__ABI,
};

bool co__is_closing_generator(co_task *task) { return co__root(task)->type == &reaper_type; }

/* Closes a suspended one in a task of its own; false: it, and what it held, is closed as it stands. */
static bool reap(co_gen *g) {
	co_loop *loop = co__async_of(g)->loop;
	if (co__generator_of(g)->flags & CO__GEN_REAPED) return true;
	struct reaper *reaper = (struct reaper *)(void *)co__new(&reaper_type);
	uint32_t alive = loop->hot.alive;
	if (reaper) {
		reaper->g = g;
		co__generator_of(g)->flags |= CO__GEN_REAPED;
		co__go_anyway(loop, &reaper->co__coro, NULL);
		if (loop->hot.alive != alive) return true;
	}
	if (!loop->closing) return true; /* no memory: it stays in the list, and is closed when the loop ends */
	co__report_unseen_of(loop, &co__error_no_memory, "an async generator that could not be closed", g->type->name);
	abandon(g);
	return false;
}

void co__host_free_async(co_gen *g) {
	if (g->status != CO_RUNNING && !has_to_run(g)) {
		free_now(g);
		return;
	}
	if (co__generator_of(g)->flags & CO__GEN_FREE) return;
	co__generator_of(g)->flags |= CO__GEN_FREE; /* where it is at work, when that is over */
	if (g->status == CO_SUSPENDED) reap(g);
}

/* No task is left. */
bool co__async_generators_close(co_loop *loop) {
	bool any = false;
	struct co__async_generator *async = loop->async_generators;
	while (async) {
		struct co__async_generator *next = async->next;
		co_gen *g = (co_gen *)(void *)(async + 1);
		/* One that was freed, too: the task that was to close it was cancelled before. */
		if (g->status == CO_SUSPENDED) {
			if (has_to_run(g) && !reap(g)) next = loop->async_generators; /* the next one may be gone */
			any = true;
		}
		async = next;
	}
	return any;
}

/* Tasks that could not be ended are left, and those that a host's loop has left no time to close. */
void co__async_generators_end(co_loop *loop) {
	while (loop->async_generators) {
		co_gen *g = (co_gen *)(void *)(loop->async_generators + 1);
		if (g->status == CO_SUSPENDED)
			abandon(g);
		else
			leave_loop(loop->async_generators); /* with the task that it runs in */
	}
}

void co__async_generator_lost(co_gen *g) {
	if (g->awaiter->type == &reaper_type) let_go(g);
	abandon(g);
}

void co__host_discard_async(co_gen *g) {
	if (g->status == CO_RUNNING) {
		co__generator_of(g)->flags |= CO__GEN_FREE; /* with the task that it runs in */
		return;
	}
	if (g->status == CO_SUSPENDED) co__kept_free(g);
	co__never_begins(g);
	free_now(g);
}

/* ---- co_for_await ---- */

co_step co__for_await_enter(struct co__co_for_await_frame *frame, co_coro *object, size_t size) {
	co_error *error = !object && co__take_lost_call() ? &co__error_no_memory : refusal(object, "co_for_await");
	if (error) return CO__RAISE(error);
	check_size(object, size);
	frame->co__gen = object;
	return CO__RETURN_VOID();
}

static co_step resume_for_await(co_coro *self, const void *in, co_error *error) {
	struct co__co_for_await_frame *frame = (struct co__co_for_await_frame *)(void *)self;
	return take(frame->co__gen, frame->co__out, &frame->co__result, in, error);
}

static const co_type for_await_next_type = REQUEST_TYPE("co_for_await", co__co_for_await_frame, NULL, resume_for_await);

co_step co__co_for_await_next_start(struct co__co_for_await_frame *frame, void *out) {
	co_gen *g = frame->co__gen;
	co_error *error = refusal(g, "co_for_await");
	if (error) return CO__RAISE(error);
	if (g->status == CO_CLOSED) return CO__RETURN(bool, false);
	frame->co__out = out;
	return begin(&frame->co__coro, &for_await_next_type, g, NULL);
}

/* The generator goes; `error` came out of its closing. */
static co_step for_await_left(struct co__co_for_await_frame *frame, co_error *error) {
	co_free(frame->co__gen);
	co_error *why = frame->co__why;
	if (!error) return why ? CO__RAISE(why) : CO__RETURN_VOID();
	if (why) {
		co__error_caused(error, why);
		co_error_free(why);
	}
	return CO__RAISE(error);
}

static co_step resume_for_await_exit(co_coro *self, const void *in, co_error *error) {
	struct co__co_for_await_frame *frame = (struct co__co_for_await_frame *)(void *)self;
	error = closed(frame->co__gen, in != NULL, error);
	settle(frame->co__gen, in != NULL, NULL);
	return for_await_left(frame, error);
}

static const co_site for_await_exit_sites[] = {
	{ 0 },
	{ .child = offsetof(struct co__co_for_await_frame, co__gen), .how = CO__POINTED, .kept = 2 },
	{ .child = offsetof(struct co__co_for_await_frame, co__gen), .how = CO__KEPT_GENERATOR, .kept = 1 },
	{ .child = offsetof(struct co__co_for_await_frame, co__why), .how = CO__KEPT_ERROR },
};

static const co_type for_await_exit_type = {
	.name = "co_for_await",
	.file = "",
	.resume = resume_for_await_exit,
	.sites = for_await_exit_sites,
	.site_count = sizeof for_await_exit_sites / sizeof *for_await_exit_sites,
	.frame_size = sizeof(struct co__co_for_await_frame),
	.frame_align = _Alignof(struct co__co_for_await_frame),
	.kind = CO__AWAITABLE,
	.abi = CO__ABI,
};

co_step co__co_for_await_exit_start(struct co__co_for_await_frame *frame, co_error *why) {
	co_gen *g = frame->co__gen;
	frame->co__why = why;
	if (g->status == CO_RUNNING || !has_to_run(g)) return for_await_left(frame, NULL);
	return begin(&frame->co__coro, &for_await_exit_type, g, &co__error_exit);
}
