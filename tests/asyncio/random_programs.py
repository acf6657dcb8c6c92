"""Random concurrent programs, each written out twice: as Python for asyncio, and as annotated C. What happened, with the time of each event,
must be the same line by line.

    random_programs.py write COUNT SEED FILE    the C programs, in one file: cogen, the compiler and the runtime make a binary of it
    random_programs.py compare COUNT SEED LOG   runs the same programs here and compares with what that binary printed
    random_programs.py show COUNT SEED N        the Python text of program N

A program is some functions and what they share: two locks, a semaphore, a queue, an event, a table of tasks. Function i calls, spawns and
awaits only those behind it, so no task awaits itself; any may be cancelled from anywhere, also by timers. The same seed makes the same
programs. model.py tells where its asyncio is not CPython's. Each is compared a second time with CPython's own Lock, Condition and Barrier, up to
where those are known to differ: twins.py. more_statements.py makes programs of a second set of statements.
"""
import asyncio
import gc
import random
import sys
import warnings

import model
import twins

FUNCTIONS = 6


class Failure(Exception):
    def __init__(self, code):
        self.code = code


# ---- making a program: nested tuples -------------------------------------------------------------------------------------

class Maker:
    def __init__(self, seed):
        self.source = random.Random(seed)
        self.points = 0

    def point(self):
        self.points += 1
        return self.points

    def time(self):
        return self.source.choice([0, 0.25, 0.5, 0.5, 1, 1.5, 2])

    def block(self, function, depth, group=None, loop=False):
        return [self.statement(function, depth, group, loop) for _ in range(self.source.randint(1, 4 if depth < 2 else 2))]

    def statement(self, function, depth, group, loop):
        source = self.source
        behind = source.randrange(function + 1, FUNCTIONS) if function + 1 < FUNCTIONS else None
        anyone = source.randrange(1, FUNCTIONS)
        simple = ['say', 'say', 'sleep0', 'sleep0', 'sleep', 'sleep', 'set', 'clear', 'put', 'get', 'event', 'cancel', 'cancel',
                  'self', 'raise', 'return', 'condition', 'notify', 'notify', 'barrier', 'barrier', 'job', 'job', 'work', 'work',
                  'try_job', 'try_work', 'join', 'worked']
        if source.random() < 0.1:
            simple += ['abort', 'shutdown']
        if loop:
            simple += ['break', 'continue']
        if behind:
            simple += ['spawn', 'spawn', 'spawn', 'await', 'await', 'call', 'go', 'shield', 'wait', 'completed']
        if group and behind:
            simple += ['child'] * 6 + ['end_group']
        nested = ['try', 'try', 'try', 'finally', 'lock', 'lock', 'semaphore', 'timeout', 'timeout', 'repeat', 'uncancellable']
        if behind:
            nested += ['group', 'gather', 'wait_for', 'settled', 'strict', 'wait_late']
        kind = source.choice(nested if depth < 4 and source.random() < 0.45 else simple)
        inner = lambda **more: self.block(function, depth + 1, **{'group': group, 'loop': loop, **more})
        if kind in ('say', 'sleep0', 'set', 'clear', 'event', 'self', 'break', 'continue', 'get', 'condition', 'barrier', 'work', 'try_work', 'join',
                    'worked', 'end_group'):
            if kind in ('self', 'break') and source.random() < 0.5:
                kind = 'say'
            return (kind, self.point())
        if kind in ('raise', 'return'):
            return (kind, self.point()) if source.random() < 0.3 else ('say', self.point())
        if kind == 'sleep':
            return (kind, self.point(), self.time())
        if kind in ('put', 'job', 'try_job'):
            return (kind, self.point(), source.randrange(100))
        if kind in ('notify', 'abort', 'shutdown'):
            return (kind, self.point(), source.randrange(3))
        if kind == 'uncancellable':
            return (kind, self.point(), [self.ending(behind, depth) for _ in range(source.randint(1, 4))])
        if kind == 'cancel':
            return (kind, self.point(), anyone)
        if kind in ('spawn', 'await', 'call', 'go', 'shield', 'child'):
            return (kind, self.point(), behind)
        if kind in ('wait', 'completed'):
            return (kind, self.point(), behind, source.randrange(function + 1, FUNCTIONS), source.randrange(3))
        if kind == 'try':
            return (kind, self.point(), inner(), inner() if source.random() < 0.3 else [])
        if kind == 'finally':
            # neither loops nor returns lead out of what runs at the end
            return (kind, self.point(), inner(), self.cleanup())
        if kind in ('lock', 'semaphore'):
            return (kind, self.point(), source.randrange(2), inner())
        if kind == 'timeout':
            return (kind, self.point(), self.time(), inner())
        if kind == 'repeat':
            return (kind, self.point(), source.randint(2, 3), inner(loop=True))
        if kind == 'group':
            return (kind, self.point(), inner(group=self.points))
        if kind in ('wait_for', 'wait_late'):
            return (kind, self.point(), self.time(), behind, source.random() < 0.5)
        return (kind, self.point(), behind, source.randrange(function + 1, FUNCTIONS))

    def ending(self, behind, depth):
        """A statement that comes to an end by itself, also where no cancellation reaches it."""
        source = self.source
        inner = lambda: [self.ending(behind, depth + 1) for _ in range(source.randint(1, 2))]
        kind = source.choice(['say', 'sleep0', 'sleep0', 'sleep', 'sleep', 'set', 'self', 'cancel', 'raise', 'timeout', 'timeout', 'try', 'repeat',
                              'uncancellable', 'settled', 'spawn', 'try_job', 'worked', 'abort'])
        if kind in ('timeout', 'try', 'repeat', 'uncancellable') and depth > 4 or kind in ('settled', 'spawn') and not behind:
            kind = 'sleep'
        if kind == 'raise' and source.random() < 0.7:
            kind = 'say'
        more = {'sleep': lambda: (self.time(),), 'cancel': lambda: (source.randrange(1, FUNCTIONS),), 'timeout': lambda: (self.time(), inner()),
                'try': lambda: (inner(), []), 'repeat': lambda: (2, inner()), 'uncancellable': lambda: (inner(),),
                'settled': lambda: (behind, behind), 'spawn': lambda: (behind,), 'try_job': lambda: (source.randrange(100),),
                'abort': lambda: (source.randrange(3),)}.get(kind, tuple)
        return (kind, self.point(), *more())

    def cleanup(self):
        source = self.source
        steps = [('say', self.point())]
        for _ in range(source.randrange(3)):
            steps.append(source.choice([('sleep0', self.point()), ('sleep', self.point(), self.time()), ('set', self.point()),
                                        ('put', self.point(), 7), ('say', self.point())]))
        return steps

    def program(self):
        source = self.source
        functions = [self.block(i, 0) for i in range(FUNCTIONS)]
        functions[0] = [('spawn', self.point(), i) for i in range(1, FUNCTIONS) if source.random() < 0.6] + functions[0]
        functions[0] += [('try', self.point(), [('await', self.point(), i)], []) for i in range(1, FUNCTIONS) if source.random() < 0.5]
        timers = [(self.time(), source.randrange(0, FUNCTIONS)) for _ in range(source.randrange(4))]
        return {'functions': functions, 'timers': timers, 'permits': source.randint(1, 2), 'capacity': source.randrange(3),
                'parties': source.randint(1, 3), 'jobs': source.choice(['fifo', 'lifo', 'priority']), 'places': source.randrange(3)}


