"""random_programs.py with a second set of statements: what is stored and shared, and who cancels it. Usage as there:

    more_statements.py write COUNT SEED FILE
    more_statements.py compare COUNT SEED LOG
    more_statements.py show COUNT SEED N

Gathers of tasks, futures and other gathers, awaited, cancelled, shielded and waited for by others than who made them; plain futures that
are set, failed and cancelled; wait, as_completed and shield of calls; callbacks of tasks and of the loop; deadlines that are moved; requests
that are counted and withdrawn; groups that children, too, spawn into and cancel; cleanup that calls, locks and has a timeout. In between are
the statements of random_programs.py; the seeds make other programs than there.

Nothing awaits itself: a gather is of functions behind the one that stored it, and is awaited by that one or those before it. wait_for of a
shield has always some time: that of none is told as different in docs/from-asyncio.md. Python 3.11 or newer.
"""
import asyncio

import model
import random_programs
from random_programs import FUNCTIONS, Failure

PLACES = 3

# Each statement: how often, as Python, as C. What stands there for a statement:
#   point               its number
#   first second third  calls of functions behind this one, `task` is the number of such a one
#   own, any            this function's number, any function's
#   behind, before      this function's number or one behind, before it
#   place               of a plain future
#   time, later         seconds, and some seconds
#   number              for whatever it is good
#   settled, until      of gather and wait, in each language's words
ANYWHERE = {
    'cancelling': (1, 'say(%(point)d, asyncio.current_task().cancelling())',
                   'say_value(%(point)d, co_cancelling(co_current_task()));'),
    'uncancel': (1, 'say(%(point)d, asyncio.current_task().uncancel())',
                 'say_value(%(point)d, co_uncancel(co_current_task()));'),
    'soon': (1, 'loop.call_soon(say, %(point)d)',
             'co_call_soon(loop, say_called, (void *)(intptr_t)%(point)d);'),
    'later': (1, 'loop.call_later(%(time)r, say, %(point)d)',
              'co_call_later(loop, %(time)r, say_called, (void *)(intptr_t)%(point)d);'),
    'task_callback': (1, 'if tasks[%(any)d] is not None:\n'
                         '\ttasks[%(any)d].add_done_callback(lambda t: say(%(point)d, int(t.cancelled())))',
                      'if (tasks[%(any)d]) co_add_done_callback(tasks[%(any)d], say_done, (void *)(intptr_t)%(point)d);'),
    'move_timeout': (1, 'say(%(point)d, move_timeout(%(time)r))',
                     'say_value(%(point)d, co_timeout_move(%(time)r) == 0);'),

    'future': (1, 'futures[%(place)d] = loop.create_future()',
               'futures[%(place)d] = co_retain(co_future_new(sizeof(int)));'),
    'future_later': (1, 'loop.call_later(%(time)r, set_called, %(place)d)',
                     'co_call_later(loop, %(time)r, set_called, &futures[%(place)d]);'),
    'future_set': (2, 'if futures[%(place)d] is not None: say(%(point)d, set_future(futures[%(place)d], %(number)d))',
                   'if (futures[%(place)d]) say_value(%(point)d, set_future(futures[%(place)d], %(number)d));'),
    'future_fail': (1, 'if futures[%(place)d] is not None: say(%(point)d, fail_future(futures[%(place)d], 1000 + %(point)d))',
                    'if (futures[%(place)d]) say_value(%(point)d, fail_future(futures[%(place)d], 1000 + %(point)d));'),
    'future_cancel': (1, 'if futures[%(place)d] is not None: say(%(point)d, int(futures[%(place)d].cancel()))',
                      'if (futures[%(place)d]) say_value(%(point)d, co_cancel(futures[%(place)d]));'),
    'future_await': (2, 'if futures[%(place)d] is not None: say(%(point)d, await futures[%(place)d])',
                     'if (futures[%(place)d]) say_value(%(point)d, co_result(int, await futures[%(place)d]));'),
    'future_shield': (1, 'if futures[%(place)d] is not None: say(%(point)d, await asyncio.shield(futures[%(place)d]))',
                      'if (futures[%(place)d]) say_value(%(point)d, co_result(int, await co_shield(futures[%(place)d])));'),
    'future_wait_for': (1, 'if futures[%(place)d] is not None:\n'
                           '\tsay(%(point)d, await model.wait_for(%(time)r, futures[%(place)d]))',
                        'if (futures[%(place)d])\n'
                        '\tsay_value(%(point)d, co_result(int, await co_wait_for(%(time)r, futures[%(place)d])));'),

    'gather_cancel': (1, 'if gathers[%(any)d] is not None: say(%(point)d, int(gathers[%(any)d].cancel()))',
                      'if (gathers[%(any)d]) say_value(%(point)d, co_cancel(gathers[%(any)d]));'),
    'gather_await': (2, 'if gathers[%(behind)d] is not None:\n'
                        '\tawait gathers[%(behind)d]\n'
                        '\tsay(%(point)d)',
                     'if (gathers[%(behind)d]) {\n'
                     '\tawait gathers[%(behind)d];\n'
                     '\tsay(%(point)d);\n'
                     '}'),
    'group_cancel': (2, 'if groups[%(before)d] is not None: groups[%(before)d].cancel()',
                     'if (groups[%(before)d]) co_group_cancel(groups[%(before)d]);'),
}
WITH_CALLS = {
    'gather_store': (2, 'gathers[%(own)d] = model.gather(%(first)s, %(second)s)',
                     'gathers[%(own)d] = co_retain(co_gather(%(first)s, %(second)s));'),
    'gather_store_task': (1, 'if tasks[%(task)d] is not None:\n'
                             '\tgathers[%(own)d] = model.gather(tasks[%(task)d], %(first)s%(settled)s)',
                          'if (tasks[%(task)d])\n'
                          '\tgathers[%(own)d] = co_retain(co_gather%(settled)s(tasks[%(task)d], %(first)s));'),
    'gather_task': (1, 'if tasks[%(task)d] is not None:\n'
                       '\tsay(%(point)d, sum(await model.gather(%(first)s, tasks[%(task)d])))',
                    'if (tasks[%(task)d]) {\n'
                    '\tco_future *f = co_gather(%(first)s, tasks[%(task)d]);\n'
                    '\tawait f;\n'
                    '\tsay_value(%(point)d, co_gather_result(int, f, 0) + co_gather_result(int, f, 1));\n'
                    '}'),
    'gather_future': (1, 'if futures[%(place)d] is not None:\n'
                         '\tsay(%(point)d, sum(await model.gather(futures[%(place)d], %(first)s)))',
                      'if (futures[%(place)d]) {\n'
                      '\tco_future *f = co_gather(futures[%(place)d], %(first)s);\n'
                      '\tawait f;\n'
                      '\tsay_value(%(point)d, co_gather_result(int, f, 0) + co_gather_result(int, f, 1));\n'
                      '}'),
    'gather_gather': (1, 'await model.gather(model.gather(%(first)s, %(second)s), %(third)s%(settled)s)\n'
                         'say(%(point)d)',
                      'await co_gather%(settled)s(co_gather(%(first)s, %(second)s), %(third)s);\n'
                      'say(%(point)d);'),
    'gather_wait_for': (1, 'await model.wait_for(%(time)r, model.gather(%(first)s, %(second)s))\n'
                           'say(%(point)d)',
                        'await co_wait_for(%(time)r, co_gather(%(first)s, %(second)s));\n'
                        'say(%(point)d);'),
    'gather_shield': (1, 'await asyncio.shield(model.gather(%(first)s, %(second)s))\n'
                         'say(%(point)d)',
                      'await co_shield(co_gather(%(first)s, %(second)s));\n'
                      'say(%(point)d);'),

    'shield_call': (1, 'say(%(point)d, await asyncio.shield(%(first)s))',
                    'say_value(%(point)d, await co_shield(%(first)s));'),
    'shield_wait_for': (1, 'if tasks[%(task)d] is not None:\n'
                           '\tsay(%(point)d, await model.wait_for(%(later)r, asyncio.shield(tasks[%(task)d])))',
                        'if (tasks[%(task)d]) {\n'
                        '\tco_future *f = await co_wait_for(%(later)r, co_shield(tasks[%(task)d]));\n'
                        '\tsay_value(%(point)d, co_result(int, f));\n'
                        '}'),
    'wait_calls': (1, 'done, pending = await asyncio.wait([create_task(%(first)s), create_task(%(second)s)],\n'
                      '\treturn_when=asyncio.%(until)s)\n'
                      'say(%(point)d, 10 * len(done) + len(pending))',
                   '{\n'
                   '\tco_wait_result *w = co_wait(%(until)s, %(first)s, %(second)s);\n'
                   '\tawait co_wait_future(w);\n'
                   '\tsay_value(%(point)d, 10 * (int)w->n_done + (int)w->n_pending);\n'
                   '}'),
    'completed_calls': (1, 'all = model.AsCompleted([create_task(%(first)s), create_task(%(second)s)])\n'
                           'try:\n'
                           '\tasync for future in all: say(%(point)d, await future)\n'
                           'finally: all.close()',
                        'co_for_await (co_future *, f, co_as_completed(%(first)s, %(second)s))\n'
                        '\tsay_value(%(point)d, co_result(int, await f));'),
    'group_child': (4, 'if groups[%(before)d] is not None: child(groups[%(before)d], %(first)s)',
                    'if (groups[%(before)d] && refused(co_group_spawn(groups[%(before)d], %(first)s)))\n'
                    '\tco_raise(999, "refused");'),
}
STATEMENTS = {**ANYWHERE, **WITH_CALLS}

