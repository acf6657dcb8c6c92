/* B6 by hand: the lock goes to the first that waits for it, which goes to the end of the queue of those that can run. */
#include <bench.h>
#include <stdbool.h>

struct task {
	void (*resume)(struct task *);
	struct task *next;
	int state;
	uint64_t left;
};

struct queue {
	struct task *head, **tail;
};

static struct queue ready = { NULL, &ready.head }, waiting = { NULL, &waiting.head };
static bool held;
static int inside;
static uint64_t counter;

static inline void put(struct queue *queue, struct task *task) {
	task->next = NULL;
	*queue->tail = task;
	queue->tail = &task->next;
}

static inline struct task *get(struct queue *queue) {
	struct task *task = queue->head;
	if (task && !(queue->head = task->next)) queue->tail = &queue->head;
	return task;
}

BENCH_OPAQUE static void body(struct task *task) {
	if (task->state == 1) goto acquired;
	if (task->state == 2) goto held_it;
	while (task->left) {
		if (held) {
			task->state = 1;
			put(&waiting, task);
			return;
		}
		held = true;
	acquired:
		if (inside++) abort();
		task->state = 2;
		put(&ready, task);
		return;
	held_it:
		inside--;
		counter++;
		task->left--;
		struct task *next = get(&waiting);
		if (next)
			put(&ready, next);
		else
			held = false;
	}
}

int main(int argc, char **argv) {
	uint64_t tasks = bench_argument(argc, argv, 1, 10), count = bench_argument(argc, argv, 2, 10);
	double start = bench_time();
	for (uint64_t i = 0; i < tasks; i++) {
		struct task *task = malloc(sizeof *task);
		*task = (struct task){ .resume = body, .left = count };
		put(&ready, task);
	}
	for (struct task *task; (task = get(&ready));) task->resume(task);
	printf("ns_per_acquisition=%.3f check=%llu\n", (bench_time() - start) / (double)(tasks * count), (unsigned long long)counter);
	return 0;
}
