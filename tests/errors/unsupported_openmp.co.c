/* Lines of OpenMP and OpenACC in a coroutine: for a statement that waits or raises, or about what lives in the frame. */
#include <cogen.h>

#define PARALLEL _Pragma("omp parallel for reduction(+ : sum)")
#define CRITICAL _Pragma("omp critical")

static async(void) fill(int *sum) {
	await co_sleep(0);
	*sum = 1;
}

static async(int) in_frame(int n) {
	int sum = 0;
	await fill(&sum);
#pragma omp parallel for reduction(+ : sum) /* error: unsupported */
	for (int i = 0; i < n; i++) sum += i;
#pragma omp parallel /* error: unsupported */
	{
		n++;
		sum++;
	}
	PARALLEL /* error: unsupported */
	for (int i = 0; i < n; i++) sum += i;
#pragma acc kernels copy(sum) /* error: unsupported */
	for (int i = 0; i < n; i++) sum += i;
	return sum;
}

static async(int) waits(int n) {
	int sum = 0;
#pragma omp parallel for /* error: unsupported */
	for (int i = 0; i < n; i++) await co_sleep(0);
	CRITICAL /* error: unsupported */
	{
		sum++;
		await co_checkpoint();
	}
#pragma omp master /* error: unsupported */
	if (sum > n) co_raise(5, "too many");
	_Pragma("omp single") /* error: unsupported */
	await co_sleep(0);
#pragma omp sections /* error: unsupported */
	co_scope {
		sum++;
	}
	return sum;
}

static generator(int) yields(int n) {
#pragma omp parallel for /* error: unsupported */ num_threads(2) \
	schedule(static)
	for (int i = 0; i < n; i++) yield i;
#pragma omp barrier
	yield n;
}

int main(void) {
	co_for (int, n, yields(2)) (void)n;
	return co_run(int, in_frame(2)) + co_run(int, waits(2));
}