def programs(count, seed, maker):
    return [maker('%d/%d' % (seed, n)).program() for n in range(count)]


# ---- as Python -----------------------------------------------------------------------------------------------------------

class Python:
    def __init__(self):
        self.lines = []

    def add(self, depth, text):
        self.lines.append('    ' * depth + text)

    def block(self, statements, depth, name):
        self.add(depth, 'pass')
        for statement in statements:
            self.statement(statement, depth, name)

    def statement(self, s, d, g):
        add, kind, point = lambda text, more=0: self.add(d + more, text), s[0], s[1]
        if kind == 'say':
            add('say(%d)' % point)
        elif kind == 'sleep0':
            add('await asyncio.sleep(0)')
            add('say(%d)' % point)
        elif kind == 'sleep':
            add('await asyncio.sleep(%r)' % s[2])
            add('say(%d)' % point)
        elif kind == 'set':
            add('shared.event.set()')
        elif kind == 'clear':
            add('shared.event.clear()')
        elif kind == 'event':
            add('await shared.event.wait()')
            add('say(%d)' % point)
        elif kind == 'put':
            add('await shared.queue.put(%d)' % s[2])
            add('say(%d)' % point)
        elif kind == 'get':
            add('say(%d, await shared.queue.get())' % point)
        elif kind == 'condition':
            add('async with model.Held(shared.condition.lock):')
            add('await shared.condition.wait()', 1)
            add('say(%d)' % point, 1)
        elif kind == 'notify':
            add('async with model.Held(shared.condition.lock): shared.condition.notify(%d)' % (s[2] or FUNCTIONS))
        elif kind == 'barrier':
            add('say(%d, await shared.barrier.wait())' % point)
        elif kind == 'abort':
            add('shared.barrier.%s()' % ('abort' if s[2] else 'reset'))
        elif kind == 'job':
            add('await shared.jobs.put(%d)' % s[2])
            add('say(%d)' % point)
        elif kind == 'work':
            add('say(%d, await shared.jobs.get())' % point)
        elif kind == 'try_job':
            add('say(%d, int(shared.jobs.try_put(%d)))' % (point, s[2]))
        elif kind == 'try_work':
            add('say(%d, shared.jobs.try_get())' % point)
        elif kind == 'worked':
            add('shared.jobs.done()')
        elif kind == 'join':
            add('await shared.jobs.join()')
            add('say(%d, shared.jobs.unfinished)' % point)
        elif kind == 'shutdown':
            add('shared.jobs.shutdown(%r)' % (s[2] == 0))
        elif kind == 'end_group':
            add('%s.cancel()' % g)
        elif kind == 'self':
            add('asyncio.current_task().cancel()')
        elif kind == 'cancel':
            add('if tasks[%d] is not None: say(%d, int(tasks[%d].cancel()))' % (s[2], point, s[2]))
        elif kind == 'raise':
            add('raise Failure(%d)' % (1000 + point))
        elif kind == 'return':
            add('return %d' % point)
        elif kind in ('break', 'continue'):
            add(kind)
        elif kind == 'spawn':
            add('tasks[%d] = create_task(f%d())' % (s[2], s[2]))
        elif kind == 'go':
            add('create_task(f%d())' % s[2])
        elif kind == 'child':
            add('child(%s, f%d())' % (g, s[2]))
        elif kind == 'call':
            add('say(%d, await f%d())' % (point, s[2]))
        elif kind == 'await':
            add('if tasks[%d] is not None: say(%d, await tasks[%d])' % (s[2], point, s[2]))
        elif kind == 'shield':
            add('if tasks[%d] is not None: say(%d, await asyncio.shield(tasks[%d]))' % (s[2], point, s[2]))
        elif kind == 'wait':
            add('if tasks[%d] is not None and tasks[%d] is not None:' % s[2:4])
            add('done, pending = await asyncio.wait({tasks[%d], tasks[%d]}, return_when=asyncio.%s)'
                % (s[2], s[3], ('FIRST_COMPLETED', 'FIRST_EXCEPTION', 'ALL_COMPLETED')[s[4]]), 1)
            add('say(%d, 10 * len(done) + len(pending))' % point, 1)
        elif kind == 'completed':
            add('if tasks[%d] is not None and tasks[%d] is not None:' % s[2:4])
            add('all = model.AsCompleted([tasks[%d], tasks[%d]])' % s[2:4], 1)
            add('try:', 1)
            add('async for future in all:', 2)
            add('say(%d, await future)' % point, 3)
            if s[4] == 0:
                add('break', 3)
            add('finally: all.close()', 1)
        elif kind == 'gather':
            add('say(%d, sum(await asyncio.gather(f%d(), f%d())))' % (point, s[2], s[3]))
        elif kind == 'strict':
            add('say(%d, sum(await model.gather_strict(f%d(), f%d())))' % (point, s[2], s[3]))
        elif kind == 'wait_late':
            add('if tasks[%d] is not None:' % s[3])
            add('try:', 1)
            add('async with model.timeout(%r): await asyncio.wait({tasks[%d]})' % (s[2], s[3]), 2)
            add('except TimeoutError: pass', 1)
            add('say(%d, int(tasks[%d].done()))' % (point, s[3]), 1)
        elif kind == 'uncancellable':
            add('async with model.Uncancellable():')
            self.block(s[2], d + 1, g)
            add('say(%d)' % point)
        elif kind == 'settled':
            add('say(%d, failures(await asyncio.gather(f%d(), f%d(), return_exceptions=True)))' % (point, s[2], s[3]))
        elif kind == 'wait_for':
            if s[4]:
                add('say(%d, await model.wait_for(%r, f%d()))' % (point, s[2], s[3]))
            else:
                add('if tasks[%d] is not None: say(%d, await model.wait_for(%r, tasks[%d]))' % (s[3], point, s[2], s[3]))
        elif kind == 'try':
            add('try:')
            self.block(s[2], d + 1, g)
            add('except (asyncio.CancelledError, Exception) as error:')
            add('say_error(%d, error)' % point, 1)
            self.block(s[3], d + 1, g)
        elif kind == 'finally':
            add('try:')
            self.block(s[2], d + 1, g)
            add('finally:')
            self.block(s[3], d + 1, g)
        elif kind == 'lock':
            add('async with model.Held(shared.locks[%d]):' % s[2])
            add('say(%d)' % point, 1)
            self.block(s[3], d + 1, g)
        elif kind == 'semaphore':
            add('async with model.Held(shared.semaphore):')
            add('say(%d)' % point, 1)
            self.block(s[3], d + 1, g)
        elif kind == 'timeout':
            add('async with model.timeout(%r):' % s[2])
            self.block(s[3], d + 1, g)
        elif kind == 'repeat':
            add('for _ in range(%d):' % s[2])
            self.block(s[3], d + 1, g)
        elif kind == 'group':
            add('async with model.TaskGroup() as g%d:' % point)
            self.block(s[2], d + 1, 'g%d' % point)
            add('say(%d)' % point)

    def functions(self, program):
        for i, body in enumerate(program['functions']):
            self.add(0, 'async def f%d():' % i)
            self.block(body, 1, None)
            self.add(1, 'return %d' % (10 + i))
        return '\n'.join(self.lines) + '\n'

    def names(self, loop):
        """What the text uses beside the names that outcome() gives it."""
        return {}


