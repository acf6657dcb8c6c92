/* B7, the limit: an echo server by hand, callbacks on libuv. What was read is written at once where the socket takes it. */
#include <bench.h>
#include <signal.h>
#include <uv.h>

struct rest {
	uv_write_t request;
	char bytes[];
};

static uv_loop_t *loop;
static char buffer[65536];

static void on_close(uv_handle_t *handle) { free(handle); }

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *place) {
	(void)handle;
	(void)suggested;
	*place = uv_buf_init(buffer, sizeof buffer);
}

static void on_written(uv_write_t *request, int status) {
	(void)status;
	free(request);
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *place) {
	if (n < 0) uv_close((uv_handle_t *)stream, on_close);
	if (n <= 0) return;
	uv_buf_t out = uv_buf_init(place->base, (unsigned)n);
	int written = uv_try_write(stream, &out, 1);
	if (written == n) return;
	size_t left = (size_t)(n - (written > 0 ? written : 0));
	struct rest *rest = malloc(sizeof *rest + left);
	memcpy(rest->bytes, place->base + ((size_t)n - left), left);
	out = uv_buf_init(rest->bytes, (unsigned)left);
	uv_write(&rest->request, stream, &out, 1, on_written);
}

static void on_connection(uv_stream_t *listener, int status) {
	if (status < 0) return;
	uv_tcp_t *client = malloc(sizeof *client);
	uv_tcp_init(loop, client);
	uv_accept(listener, (uv_stream_t *)client);
	uv_tcp_nodelay(client, 1);
	uv_read_start((uv_stream_t *)client, on_alloc, on_read);
}

int main(int argc, char **argv) {
	struct sockaddr_in address;
	uv_tcp_t listener;
	signal(SIGPIPE, SIG_IGN);
	loop = uv_default_loop();
	uv_ip4_addr("127.0.0.1", (int)bench_argument(argc, argv, 1, 0), &address);
	uv_tcp_init(loop, &listener);
	if (uv_tcp_bind(&listener, (struct sockaddr *)&address, 0) || uv_listen((uv_stream_t *)&listener, 1024, on_connection)) return 1;
	return uv_run(loop, UV_RUN_DEFAULT);
}