# These have statements inside; `timeout` and `finally` are those of random_programs.py.
NESTED = {'shared_group': 4, 'timeout': 2, 'finally': 1}


class MoreMaker(random_programs.Maker):
    def __init__(self, seed):
        super().__init__(seed)
        self.share = self.source.choice([0.25, 0.45, 0.45, 0.65])  # of the statements here

    def statement(self, function, depth, group, loop):
        source = self.source
        if source.random() >= self.share:
            return super().statement(function, depth, group, loop)
        has_behind = function + 1 < FUNCTIONS
        often = {kind: twins[0] for kind, twins in (STATEMENTS if has_behind else ANYWHERE).items()}
        if has_behind and depth < 4:
            often.update(NESTED)
        kind = source.choices(list(often), list(often.values()))[0]
        inner = lambda **more: self.block(function, depth + 1, **{'group': group, 'loop': loop, **more})
        if kind == 'shared_group':
            return (kind, self.point(), function, inner(group=self.points))
        if kind == 'timeout':
            return (kind, self.point(), self.time(), self.with_move(function, inner()))
        if kind == 'finally':
            return (kind, self.point(), inner(), self.long_cleanup(function))
        return self.with_words(kind, function)

    def with_words(self, kind, function, **more):
        source = self.source
        words = {'point': self.point(), 'own': function, 'any': source.randrange(FUNCTIONS), 'place': source.randrange(PLACES),
                 'behind': source.choice([function, source.randrange(function, FUNCTIONS)]), 'before': source.randrange(function + 1),
                 'time': self.time(), 'number': source.randrange(100), 'settled': source.random() < 0.5, 'until': source.randrange(3), **more}
        words['later'] = words['time'] or 0.5
        if function + 1 < FUNCTIONS:
            words.update({word: source.randrange(function + 1, FUNCTIONS) for word in ('first', 'second', 'third', 'task')})
        return (kind, words['point'], words)

    def with_move(self, function, inside):
        """Half of them move the deadline and then give it time, as that is seldom by chance."""
        if self.source.random() < 0.5:
            at = self.source.randrange(len(inside) + 1)
            inside[at:at] = [self.with_words('move_timeout', function), ('sleep', self.point(), self.time())]
        return inside

    def program(self):
        """Most futures, and some gathers, are there from the start, and the futures set sometime: else few would come to be awaited."""
        program = super().program()
        at_first = []
        for place in range(PLACES):
            if self.source.random() < 0.7:
                at_first += [self.with_words(kind, 0, place=place) for kind in ('future', 'future_later')]
        at_first += [self.with_words('gather_store', function) for function in range(FUNCTIONS - 1) if self.source.random() < 0.3]
        program['functions'][0][:0] = at_first
        return program

    def long_cleanup(self, function):
        """Neither loops nor returns lead out of it; what goes wrong at a lock or a future stays inside."""
        source = self.source
        behind = lambda: source.randrange(function + 1, FUNCTIONS)
        sleep = lambda: ('sleep', self.point(), self.time())
        attempt = lambda statement: ('try', self.point(), [statement], [])
        steps = {
            'sleep0': lambda: ('sleep0', self.point()),
            'call': lambda: ('call', self.point(), behind()),
            'settled': lambda: ('settled', self.point(), behind(), behind()),
            'timeout': lambda: ('timeout', self.point(), self.time(), [sleep()]),
            'uncancellable': lambda: ('uncancellable', self.point(), [sleep()]),
            'lock': lambda: attempt(('lock', self.point(), source.randrange(2), [sleep()])),
            'await': lambda: attempt(self.with_words('future_await', function)),
            'cancelling': lambda: self.with_words('cancelling', function),
            'soon': lambda: self.with_words('soon', function),
        }
        return [('say', self.point())] + [steps[source.choice(list(steps))]() for _ in range(source.randint(1, 3))]