def codes(error):
    if isinstance(error, BaseExceptionGroup):
        return ','.join(codes(e) for e in error.exceptions)
    if isinstance(error, asyncio.CancelledError):
        return 'cancelled'
    if isinstance(error, TimeoutError):
        return 'late'
    if isinstance(error, model.ShutDown):
        return 'shut down'
    if isinstance(error, (model.Broken, asyncio.BrokenBarrierError)):
        return 'broken'
    return str(error.code) if isinstance(error, Failure) else repr(error)


class Shared:
    def __init__(self, program):
        self.locks = [model.Lock(), model.Lock()]
        self.semaphore = model.Semaphore(program['permits'])
        self.queue = model.Queue(program['capacity'])
        self.event = asyncio.Event()
        self.condition = model.Condition(model.Lock())
        self.barrier = model.Barrier(program['parties'])
        self.jobs = model.Queue(program['places'], program['jobs'])

    def take_twins(self, program, differs):
        self.locks = [twins.Lock(differs), twins.Lock(differs)]
        self.condition = twins.Condition(differs)
        self.barrier = twins.Barrier(program['parties'], differs)


def child(group, coro):
    try:
        group.create_task(coro)
    except RuntimeError:
        raise Failure(999) from None


def failures(results):
    return sum(isinstance(r, BaseException) for r in results)


