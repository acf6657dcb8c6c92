"""asyncio as the comparison needs it: a virtual clock, the behaviour of Python 3.13 where an older one has known defects, and what the runtime
promises beyond asyncio. Used by random_programs.py; Python 3.11 or newer.

In: coroutines. Out: how they run, in exact turns. Differences from CPython's own, each on purpose:
  - timers of equal due times run in the order they were started (X1);
  - Lock, Semaphore and Queue hand over without barging, to the first waiter that was not cancelled (rule 8 of the runtime);
  - Task.uncancel withdraws a request that was not thrown yet (3.13);
  - a request that was made before a timeout or group was entered, and comes inside, is not taken for the block's own: counts are compared
    with what had been delivered at the entry (asyncio compares with what had been asked, and such a request is lost);
  - TaskGroup asks its parent's request again after errors (3.13), and keeps its tasks in order; wait_for is that of 3.12; as_completed takes its tasks in order.
"""
import asyncio
import collections

from programs import Deadlock, Lock, Semaphore, VirtualLoop  # noqa: F401  (also has Timer)


class Task(asyncio.tasks._PyTask):
    def uncancel(self):
        if self._num_cancels_requested > 0:
            self._num_cancels_requested -= 1
            if self._num_cancels_requested == 0:
                self._must_cancel = False
        return self._num_cancels_requested


def new_loop():
    loop = VirtualLoop()
    loop.set_exception_handler(lambda loop, context: None)
    loop.set_task_factory(lambda loop, coro, **rest: Task(coro, loop=loop, **rest))
    return loop


class Held:
    """async with."""

    def __init__(self, what):
        self.what = what

    async def __aenter__(self):
        await self.what.acquire()

    async def __aexit__(self, *why):
        self.what.release()


class Queue:
    """An item stays where it is until whoever was woken for it runs; nobody else takes it. So with places."""

    def __init__(self, capacity):
        self.capacity = capacity
        self.items = collections.deque()
        self.getters = collections.deque()
        self.putters = collections.deque()
        self.claimed = self.granted = 0

    @staticmethod
    def give(waiters):
        while waiters:
            waiter = waiters.popleft()
            if not waiter.done():
                waiter.set_result(None)
                return True
        return False

    def has_place(self):
        return not self.capacity or len(self.items) + self.granted < self.capacity

    def wake_getters(self):
        while self.claimed < len(self.items) and self.give(self.getters):
            self.claimed += 1

    def wake_putters(self):
        while self.has_place() and self.give(self.putters):
            self.granted += 1

    async def wait(self, waiters):
        """True: it was given something, and then cancelled."""
        waiter = asyncio.get_running_loop().create_future()
        waiters.append(waiter)
        try:
            await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled():
                return True
            raise
        return False

    async def put(self, item):
        if not self.has_place():
            cancelled = await self.wait(self.putters)
            self.granted -= 1
            if cancelled:
                self.wake_putters()
                raise asyncio.CancelledError
        self.items.append(item)
        self.wake_getters()

    async def get(self):
        if len(self.items) <= self.claimed:
            cancelled = await self.wait(self.getters)
            self.claimed -= 1
            if cancelled:
                self.wake_getters()
                raise asyncio.CancelledError
        item = self.items.popleft()
        self.wake_putters()
        return item


class Timeout(asyncio.Timeout):
    async def __aenter__(self):
        await super().__aenter__()
        self._cancelling -= self._task._must_cancel
        return self


def timeout(seconds):
    return Timeout(asyncio.get_running_loop().time() + seconds)


class TaskGroup:
    def __init__(self):
        self.tasks = {}
        self.errors = []
        self.aborting = self.exiting = self.asked = False
        self.completed = None

    async def __aenter__(self):
        self.parent = asyncio.current_task()
        self.cancels = self.parent.cancelling() - self.parent._must_cancel
        return self

    def create_task(self, coro):
        if self.aborting or (self.exiting and not self.tasks):
            coro.close()
            raise RuntimeError
        task = asyncio.get_running_loop().create_task(coro)
        self.tasks[task] = True
        task.add_done_callback(self.task_done)
        return task

    def abort(self):
        self.aborting = True
        for task in list(self.tasks):
            if not task.done():
                task.cancel()

    def task_done(self, task):
        del self.tasks[task]
        if self.completed is not None and not self.tasks and not self.completed.done():
            self.completed.set_result(True)
        if task.cancelled() or task.exception() is None:
            return
        self.errors.append(task.exception())
        if not self.aborting and not self.asked:
            self.abort()
            self.asked = True
            self.parent.cancel()

    async def __aexit__(self, kind, error, trace):
        self.exiting = True
        cancelled = error if kind is not None and issubclass(kind, asyncio.CancelledError) else None
        place = len(self.errors)
        if kind is not None and not self.aborting:
            self.abort()
        while self.tasks:
            self.completed = asyncio.get_running_loop().create_future()
            try:
                await self.completed
            except asyncio.CancelledError as meanwhile:
                if not self.aborting:
                    cancelled = meanwhile
                    self.abort()
            self.completed = None
        if self.asked and self.parent.uncancel() <= self.cancels:
            cancelled = None
        if cancelled is not None and not self.errors:
            raise cancelled
        if kind is not None and not issubclass(kind, asyncio.CancelledError):
            self.errors.insert(place, error)
        if self.errors:
            if self.parent.cancelling() > self.cancels:
                self.parent.uncancel()
                self.parent.cancel()
            raise BaseExceptionGroup('', self.errors)
        return kind is not None and issubclass(kind, asyncio.CancelledError)


async def wait_for(seconds, awaitable):
    if seconds > 0:
        async with timeout(seconds):
            return await awaitable
    future = asyncio.ensure_future(awaitable)
    if future.done():
        return future.result()
    waiter = asyncio.get_running_loop().create_future()
    done = lambda _: waiter.done() or waiter.set_result(None)
    future.add_done_callback(done)
    try:
        future.cancel()
        await waiter
    finally:
        future.remove_done_callback(done)
    try:
        return future.result()
    except asyncio.CancelledError as error:
        raise TimeoutError from error


class AsCompleted:
    def __init__(self, futures):
        self.left = len(set(futures))
        self.done = collections.deque()
        self.waiter = None
        self.futures = list(dict.fromkeys(futures))
        for future in self.futures:
            future.add_done_callback(self.heard)

    def heard(self, future):
        self.done.append(future)
        if self.waiter is not None and not self.waiter.done():
            self.waiter.set_result(None)

    def __aiter__(self):
        return self

    async def __anext__(self):
        if not self.left:
            raise StopAsyncIteration
        while not self.done:
            self.waiter = asyncio.get_running_loop().create_future()
            try:
                await self.waiter
            finally:
                self.waiter = None
        self.left -= 1
        return self.done.popleft()

    def close(self):
        for future in self.futures:
            future.remove_done_callback(self.heard)
