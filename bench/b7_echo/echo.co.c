/* B7: an echo server: a task for each connection. Libuv reads into the connection's buffer, and an event tells the task that there is
 * something; what is read is written at once where the socket takes it. */
#include <bench.h>
#include <cogen.h>
#include <signal.h>
#include <uv.h>

struct connection {
	uv_tcp_t tcp;
	uv_write_t request;
	co_event came;
	bool ended, is_full;
	size_t length;
	char bytes[65536];
};

static void on_close(uv_handle_t *handle) { free(handle->data); }

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *place) {
	struct connection *c = handle->data;
	(void)suggested;
	*place = uv_buf_init(c->bytes + c->length, (unsigned)(sizeof c->bytes - c->length));
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *place) {
	struct connection *c = stream->data;
	(void)place;
	if (n > 0) {
		c->length += (size_t)n;
		c->is_full = c->length == sizeof c->bytes;
	} else if (n < 0) {
		c->ended = true;
	}
	if (c->is_full || c->ended) uv_read_stop(stream);
	if (n) co_event_set(&c->came);
}

static void on_written(uv_write_t *request, int status) { co_future_set_result(request->data, &status, sizeof status); }

/** What the socket has not taken at once. Not cancelled, as libuv has the request until it is done. */
static async(bool) write_rest(struct connection *c, char *bytes, size_t length) {
	uv_buf_t out = uv_buf_init(bytes, (unsigned)length);
	co_future *written = co_future_new(sizeof(int));
	co_defer co_disown(written);
	c->request.data = written;
	if (uv_write(&c->request, (uv_stream_t *)&c->tcp, &out, 1, on_written)) return false;
	co_uncancellable { await written; }
	return co_result(int, written) == 0;
}

static async(void) serve(struct connection *c) {
	uv_stream_t *stream = (uv_stream_t *)&c->tcp;
	co_defer uv_close((uv_handle_t *)&c->tcp, on_close);
	bool well = uv_read_start(stream, on_alloc, on_read) == 0;
	while (well && !c->ended) {
		await co_event_wait(&c->came);
		co_event_clear(&c->came);
		size_t length = c->length;
		if (!length) continue;
		uv_buf_t out = uv_buf_init(c->bytes, (unsigned)length);
		int written = uv_try_write(stream, &out, 1);
		if (written < 0) written = 0;
		if ((size_t)written < length) well = await write_rest(c, c->bytes + written, length - (size_t)written);
		/* What has come meanwhile has set the event again. */
		c->length -= length;
		if (c->length) memmove(c->bytes, c->bytes + length, c->length);
		if (c->is_full && well) well = uv_read_start(stream, on_alloc, on_read) == 0;
		c->is_full = false;
	}
}

static void on_connection(uv_stream_t *listener, int status) {
	if (status < 0) return;
	struct connection *c = malloc(sizeof *c);
	co_event_init(&c->came);
	c->ended = c->is_full = false;
	c->length = 0;
	uv_tcp_init(listener->loop, &c->tcp);
	c->tcp.data = c;
	uv_accept(listener, (uv_stream_t *)&c->tcp);
	uv_tcp_nodelay(&c->tcp, 1);
	co_go_on(listener->data, serve(c));
}

int main(int argc, char **argv) {
	struct sockaddr_in address;
	uv_tcp_t listener;
	signal(SIGPIPE, SIG_IGN);
	co_loop *loop = co_loop_new();
	uv_ip4_addr("127.0.0.1", (int)bench_argument(argc, argv, 1, 0), &address);
	uv_tcp_init(co_loop_uv(loop), &listener);
	listener.data = loop;
	if (uv_tcp_bind(&listener, (struct sockaddr *)&address, 0) || uv_listen((uv_stream_t *)&listener, 1024, on_connection)) return 1;
	co_loop_run_forever(loop);
	co_loop_close(loop);
	return 0;
}