def outcome(program, writer, own=False):
    """What happens, a line for each event; and with CPython's own classes, how many lines there were when they first did something else."""
    lines = []
    known = []
    shared = Shared(program)
    if own:
        shared.take_twins(program, lambda: known.append(len(lines)))
    loop = model.new_loop()
    tasks = [None] * FUNCTIONS
    stamp = lambda: '%g' % loop.time()
    names = {
        'asyncio': asyncio, 'model': model, 'Failure': Failure, 'shared': shared, 'tasks': tasks, 'child': child, 'failures': failures,
        'create_task': loop.create_task,
        'say': lambda point, value=None: lines.append('%s %d%s' % (stamp(), point, '' if value is None else ' = %d' % value)),
        'say_error': lambda point, error: lines.append('%s %d error %s' % (stamp(), point, codes(error))),
    }
    names.update(writer.names(loop))
    exec(writer.functions(program), names)
    main = tasks[0] = loop.create_task(names['f0']())
    for seconds, n in program['timers']:
        loop.call_later(seconds, lambda n=n: tasks[n] is not None and tasks[n].cancel())
    try:
        lines.append('%s ends = %d' % (stamp(), loop.run_until_complete(main)))
        lines[-1] = '%s ends = %d' % (stamp(), main.result())
    except model.Deadlock:
        lines.append('%s deadlock' % stamp())
    except (asyncio.CancelledError, Exception) as error:
        lines.append('%s ends with %s' % (stamp(), codes(error)))
    result = list(lines)  # what is left is closed by Python when it gets there
    for task in asyncio.all_tasks(loop):
        task._log_destroy_pending = False
    loop._ready.clear()
    loop.close()
    return result, known[0] if known else None


