"""Random programs of sleeps, locks, semaphores, cancellations, gather and wait, run by CPython's asyncio and by the runtime on
a virtual clock; what happened must be the same to the letter.

Usage: programs.py BINARY [COUNT [SEED]]     BINARY is programs.c, built with the runtime. Exit 0: all the same.
The scripts are those of tests/runtime/frames.h. Lock and Semaphore are asyncio's of 3.13, as older ones have known defects.
"""
import asyncio
import collections
import random
import selectors
import subprocess
import sys
import warnings

warnings.simplefilter('ignore')


class Deadlock(Exception):
    pass


class VirtualSelector(selectors.BaseSelector):
    def __init__(self):
        self.keys = {}
        self.loop = None

    def register(self, fileobj, events, data=None):
        key = selectors.SelectorKey(fileobj, fileobj, events, data)
        self.keys[fileobj] = key
        return key

    def unregister(self, fileobj):
        return self.keys.pop(fileobj)

    def get_map(self):
        return self.keys

    def get_key(self, fileobj):
        return self.keys[fileobj]

    def select(self, timeout=None):
        if timeout is None:
            raise Deadlock
        if timeout > 0:
            self.loop.now = self.loop._scheduled[0]._when
        return []


class Timer(asyncio.TimerHandle):
    """Of equal due times the one started first: more than asyncio promises."""
    __slots__ = ('order',)
    started = 0

    def __init__(self, *args):
        super().__init__(*args)
        Timer.started += 1
        self.order = Timer.started

    def __lt__(self, other):
        return (self._when, self.order) < (other._when, other.order)


asyncio.events.TimerHandle = Timer


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self):
        self.now = 0.0
        selector = VirtualSelector()
        super().__init__(selector)
        selector.loop = self
        self._clock_resolution = 1e-9

    def time(self):
        return self.now


class Lock:
    def __init__(self):
        self.waiters = collections.deque()
        self.locked = False

    async def acquire(self):
        if not self.locked and all(w.cancelled() for w in self.waiters):
            self.locked = True
            return
        waiter = asyncio.get_running_loop().create_future()
        self.waiters.append(waiter)
        try:
            try:
                await waiter
            finally:
                self.waiters.remove(waiter)
        except asyncio.CancelledError:
            if not self.locked:
                self.wake()
            raise
        self.locked = True

    def release(self):
        self.locked = False
        self.wake()

    def wake(self):
        # asyncio looks at the first only, and leaves it to that one, where it is cancelled, to wake the next a turn later.
        for waiter in self.waiters:
            if not waiter.cancelled():
                if not waiter.done():
                    waiter.set_result(True)
                return


class Semaphore:
    def __init__(self, value):
        self.waiters = collections.deque()
        self.value = value

    def locked(self):
        return self.value == 0 or any(not w.cancelled() for w in self.waiters)

    async def acquire(self):
        if not self.locked():
            self.value -= 1
            return
        waiter = asyncio.get_running_loop().create_future()
        self.waiters.append(waiter)
        try:
            try:
                await waiter
            finally:
                self.waiters.remove(waiter)
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled():
                self.value += 1
            raise
        finally:
            while self.value > 0:
                if not self.wake():
                    break

    def release(self):
        self.value += 1
        self.wake()

    def wake(self):
        for waiter in self.waiters:
            if not waiter.done():
                self.value -= 1
                waiter.set_result(True)
                return True
        return False


