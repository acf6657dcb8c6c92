"""CPython's own Lock, Condition and Barrier, for random_programs.py, where model.py has others of the same name.

In: what a program does with them. Out: what asyncio does; and `differs` is called before CPython does what the runtime is known not to do,
each on purpose: from there on the logs need not be the same. Nothing of CPython's is overridden, only looked at. Python 3.11 or newer.
"""
import asyncio
import collections


class Lock(asyncio.Lock):
    """A release finds a waiter in front that is cancelled, and has not run: nobody is woken before it runs."""

    def __init__(self, differs):
        super().__init__()
        self.differs = differs

    def release(self):
        if self._waiters and next(iter(self._waiters)).cancelled():
            self.differs()
        super().release()


class Waiters(collections.deque):
    """Knows whose each future is."""

    def __init__(self):
        super().__init__()
        self.of = {}

    def append(self, future):
        self.of[asyncio.current_task()] = future
        super().append(future)


class Condition(asyncio.Condition):
    """Who is cancelled on the way back to the lock loses its place in the queue; who was notified and is cancelled notifies nobody (3.13 does)."""

    def __init__(self, differs):
        self.lock = Lock(differs)
        super().__init__(self.lock)
        self.differs = differs
        self._waiters = Waiters()
        self.acquire = self.acquire_again

    async def acquire_again(self):
        try:
            return await self.lock.acquire()
        except asyncio.CancelledError:
            self.differs()
            raise

    async def wait(self):
        try:
            return await super().wait()
        except asyncio.CancelledError:
            future = self._waiters.of.get(asyncio.current_task())
            if future is not None and future.done() and not future.cancelled():
                self.differs()
            raise


class Barrier(asyncio.Barrier):
    """Until all who were let go, or are cancelled, have run it is not empty: who comes meanwhile has to wait, a request takes the number
    back, and an abort reaches them."""

    def __init__(self, parties, differs):
        super().__init__(parties)
        self.differs = differs
        self._cond._waiters = Waiters()

    def is_filling(self):
        return self._state.value == 'filling'

    async def wait(self):
        if self._state.value in ('draining', 'resetting') or any(w.cancelled() for w in self._cond._waiters):
            self.differs()
        try:
            return await super().wait()
        except asyncio.CancelledError:
            # the last to leave fills it again
            future = self._cond._waiters.of.get(asyncio.current_task())
            if not self.is_filling() or (future is not None and future.done() and not future.cancelled()):
                self.differs()
            raise

    def at_once(self, coro):
        if self._state.value in ('draining', 'resetting') or (self._state.value == 'broken' and self._count):
            self.differs()
        try:
            coro.send(None)
        except StopIteration:
            return
        raise AssertionError('it waits')

    def abort(self):
        self.at_once(super().abort())

    def reset(self):
        self.at_once(super().reset())