# ---- as C ----------------------------------------------------------------------------------------------------------------

class C:
    def __init__(self, n):
        self.n = n
        self.lines = []

    def add(self, depth, text):
        self.lines.append('\t' * depth + text)

    def name(self, i):
        return 'p%d_f%d' % (self.n, i)

    def block(self, statements, depth, group):
        for statement in statements:
            self.statement(statement, depth, group)

    def region(self, head, statements, depth, group, first=None):
        self.add(depth, head + ' {')
        if first:
            self.add(depth + 1, first)
        self.block(statements, depth + 1, group)
        self.add(depth, '}')

    def statement(self, s, d, g):
        add, kind, point = lambda text, more=0: self.add(d + more, text), s[0], s[1]
        call = (lambda i: self.name(s[i]) + '()')
        if kind == 'say':
            add('say(%d);' % point)
        elif kind == 'sleep0':
            add('await co_sleep(0);')
            add('say(%d);' % point)
        elif kind == 'sleep':
            add('await co_sleep(%r);' % s[2])
            add('say(%d);' % point)
        elif kind == 'set':
            add('co_event_set(&event);')
        elif kind == 'clear':
            add('co_event_clear(&event);')
        elif kind == 'event':
            add('await co_event_wait(&event);')
            add('say(%d);' % point)
        elif kind == 'put':
            add('await co_queue_put(&queue, &(int){ %d });' % s[2])
            add('say(%d);' % point)
        elif kind == 'get':
            add('{')
            add('int item;', 1)
            add('await co_queue_get(&queue, &item);', 1)
            add('say_value(%d, item);' % point, 1)
            add('}')
        elif kind == 'condition':
            add('co_with (&condition_lock) {')
            add('await co_condition_wait(&condition);', 1)
            add('say(%d);' % point, 1)
            add('}')
        elif kind == 'notify':
            add('co_with (&condition_lock) co_condition_notify%s;' % ('(&condition, %d)' % s[2] if s[2] else '_all(&condition)'))
        elif kind == 'barrier':
            add('say_value(%d, await co_barrier_wait(&barrier));' % point)
        elif kind == 'abort':
            add('co_barrier_%s(&barrier);' % ('abort' if s[2] else 'reset'))
        elif kind == 'job':
            add('await co_queue_put(&jobs, &(int){ %d });' % s[2])
            add('say(%d);' % point)
        elif kind == 'work':
            add('{')
            add('int job;', 1)
            add('await co_queue_get(&jobs, &job);', 1)
            add('say_value(%d, job);' % point, 1)
            add('}')
        elif kind == 'try_job':
            add('say_value(%d, try_job(%d));' % (point, s[2]))
        elif kind == 'try_work':
            add('say_value(%d, try_work());' % point)
        elif kind == 'worked':
            add('if (co_queue_unfinished(&jobs)) co_queue_task_done(&jobs);')
        elif kind == 'join':
            add('await co_queue_join(&jobs);')
            add('say_value(%d, (int)co_queue_unfinished(&jobs));' % point)
        elif kind == 'shutdown':
            add('co_queue_shutdown(&jobs, %s);' % ('true' if s[2] == 0 else 'false'))
        elif kind == 'end_group':
            add('co_group_cancel(%s);' % g)
        elif kind == 'self':
            add('co_cancel(co_current_task());')
        elif kind == 'cancel':
            add('if (tasks[%d]) say_value(%d, co_cancel(tasks[%d]));' % (s[2], point, s[2]))
        elif kind == 'raise':
            add('co_raise(%d, "as it comes");' % (1000 + point))
        elif kind == 'return':
            add('return %d;' % point)
        elif kind in ('break', 'continue'):
            add(kind + ';')
        elif kind == 'spawn':
            add('keep(%d, co_spawn(%s));' % (s[2], call(2)) if point % 2 else 'keep(%d, co_retain(co_spawn(%s)));' % (s[2], call(2)))
        elif kind == 'go':
            add('co_go(%s);' % call(2) if point % 2 else 'co_spawn(%s);' % call(2))
        elif kind == 'child':
            add('child(co_group_spawn(%s, %s));' % (g, call(2)) if point % 2 else 'if (refused(co_group_spawn(%s, %s))) co_raise(999, "refused");' % (g, call(2)))
            if point % 2:
                self.lines[-1] = self.lines[-1].replace('child(', 'if (refused(').replace(';', ') co_raise(999, "refused");')
        elif kind == 'call':
            add('say_value(%d, await %s);' % (point, call(2)))
        elif kind == 'await':
            add('if (tasks[%d]) say_value(%d, co_result(int, await tasks[%d]));' % (s[2], point, s[2]))
        elif kind == 'shield':
            add('if (tasks[%d]) say_value(%d, co_result(int, await co_shield(tasks[%d])));' % (s[2], point, s[2]))
        elif kind == 'wait':
            add('if (tasks[%d] && tasks[%d]) {' % s[2:4])
            add('co_wait_result *w = co_wait(%s, tasks[%d], tasks[%d]);'
                % (('CO_FIRST_COMPLETED', 'CO_FIRST_ERROR', 'CO_ALL_COMPLETED')[s[4]], s[2], s[3]), 1)
            add('await co_wait_future(w);', 1)
            add('say_value(%d, 10 * (int)w->n_done + (int)w->n_pending);' % point, 1)
            add('}')
        elif kind == 'completed':
            add('if (tasks[%d] && tasks[%d]) {' % s[2:4])
            add('co_for_await (co_future *, f, co_as_completed(tasks[%d], tasks[%d])) {' % s[2:4], 1)
            add('say_value(%d, co_result(int, await f));' % point, 2)
            if s[4] == 0:
                add('break;', 2)
            add('}', 1)
            add('}')
        elif kind == 'wait_late':
            add('if (tasks[%d]) {' % s[3])
            add('co_try {', 1)
            add('co_timeout (%r) {' % s[2], 2)
            add('co_wait_result *w = co_wait(CO_ALL_COMPLETED, tasks[%d]);' % s[3], 3)
            add('await co_wait_future(w);', 3)
            add('}', 2)
            add('}', 1)
            add('co_catch (e) if (e->code != CO_ETIMEDOUT) co_reraise;', 1)
            add('say_value(%d, co_done(tasks[%d]));' % (point, s[3]), 1)
            add('}')
        elif kind == 'uncancellable':
            self.region('co_uncancellable', s[2], d, g)
            add('say(%d);' % point)
        elif kind in ('gather', 'strict'):
            add('{')
            add('co_future *f = co_gather%s(%s, %s);' % ('_strict' if kind == 'strict' else '', call(2), call(3)), 1)
            add('await f;', 1)
            add('say_value(%d, co_gather_result(int, f, 0) + co_gather_result(int, f, 1));' % point, 1)
            add('}')
        elif kind == 'settled':
            add('say_value(%d, failures(await co_gather_settled(%s, %s)));' % (point, call(2), call(3)))
        elif kind == 'wait_for':
            if s[4]:
                add('say_value(%d, await co_wait_for(%r, %s));' % (point, s[2], call(3)))
            else:
                add('if (tasks[%d]) say_value(%d, co_result(int, await co_wait_for(%r, tasks[%d])));' % (s[3], point, s[2], s[3]))
        elif kind == 'try':
            self.region('co_try', s[2], d, g)
            self.region('co_catch_all (e)', s[3], d, g, 'say_error(%d, e);' % point)
        elif kind == 'finally':
            if point % 2:
                self.region('co_try', s[2], d, g, 'cleanups++;')
                self.region('co_finally', s[3], d, g, 'cleanups--;')
            else:
                add('{')
                add('cleanups++;', 1)
                self.region('co_defer', s[3], d + 1, g, 'cleanups--;')
                self.block(s[2], d + 1, g)
                add('}')
        elif kind in ('lock', 'semaphore'):
            self.region('co_with (&%s)' % ('locks[%d]' % s[2] if kind == 'lock' else 'semaphore'), s[3], d, g, 'say(%d);' % point)
        elif kind == 'timeout':
            self.region('co_timeout (%r)' % s[2], s[3], d, g)
        elif kind == 'repeat':
            self.region('for (int i = 0; i < %d; i++)' % s[2], s[3], d, g)
        elif kind == 'group':
            self.region('co_group (g%d)' % point, s[2], d, 'g%d' % point)
            add('say(%d);' % point)

    def functions(self, program):
        for i in range(FUNCTIONS):
            self.add(0, 'static async(int) %s(void);' % self.name(i))
        for i, body in enumerate(program['functions']):
            self.add(0, 'static async(int) %s(void) {' % self.name(i))
            self.block(body, 1, None)
            self.add(1, 'return %d;' % (10 + i))
            self.add(0, '}')
        self.add(0, 'static void p%d(void) {' % self.n)
        self.add(1, "begin(%d, %d, %d, '%s', %d);" % (program['permits'], program['capacity'], program['parties'], program['jobs'][0], program['places']))
        self.add(1, 'keep(0, co_spawn_on(loop, %s()));' % self.name(0))
        for seconds, n in program['timers']:
            self.add(1, 'co_call_later(loop, %r, cancel, &tasks[%d]);' % (seconds, n))
        for i in range(1, FUNCTIONS):
            self.add(1, '(void)&%s;' % self.name(i))
        self.add(1, 'end();')
        self.add(0, '}')
        return '\n'.join(self.lines) + '\n'