class Program:
    def __init__(self, scripts):
        self.scripts = scripts
        self.events = []
        self.futures = [None] * 12
        self.lock = Lock()
        self.semaphore = Semaphore(1)

    async def statement(self, letter, n):
        futures = self.futures
        if letter == '.' or letter == ':':
            await asyncio.sleep(0)
        elif letter == 's':
            await asyncio.sleep(n)
        elif letter == 'f':
            if futures[n] is None:
                raise RuntimeError
            await futures[n]
        elif letter == 'l':
            await self.lock.acquire()
        elif letter == 'v':
            if self.lock.locked:
                self.lock.release()
        elif letter == 'm':
            await self.semaphore.acquire()
        elif letter == 'n':
            self.semaphore.release()
        elif letter == 'c':
            if futures[n] is not None:
                futures[n].cancel()
        elif letter == 'k':
            asyncio.current_task().cancel()
        elif letter == 'o':
            await self.run(self.scripts[n])
        elif letter == 't':
            futures[n] = asyncio.get_running_loop().create_task(self.run(self.scripts[n]))
        elif letter == 'g':
            if all(futures[n + i] is not None and not futures[n + i].done() for i in (1, 2)):
                futures[n] = asyncio.gather(futures[n + 1], futures[n + 2])
        elif letter == 'q':
            if futures[n + 1] is not None and futures[n + 2] is not None:
                done, _ = await asyncio.wait({futures[n + 1], futures[n + 2]}, return_when=asyncio.FIRST_COMPLETED)
                self.events.append(str(len(done)))
        elif letter == 'x':
            raise ValueError
        else:
            self.events.append(letter)

    async def run(self, script):
        at = 0
        handlers = []
        ends = {}
        for i, letter in enumerate(script):
            if letter == '{':
                handlers.append(i)
            elif letter == '}':
                ends[handlers.pop()] = i
        while at < len(script):
            letter = script[at]
            at += 1
            n = None
            if letter in 'sfcotgq':
                n = int(script[at])
                at += 1
            if letter in '{}':
                continue
            try:
                await self.statement(letter, n)
            except (asyncio.CancelledError, Exception) as error:
                inside = [(b, e) for b, e in ends.items() if b < at <= e]
                if not inside:
                    raise
                self.events.append('!' if isinstance(error, asyncio.CancelledError) else '?')
                at = max(inside)[1] + 1

    def outcome(self):
        loop = VirtualLoop()
        loop.set_exception_handler(lambda loop, context: None)
        main = loop.create_task(self.run(self.scripts[0]))
        try:
            loop.run_until_complete(main)
            end = '.'
        except Deadlock:
            end = 'D'
        except asyncio.CancelledError:
            end = 'c'
        except Exception:
            end = 'e'
        text = ''.join(self.events) + end
        for task in asyncio.all_tasks(loop):
            task._log_destroy_pending = False
        loop._ready.clear()
        loop.close()
        return text


def script(source, depth, index):
    """A script of the task `index`, which awaits, spawns and calls only those behind it: no task awaits itself."""
    parts = []
    for _ in range(source.randrange(1, 9)):
        kind = source.random()
        behind = source.randrange(index + 1, 10) if index < 9 else None
        if kind < 0.15:
            parts.append(source.choice('ABCDEFGH') + source.choice(['.', ':', '']))
        elif kind < 0.30:
            parts.append('s' + str(source.randrange(0, 4)))
        elif kind < 0.40:
            parts.append(source.choice(['lA.v', 'l', 'v', 'lBs1v']))
        elif kind < 0.50:
            parts.append(source.choice(['mC.n', 'm', 'n', 'mDs1n']))
        elif kind < 0.62:
            parts.append('c' + str(source.randrange(1, 10)))
        elif kind < 0.65:
            parts.append('k')
        elif kind < 0.67:
            parts.append('x')
        elif kind < 0.78 and behind and depth < 3:
            parts.append('{' + script(source, depth + 1, index) + '}')
        elif behind and kind < 0.86:
            parts.append('t' + str(behind))
        elif behind and kind < 0.92:
            parts.append('f' + str(behind))
        elif behind and kind < 0.94:
            parts.append('o' + str(behind))
        elif index < 7 and kind < 0.97:
            parts.append('g' + str(source.randrange(index + 1, 8)))
        elif index < 7:
            parts.append('q' + str(source.randrange(index, 8)))
    return ''.join(parts)


def program(source):
    scripts = [script(source, 0, i) for i in range(10)]
    scripts[0] = ''.join('t%d' % i for i in range(1, 10) if source.random() < 0.7) + scripts[0] + '{s3}Zf1'
    return scripts


def main():
    binary = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    source = random.Random(seed)
    programs = [program(source) for _ in range(count)]
    lines = '\n'.join(' '.join(s or '-' for s in scripts) for scripts in programs) + '\n'
    ours = subprocess.run([binary], input=lines, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          check=True).stdout.split('\n')
    different = 0
    for scripts, our in zip(programs, ours):
        theirs = Program(scripts).outcome()
        if our != theirs:
            different += 1
            if different <= 5:
                print('program ', ' '.join(s or '-' for s in scripts))
                print('asyncio ', theirs)
                print('ours    ', our)
    print('%d programs, seed %d: %d differ' % (count, seed, different))
    return 1 if different else 0


if __name__ == '__main__':
    sys.exit(main())
