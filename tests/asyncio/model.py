"""asyncio as the comparison needs it: a virtual clock, the behaviour of Python 3.13 where an older one has known defects, and what the runtime
promises beyond asyncio. Used by random_programs.py; Python 3.11 or newer.

In: coroutines. Out: how they run, in exact turns. Differences from CPython's own, each on purpose:
  - timers of equal due times run in the order they were started (X1);
  - Lock, Semaphore and Queue hand over without barging, to the first waiter that was not cancelled (rule 8 of the runtime);
  - a condition's waiter keeps its place when it is cancelled on the way back to the lock (X17), a barrier opens in one turn, and there are
    PriorityQueue, LifoQueue and shutdown (3.13) of that same queue;
  - what asyncio has not: gather_strict, Uncancellable, TaskGroup.cancel (3.15);
  - Task.uncancel withdraws a request that was not thrown yet (3.13), also where all others are kept back;
  - a request that was made before a timeout or group was entered, and comes inside, is not taken for the block's own: counts are compared
    with what had been delivered at the entry (asyncio compares with what had been asked, and such a request is lost);
  - TaskGroup asks its parent's request again after errors (3.13), and keeps its tasks in order; wait_for and gather are
    those of 3.12; as_completed takes its tasks in order.
"""
import asyncio
import collections
import sys

from programs import Deadlock, Lock, Semaphore, VirtualLoop  # noqa: F401  (also has Timer)


class Task(asyncio.tasks._PyTask):
    """Knows the blocks that it is in, outermost first, so that Uncancellable can keep requests back: those from outside always, that of
    a timeout or a group where it is inside of that."""
    blocks = ()

    def cancel(self, msg=None):
        inner = next((b for b in reversed(self.blocks) if isinstance(b, Uncancellable)), None)
        if self.done() or inner is None:
            return super().cancel(msg)
        self._num_cancels_requested += 1
        inner.kept += 1
        return True

    def cancel_block(self, block):
        self._num_cancels_requested += 1
        inside = self.blocks[self.blocks.index(block):]
        if any(isinstance(b, Uncancellable) for b in inside):
            block.held = 1
        else:
            self._num_cancels_requested -= 1
            super().cancel()

    def uncancel(self):
        if self._num_cancels_requested > 0:
            self._num_cancels_requested -= 1
            if self._num_cancels_requested == 0:
                for block in self.blocks:
                    block.held = block.kept = 0
            if self.requests() <= 0:
                self._must_cancel = False
        return self._num_cancels_requested

    def requests(self):
        """Less those that are kept back."""
        return self._num_cancels_requested - sum(b.held + b.kept for b in self.blocks)

    def delivered(self):
        return self.requests() - self._must_cancel


class Block:
    held = kept = 0

    def enter(self):
        self.task = asyncio.current_task()
        self.task.blocks += (self,)

    def leave(self):
        self.task.blocks = tuple(b for b in self.task.blocks if b is not self)


class Uncancellable(Block):
    """A request that comes inside is delivered behind it."""

    async def __aenter__(self):
        self.enter()
        self.held = int(self.task._must_cancel)
        self.task._must_cancel = False

    async def __aexit__(self, *why):
        self.leave()
        outer = None
        if self.held:
            self.task._must_cancel = True
        for block in reversed(self.task.blocks):
            if isinstance(block, Uncancellable):
                outer = block
                break
            if block.held:
                self.task._must_cancel = True
            block.held = 0
        if outer is not None:
            outer.kept += self.kept
        elif self.kept:
            self.task._must_cancel = True


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


class Handed(asyncio.Future):
    """What cannot be cancelled: a request comes when it is there."""

    def cancel(self, msg=None):
        return False


class Condition:
    """As in 3.13, but for its way back to the lock: who is cancelled there keeps its place in the lock's queue."""

    def __init__(self, lock):
        self.lock = lock
        self.waiters = collections.deque()

    async def lock_again(self):
        if not self.lock.locked and not any(w.done() and not w.cancelled() for w in self.lock.waiters):
            self.lock.locked = True
            return
        waiter = Handed(loop=asyncio.get_running_loop())
        self.lock.waiters.append(waiter)
        try:
            await waiter
        finally:
            self.lock.waiters.remove(waiter)
            self.lock.locked = True

    async def wait(self):
        waiter = asyncio.get_running_loop().create_future()
        self.waiters.append(waiter)
        self.lock.release()
        error = None
        try:
            await waiter
        except asyncio.CancelledError as cancelled:
            error = cancelled
        if waiter in self.waiters:
            self.waiters.remove(waiter)
        try:
            await self.lock_again()
        except asyncio.CancelledError as cancelled:
            error = cancelled
        if error is not None:
            if not waiter.cancelled():
                self.notify(1)
            raise error

    def notify(self, n):
        while n and self.waiters:
            waiter = self.waiters.popleft()
            if not waiter.done():
                waiter.set_result(None)
                n -= 1


