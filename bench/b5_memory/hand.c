/* B5 by hand. TIMER: a uv_timer_t and a callback for each; else a task of three words and a heap of timers, from slabs. */
#include <bench.h>
#ifdef TIMER
#include <uv.h>
#endif

static uint64_t woken;

#ifdef TIMER
static void wake(uv_timer_t *timer) { woken += (uint64_t)(uintptr_t)timer->data; }

static void sleeper(uint64_t i) {
	uv_timer_t *timer = malloc(sizeof *timer);
	uv_timer_init(uv_default_loop(), timer);
	timer->data = (void *)(uintptr_t)i;
	uv_timer_start(timer, wake, 3600000 + i % 1000, 0);
}
#else
struct task {
	void (*resume)(struct task *);
	int state;
	uint32_t place; /* in the heap */
	uint64_t local;
};

struct entry {
	uint64_t when;
	struct task *task;
};

static struct entry *heap;
static uint64_t count, capacity;

static void *carve(size_t size) {
	static char *at, *end;
	if ((size_t)(end - at) < size) {
		at = malloc(65536 - 32);
		end = at + 65536 - 32;
	}
	void *memory = at;
	at += size;
	return memory;
}

static void sleep_until(struct task *task, uint64_t when) {
	if (count == capacity) {
		capacity = capacity ? capacity * 2 : 1024;
		heap = realloc(heap, capacity * sizeof *heap);
	}
	uint64_t at = count++;
	for (; at && heap[(at - 1) / 2].when > when; at = (at - 1) / 2) {
		heap[at] = heap[(at - 1) / 2];
		heap[at].task->place = (uint32_t)at;
	}
	heap[at] = (struct entry){ when, task };
	task->place = (uint32_t)at;
}

BENCH_OPAQUE static void resume(struct task *task) {
	if (task->state == 0) {
		task->state = 1;
		sleep_until(task, 3600000 + task->local % 1000);
		return;
	}
	woken += task->local;
}

static void sleeper(uint64_t i) {
	struct task *task = carve(sizeof *task);
	*task = (struct task){ .resume = resume, .local = i };
	resume(task);
}
#endif

int main(int argc, char **argv) {
	uint64_t n = bench_argument(argc, argv, 1, 1000);
	double before = bench_memory(), start = bench_time();
	for (uint64_t i = 0; i < n; i++) sleeper(i);
	double ns = bench_time() - start;
	printf("bytes_per_task=%.1f ns_to_start=%.1f\n", (bench_memory() - before) / (double)n, ns / (double)n);
	return woken != 0;
}