class Words:
    """A statement of the table, in the words of a language."""

    def add_words(self, column, statement, depth, call, **more):
        words = {**statement[2], **more}
        for word in ('first', 'second', 'third'):
            if word in words:
                words[word] = call % words[word]
        for line in (STATEMENTS[statement[0]][column] % words).split('\n'):
            text = line.lstrip('\t')
            self.add(depth + len(line) - len(text), text)


class MorePython(Words, random_programs.Python):
    UNTIL = ('FIRST_COMPLETED', 'FIRST_EXCEPTION', 'ALL_COMPLETED')

    def statement(self, s, d, g):
        if s[0] in STATEMENTS:
            settled = ', return_exceptions=True' if s[2]['settled'] else ''
            self.add_words(1, s, d, 'f%d()', settled=settled, until=self.UNTIL[s[2]['until']])
        elif s[0] == 'shared_group':
            point, function, inside = s[1:]
            self.add(d, 'try:')
            self.add(d + 1, 'async with model.TaskGroup() as g%d:' % point)
            self.add(d + 2, 'groups[%d] = g%d' % (function, point))
            self.block(inside, d + 2, 'g%d' % point)
            self.add(d, 'finally: groups[%d] = None' % function)
            self.add(d, 'say(%d)' % point)
        else:
            super().statement(s, d, g)

    def names(self, loop):
        futures = [None] * PLACES
        return {'loop': loop, 'futures': futures, 'gathers': [None] * FUNCTIONS, 'groups': [None] * FUNCTIONS,
                'set_called': lambda place: futures[place] is not None and set_future(futures[place], place),
                'set_future': set_future, 'fail_future': fail_future, 'move_timeout': move_timeout}