class Broken(Exception):
    pass


class Barrier:
    """The last to arrive lets all go on in one turn, and the barrier is empty again at once; who has been let go on gets its number, also
    where it is cancelled then, and the request comes at the next suspension."""

    def __init__(self, parties):
        self.parties = parties
        self.waiters = []
        self.broken = False

    async def wait(self):
        if self.broken:
            raise Broken
        if sum(not w.done() for w in self.waiters) + 1 == self.parties:
            self.give(list(range(self.parties - 1)))
            return self.parties - 1
        waiter = asyncio.get_running_loop().create_future()
        self.waiters.append(waiter)
        try:
            number = await waiter
        except asyncio.CancelledError:
            if waiter in self.waiters:
                self.waiters.remove(waiter)
            if waiter.cancelled():
                raise
            number = waiter.result()
            if number is None:
                raise
            asyncio.current_task()._must_cancel = True
        if number is None:
            raise Broken
        return number

    def give(self, numbers):
        waiters = [w for w in self.waiters if not w.done()]
        self.waiters = []
        for waiter, number in zip(waiters, numbers):
            waiter.set_result(number)

    def abort(self):
        self.broken = True
        self.give([None] * len(self.waiters))

    def reset(self):
        self.broken = False
        self.give([None] * len(self.waiters))


class ShutDown(Exception):
    pass


class Queue:
    """An item stays where it is until whoever was woken for it runs; nobody else takes it. So with places. shutdown is that of 3.13."""

    def __init__(self, capacity, kind='fifo'):
        self.capacity = capacity
        self.kind = kind
        self.items = collections.deque()
        self.getters = collections.deque()
        self.putters = collections.deque()
        self.joiners = collections.deque()
        self.claimed = self.granted = self.unfinished = 0
        self.shut = False

    @staticmethod
    def give(waiters, what=None):
        while waiters:
            waiter = waiters.popleft()
            if not waiter.done():
                waiter.set_result(what)
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

    @staticmethod
    async def wait(waiters):
        """What it was given, and whether it was cancelled then."""
        waiter = asyncio.get_running_loop().create_future()
        waiters.append(waiter)
        try:
            return await waiter, None
        except asyncio.CancelledError as error:
            if waiter in waiters:
                waiters.remove(waiter)
            if waiter.done() and not waiter.cancelled():
                return waiter.result(), error
            raise

    def put_now(self, item):
        self.items.append(item)
        self.unfinished += 1
        self.wake_getters()

    def get_now(self):
        if self.kind == 'priority':  # among equal ones the oldest
            item = min(self.items)
            self.items.remove(item)
        else:
            item = self.items.pop() if self.kind == 'lifo' else self.items.popleft()
        self.wake_putters()
        return item

    async def put(self, item):
        if self.shut:
            raise ShutDown
        if not self.has_place():
            _, cancelled = await self.wait(self.putters)
            if self.shut:
                raise cancelled or ShutDown
            self.granted -= 1
            if cancelled:
                self.wake_putters()
                raise cancelled
        self.put_now(item)

    async def get(self):
        if len(self.items) <= self.claimed:
            if self.shut:
                raise ShutDown
            shut, cancelled = await self.wait(self.getters)
            if shut or not self.claimed:
                raise cancelled or ShutDown
            self.claimed -= 1
            if cancelled:
                self.wake_getters()
                raise cancelled
        return self.get_now()

    def try_put(self, item):
        if self.shut or not self.has_place():
            return False
        self.put_now(item)
        return True

    def try_get(self):
        """-1: nothing that is not another's."""
        return self.get_now() if len(self.items) > self.claimed else -1

    def done(self):
        if self.unfinished:
            self.unfinished -= 1
            self.all_done()

    def all_done(self):
        while not self.unfinished and self.give(self.joiners):
            pass

    async def join(self):
        if self.unfinished:
            _, cancelled = await self.wait(self.joiners)
            if cancelled:
                raise cancelled

    def shutdown(self, drop):
        self.shut = True
        self.granted = 0
        if drop:
            self.unfinished -= min(self.unfinished, len(self.items))
            self.items.clear()
            self.claimed = 0
            self.all_done()
        while self.give(self.putters):
            pass
        while self.give(self.getters, True):
            pass


class Timeout(Block):
    def __init__(self, seconds):
        self.seconds = seconds
        self.expired = False

    async def __aenter__(self):
        self.enter()
        self.cancels = self.task.delivered()
        self.start(self.seconds)

    def start(self, seconds):
        loop = asyncio.get_running_loop()
        self.handle = loop.call_later(seconds, self.expire) if seconds > 0 else loop.call_soon(self.expire)

    def move(self, seconds):
        """Whether it had not expired, and has so many seconds from now on."""
        if self.expired:
            return False
        self.handle.cancel()
        self.start(seconds)
        return True

    def expire(self):
        self.expired = True
        self.task.cancel_block(self)

    async def __aexit__(self, kind, error, trace):
        if not self.expired:
            self.handle.cancel()
        self.leave()
        if self.expired:
            self.task.uncancel()
            if self.task.requests() <= self.cancels and kind is asyncio.CancelledError:
                raise TimeoutError from error


