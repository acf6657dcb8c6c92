# The event loop and what runs on it, relative to the repository.
set(COGEN_RUNTIME_SOURCES
	runtime/async_generator.c
	runtime/block.c
	runtime/callback.c
	runtime/debug.c
	runtime/dump.c
	runtime/future.c
	runtime/gather.c
	runtime/group.c
	runtime/lock.c
	runtime/loop.c
	runtime/main.c
	runtime/nested.c
	runtime/sleep.c
	runtime/task.c
	runtime/timer.c
	runtime/wait.c)