def write(all_programs, c, path):
    with open(path, 'w') as out:
        out.write('#include "random_programs.h"\n\n')
        for n, program in enumerate(all_programs):
            out.write(c(n).functions(program))
        out.write('void (*const all_programs[])(void) = { %s };\nconst int program_count = %d;\n'
                  % (', '.join('p%d' % n for n in range(len(all_programs))), len(all_programs)))


def compare(all_programs, python, seed, path):
    count = len(all_programs)
    ours = open(path).read().split('---\n')[1:]
    different = twin_events = 0
    gc.disable()
    for n, own in ((n, own) for n in range(count) for own in (False, True)):
        theirs, known = outcome(all_programs[n], python(), own)
        gc.collect()  # closes what the program left, while no loop runs: it would go on in the next one's
        our = ours[n].splitlines() if n < len(ours) else ['nothing']
        if known is not None:
            our, theirs = our[:known], theirs[:known]
        twin_events += len(our) * own
        if our == theirs:
            continue
        different += 1
        if different > 5:
            continue
        at = next((i for i, pair in enumerate(zip(our, theirs)) if pair[0] != pair[1]), min(len(our), len(theirs)))
        print('program %d of seed %d, event %d%s:' % (n, seed, at, " (CPython's own classes)" if own else ''))
        for line in theirs[max(0, at - 5):at]:
            print('          ', line)
        print('  asyncio ', theirs[at] if at < len(theirs) else '(nothing)')
        print('  ours    ', our[at] if at < len(our) else '(nothing)')
    events = sum(len(o.splitlines()) for o in ours)
    print("%d programs of seed %d, %d events, %d of them with CPython's own classes: %d differ" % (count, seed, events, twin_events, different))
    return 1 if different or len(ours) != count else 0


def main(maker=Maker, python=Python, c=C):
    warnings.simplefilter('ignore')
    sys.unraisablehook = lambda *_: None
    what, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    all_programs = programs(count, seed, maker)
    if what == 'write':
        write(all_programs, c, sys.argv[4])
    elif what == 'compare':
        sys.exit(compare(all_programs, python, seed, sys.argv[4]))
    else:
        print(python().functions(all_programs[int(sys.argv[4])]))


if __name__ == '__main__':
    main()
