/* Calls that block the loop until another thread or process lets go of something; and those of their kind that do not. */
#include <cogen.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <sys/file.h>
#include <termios.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

static async(int) threads(mtx_t *mutex, cnd_t *condition, sem_t *semaphore, const struct timespec *time) {
	int code = cnd_wait(condition, mutex); /* warning: blocking-call */
	code += cnd_timedwait(condition, mutex, time); /* warning: blocking-call */
	code += sem_timedwait(semaphore, time); /* warning: blocking-call */
	await co_sleep(0);
	return code + sem_trywait(semaphore);
}

static async(int) other_threads(pthread_mutex_t *mutex, pthread_cond_t *condition, const struct timespec *time) {
	await co_sleep(0);
	return pthread_cond_timedwait(condition, mutex, time); /* warning: blocking-call */
}

static async(int) processes(int file, FILE *pipe, struct flock *region, int operation) {
	int code = flock(file, LOCK_EX); /* warning: blocking-call */
	code += flock(file, LOCK_SH); /* warning: blocking-call */
	code += lockf(file, F_LOCK, 0); /* warning: blocking-call */
	code += fcntl(file, F_SETLKW, region); /* warning: blocking-call */
	code += tcdrain(file); /* warning: blocking-call */
	await co_sleep(0);
	code += pclose(pipe); /* warning: blocking-call */

	/* Fine. */
	code += flock(file, LOCK_EX | LOCK_NB);
	code += flock(file, LOCK_UN);
	code += flock(file, operation);
	code += lockf(file, F_TLOCK, 0);
	code += lockf(file, F_ULOCK, 0);
	code += fcntl(file, F_SETLK, region);
	code += fcntl(file, F_GETFL);
	return code;
}

/* Fine: a mutex that is held for a few lines. */
static async(int) briefly(pthread_mutex_t *mutex, mtx_t *other, int *shared) {
	pthread_mutex_lock(mutex);
	int n = ++*shared;
	pthread_mutex_unlock(mutex);
	mtx_lock(other);
	n += --*shared;
	mtx_unlock(other);
	await co_sleep(0);
	return n;
}

int main(void) {
	return co_run(int, threads(NULL, NULL, NULL, NULL)) + co_run(int, other_threads(NULL, NULL, NULL)) +
	       co_run(int, processes(0, NULL, NULL, 0)) + co_run(int, briefly(NULL, NULL, NULL));
}