def set_future(future, value):
    if future.done():
        return 0
    future.set_result(value)
    return 1


def fail_future(future, code):
    if future.done():
        return 0
    future.set_exception(Failure(code))
    return 1


def move_timeout(seconds):
    """That of the innermost block, also of a caller's."""
    for block in reversed(asyncio.current_task().blocks):
        if isinstance(block, model.Timeout):
            return int(block.move(seconds))
    return 0


class MoreC(Words, random_programs.C):
    UNTIL = ('CO_FIRST_COMPLETED', 'CO_FIRST_ERROR', 'CO_ALL_COMPLETED')

    def statement(self, s, d, g):
        if s[0] in STATEMENTS:
            settled = '_settled' if s[2]['settled'] else ''
            self.add_words(2, s, d, 'p%d_f%%d()' % self.n, settled=settled, until=self.UNTIL[s[2]['until']])
        elif s[0] == 'shared_group':
            point, function, inside = s[1:]
            self.add(d, 'co_try {')
            self.region('co_group (g%d)' % point, inside, d + 1, 'g%d' % point, 'groups[%d] = g%d;' % (function, point))
            self.add(d, '}')
            self.add(d, 'co_finally groups[%d] = NULL;' % function)
            self.add(d, 'say(%d);' % point)
        else:
            super().statement(s, d, g)


if __name__ == '__main__':
    random_programs.main(MoreMaker, MorePython, MoreC)