def timeout(seconds):
    return Timeout(seconds)


class TaskGroup(Block):
    def __init__(self):
        self.tasks = {}
        self.errors = []
        self.aborting = self.exiting = self.asked = False
        self.completed = None

    async def __aenter__(self):
        self.enter()
        self.parent = self.task
        self.cancels = self.parent.delivered()
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

    def interrupt(self):
        if not self.asked:
            self.asked = True
            self.parent.cancel_block(self)

    def cancel(self):
        """That of 3.15."""
        if self.aborting or (self.exiting and not self.tasks):
            return
        self.abort()
        if not self.exiting:
            self.interrupt()

    def task_done(self, task):
        del self.tasks[task]
        if self.completed is not None and not self.tasks and not self.completed.done():
            self.completed.set_result(True)
        if task.cancelled() or task.exception() is None:
            return
        self.errors.append(task.exception())
        if not self.aborting:
            self.abort()
            self.interrupt()

    async def __aexit__(self, kind, error, trace):
        self.exiting = True
        why = error
        place = len(self.errors)
        if kind is not None and not self.aborting:
            self.abort()
        while self.tasks:
            self.completed = asyncio.get_running_loop().create_future()
            try:
                await self.completed
            except asyncio.CancelledError as meanwhile:
                if why is None or not self.aborting:
                    why = meanwhile
                if not self.aborting:
                    self.abort()
            self.completed = None
        cancelled = why if isinstance(why, asyncio.CancelledError) else None
        if self.asked:
            self.parent.uncancel()
            if cancelled is not None and self.parent.requests() <= self.cancels:
                why = cancelled = None
        self.leave()
        if why is not None and cancelled is None:
            self.errors.insert(place, why)
        if not self.errors:
            if cancelled is not None:
                raise cancelled
            return kind is not None
        if self.parent.requests() > self.cancels:
            self.parent.uncancel()
            self.parent.cancel()
        raise BaseExceptionGroup('', self.errors)


class Gather(asyncio.Future):
    """Children that are done when it is made count at once, not a turn later."""

    def __init__(self, loop, awaitables, settled):
        super().__init__(loop=loop)
        self.settled = settled
        self.asked = False
        futures = {awaitable: asyncio.ensure_future(awaitable, loop=loop) for awaitable in awaitables}
        self.children = [futures[awaitable] for awaitable in awaitables]
        self.waiting = len(futures)
        for child in futures.values():
            if not child.done():
                child.add_done_callback(self.heard)
        for child in futures.values():
            if child.done():
                self.heard(child)

    def cancel(self, msg=None):
        if self.done() or not any([child.cancel() for child in self.children]):
            return False
        self.asked = True
        return True

    def heard(self, child):
        self.waiting -= 1
        error = asyncio.CancelledError() if child.cancelled() else child.exception()
        if self.done():
            return
        if error and not self.settled:
            self.set_exception(error)
        elif not self.waiting and self.asked:
            self.set_exception(asyncio.CancelledError())
        elif not self.waiting:
            self.set_result([asyncio.CancelledError() if c.cancelled() else c.exception() or c.result() for c in self.children])


def gather(*awaitables, return_exceptions=False):
    if sys.version_info >= (3, 12):
        return asyncio.gather(*awaitables, return_exceptions=return_exceptions)
    return Gather(asyncio.get_running_loop(), awaitables, return_exceptions)


class Strict(asyncio.Future):
    """gather, whose first error cancels the others; it waits for them before it fails."""

    def __init__(self, loop, coros):
        super().__init__(loop=loop)
        self.asked = False
        self.first = None
        self.children = [loop.create_task(coro) for coro in coros]
        self.waiting = len(self.children)
        for child in self.children:
            child.add_done_callback(self.heard)

    def cancel_children(self):
        return any([child.cancel() for child in self.children if not child.done()])

    def cancel(self, msg=None):
        if self.done() or not self.cancel_children():
            return False
        self.asked = True
        return True

    def heard(self, child):
        self.waiting -= 1
        error = asyncio.CancelledError() if child.cancelled() else child.exception()
        known = self.first
        if error and (not known or (isinstance(known, asyncio.CancelledError) and not isinstance(error, asyncio.CancelledError))):
            self.first = error
            if not known and not self.asked:
                self.cancel_children()
        if self.waiting:
            return
        if self.first and not (self.asked and isinstance(self.first, asyncio.CancelledError)):
            self.set_exception(self.first)
        elif self.asked:
            self.set_exception(asyncio.CancelledError())
        else:
            self.set_result([child.result() for child in self.children])


def gather_strict(*coros):
    return Strict(asyncio.get_running_loop(), coros)


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
