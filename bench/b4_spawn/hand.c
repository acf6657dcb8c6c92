/* B4 by hand: a queue of tasks, linked through them, and a free list of frames. */
#include <bench.h>

struct task {
	void (*resume)(struct task *);
	struct task *next;
	int state;
	uint64_t id;
};

static struct {
	struct task *head, **tail;
} ready = { NULL, &ready.head };
static struct task *unused;
static uint64_t pending, sum;

static inline void put(struct task *task) {
	task->next = NULL;
	*ready.tail = task;
	ready.tail = &task->next;
}

BENCH_OPAQUE static void body(struct task *task) {
	if (task->state == 0) {
		task->state = 1;
		put(task);
		return;
	}
	sum += task->id;
	pending--;
	task->next = unused;
	unused = task;
}

static inline void spawn(uint64_t id) {
	struct task *task = unused;
	if (task)
		unused = task->next;
	else
		task = malloc(sizeof *task);
	task->resume = body;
	task->state = 0;
	task->id = id;
	pending++;
	put(task);
}

int main(int argc, char **argv) {
	uint64_t total = bench_argument(argc, argv, 1, 1000), live = bench_argument(argc, argv, 2, total), id = 0;
	double start = bench_time();
	for (uint64_t done = 0; done < total; done += live) {
		for (uint64_t i = 0; i < live; i++) spawn(id++);
		while (pending) {
			struct task *task = ready.head;
			ready.head = NULL;
			ready.tail = &ready.head;
			while (task) {
				struct task *next = task->next;
				if (next) __builtin_prefetch(next);
				task->resume(task);
				task = next;
			}
		}
	}
	printf("ns_per_task=%.3f check=%llu\n", (bench_time() - start) / (double)total, (unsigned long long)sum);
	return 0;
}
