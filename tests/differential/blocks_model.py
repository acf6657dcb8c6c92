"""What a program of blocks_tree.py has to print: an interpreter of its trees, from the language's definition.

In: a Program, a run (seed of pick(), the suspension that is cancelled, or a script for a generator). Out: the lines of its log.

A function's body is a Python generator here, which hands out what a `yield` of it yields and is sent what comes back. Statements end
with None or a way out (break, continue, return, goto), errors are exceptions. An error that is raised while others are handled or
under way in the same function gets them as causes, innermost first.
"""
from blocks_tree import path_to

CANCELLED, EXIT, STATE = "cancelled", "exit", "state"
FUEL = 40
SCRIPT_STEPS = 12


class Error(Exception):
    def __init__(self, code, fixed=False):
        super().__init__(code)
        self.code = code
        self.cause = None
        self.fixed = fixed  # the one error that stands for every close: nothing is ever written to it

    def chain(self):
        codes, error = [], self
        while error:
            codes.append(error)
            error = error.cause
        return codes


CLOSING = Error(EXIT, fixed=True)


def attach(error, handled):
    """What was handled becomes the cause of the last of the causes, unless it leads back."""
    if error.fixed:
        return
    known = handled.chain()
    at = error
    while True:
        if any(at is other for other in known):
            return
        if not at.cause:
            break
        at = at.cause
    if not at.fixed:
        at.cause = handled


class Activation:
    def __init__(self, function):
        self.function = function
        self.values = {}
        self.handled = []  # errors caught or under way, innermost last
        self.delegate = None  # a Frame that it runs by yield_from

    def raised(self, error, again=False):
        """`again`: by co_reraise or co_raise_error, which tell one close from another."""
        for handled in reversed(self.handled):
            if again and any(error is known for known in handled.chain()):
                continue
            if error.fixed:
                error = Error(error.code)  # it needs a cause, and so is one of its own
            attach(error, handled)
        return error


class Frame:
    """A generator that has not ended. Steps give ("yield", value), ("return", value) or ("raise", error)."""

    def __init__(self, world, function, argument):
        self.activation = Activation(function)
        self.body = world.body(self.activation, argument)
        self.state = "created"

    def step(self, what):
        try:
            self.state = "running"
            value = self.body.send(None if what is None else what)
            self.state = "suspended"
            return "yield", value
        except StopIteration as end:
            self.state = "closed"
            return "return", end.value
        except Error as error:
            self.state = "closed"
            return "raise", error

    def close_below(self, last=False):
        """Closes what it delegates to, from the innermost on; the error that it then gets itself."""
        below = self.activation.delegate
        if below is None:
            return CLOSING
        status, value = below.step(("own", below.close_below(last)))
        if status == "return":
            return CLOSING
        if status == "raise":
            return value
        if not last:
            below.abandon()
        return Error(STATE)

    def close(self, last=False):
        return self.step(("own", self.close_below(last)))

    def abandon(self):
        self.close(True)


class World:
    """One run of a program."""

    def __init__(self, program, seed, cancel_at=0):
        self.program = program
        self.seed = seed & 0xFFFFFFFF
        self.fuel = FUEL
        self.waits = 0
        self.cancel_at = cancel_at
        self.asked = False
        self.delivered = False
        self.uncancellable = 0
        self.log = []

    # ---- what the C of a program calls ----

    def pick(self, below):
        self.seed = (self.seed * 1103515245 + 12345) & 0xFFFFFFFF
        return (self.seed >> 16) % below

    def spend(self):
        if self.fuel == 0:
            return False
        self.fuel -= 1
        return True

    def say(self, id, value):
        self.log.append("%d: %d" % (id, value))

    def chain(self, id, error):
        self.log.append("%d: %s" % (id, "".join("<%s" % e.code for e in error.chain())))

    def wait(self):
        self.waits += 1
        if self.waits == self.cancel_at:
            self.asked = True
        self.suspend()

    def suspend(self):
        if self.asked and not self.delivered and not self.uncancellable:
            self.delivered = True
            raise Error(CANCELLED)

    # ---- expressions ----

    def value(self, act, node):
        kind = node.kind
        if kind == "number":
            return node.value
        if kind == "read":
            return node.variable.value if node.variable.value is not None else act.values[node.variable]
        if kind == "pick":
            return self.pick(node.below)
        if kind == "mix":
            left = yield from self.value(act, node.left)
            right = yield from self.value(act, node.right)
            return (left * 3 + right + node.add) % 101
        if kind == "wait":
            value = yield from self.value(act, node.value)
            if act.function.kind == "generator":
                how, what = yield value
                if how == "send":
                    return what
                raise act.raised(what)
            try:
                self.wait()
            except Error as error:
                raise act.raised(error)
            return value
        assert kind == "call"
        argument = yield from self.value(act, node.argument)
        if node.callee.kind == "generator":
            return (yield from self.delegate(act, node.callee, argument))
        inner = Activation(node.callee)
        try:
            for _ in self.body(inner, argument):
                raise AssertionError("an async function yields")
        except Error as error:
            raise act.raised(error)
        return inner.result

    def delegate(self, act, callee, argument):
        frame = Frame(self, callee, argument)
        status, value = frame.step(None)
        while status == "yield":
            act.delegate = frame
            how, what = yield value
            act.delegate = None
            if how == "own":
                raise act.raised(what)
            status, value = frame.step((how, what))
        if status == "raise":
            raise act.raised(value)
        return value

    # ---- functions ----

    def body(self, act, argument):
        act.values[act.function.parameter] = argument
        act.result = None
        way = yield from self.block(act, act.function.body, None)
        assert way is None or way[0] == "return", way
        act.result = way[1] if way else None
        return act.result

    # ---- statements ----

    def block(self, act, statements, entry):
        """Runs a block, from the label `entry` on, with what runs at its end."""
        pending = []  # (index, statement) of co_defer and of guards
        way, error, at = None, None, 0
        if entry:
            at = index_of(statements, entry)
        while at < len(statements):
            statement = statements[at]
            if statement.kind == "lock":
                pending.append((at, statement))
            try:
                way = yield from self.statement(act, statement, entry)
            except Error as e:
                error = e
                break
            entry = None
            if statement.kind in ("defer", "guard") and way is None:
                pending.append((at, statement))
            if way is None:
                at += 1
                continue
            to = index_of(statements, way[1]) if way[0] == "goto" else None
            if to is None:
                break
            error = yield from self.unwind(act, pending, to, None)
            if error:
                break
            at, entry, way = to, way[1], None
        error = yield from self.unwind(act, pending, -1, error)
        if error:
            raise error
        return way

    def unwind(self, act, pending, down_to, error):
        """Runs what was registered behind the statement `down_to`, last first; the error then under way."""
        while pending and pending[-1][0] > down_to:
            statement = pending.pop()[1]
            if statement.kind == "guard":
                self.log.append("leave %d" % act.values[statement.variable])
            elif statement.kind == "lock":
                self.say(statement.id, 0)
            else:
                error = yield from self.action(act, statement.parts[0], error)
        return error

    def action(self, act, statements, error):
        """Runs statements while an error may be under way; the error that is under way then."""
        if error:
            act.handled.append(error)
        try:
            way = yield from self.block(act, statements, None)
            assert way is None
            return error
        except Error as e:
            return e
        finally:
            if error:
                act.handled.pop()

    def statement(self, act, node, entry):
        return (yield from getattr(self, "do_" + node.kind)(act, node, entry))

    def do_say(self, act, node, entry):
        self.say(node.id, (yield from self.value(act, node.value)))

    def do_set(self, act, node, entry):
        act.values[node.variable] = yield from self.value(act, node.value)

    do_declare = do_guard = do_set

    def do_constant(self, act, node, entry):
        return None
        yield

    do_label = do_case = do_constant

    def do_make(self, act, node, entry):
        """A cancellation that was kept back comes at the end of the group."""
        if node.waits:
            try:
                self.suspend()
            except Error as error:
                raise act.raised(error)
        return None
        yield

    def do_bump(self, act, node, entry):
        act.values[node.variable] = (act.values[node.variable] + 7) % 101
        return None
        yield

    def do_effect(self, act, node, entry):
        yield from self.value(act, node.value)

    def do_raise(self, act, node, entry):
        yield from self.value(act, node.value)
        raise act.raised(Error(node.code))

    def do_reraise(self, act, node, entry):
        raise act.raised(act.values["caught"][-1], again=True)
        yield

    def do_raise_error(self, act, node, entry):
        raise act.raised(act.values[node.variable], again=True)
        yield

    def do_chain(self, act, node, entry):
        self.chain(node.id, act.values[node.variable])
        return None
        yield

    def do_break(self, act, node, entry):
        return (node.kind,)
        yield

    do_continue = do_break

    def do_return(self, act, node, entry):
        return "return", (yield from self.value(act, node.value)) if node.value else None

    def do_goto(self, act, node, entry):
        return ("goto", node.target) if node.target and self.spend() else None
        yield

    def do_block(self, act, node, entry):
        return (yield from self.block(act, node.parts[0], entry))

    def do_if(self, act, node, entry):
        if entry:
            part = next(p for p in node.parts if index_of(p, entry) is not None)
        elif (yield from self.value(act, node.condition)):
            part = node.parts[0]
        else:
            part = node.parts[1] if node.otherwise else []
        return (yield from self.block(act, part, entry))

    def turn(self, act, node, entry):
        """One turn of a loop: whether it goes on, and the way out."""
        way = yield from self.block(act, node.parts[0], entry)
        if way == ("break",):
            return False, None
        if way is None or way == ("continue",):
            return True, None
        return False, way

    def do_while(self, act, node, entry):
        goes_on, way = True, None
        while goes_on:
            if not entry and not (self.spend() and (yield from self.value(act, node.condition))):
                break
            goes_on, way = yield from self.turn(act, node, entry)
            entry = None
        return way

    def do_do(self, act, node, entry):
        while True:
            goes_on, way = yield from self.turn(act, node, entry)
            entry = None
            if not goes_on or not (self.spend() and (yield from self.value(act, node.condition))):
                return way

    def do_for(self, act, node, entry):
        """The variable of one with a guard is left when the loop is."""
        act.values[node.variable] = 0
        way, error = None, None
        try:
            while act.values[node.variable] < node.count and self.spend():
                goes_on, way = yield from self.turn(act, node, None)
                if not goes_on:
                    break
                act.values[node.variable] += 1
        except Error as e:
            error = e
        if node.variable.kind == "guard":
            self.log.append("leave %d" % act.values[node.variable])
        if error:
            raise error
        return way

    def do_switch(self, act, node, entry):
        body = node.parts[0]
        if not entry:
            value = yield from self.value(act, node.value)
            cases = [s for s in body if s.kind == "case"]
            entry = next((c for c in cases if c.value == value), None) or next((c for c in cases if c.value is None), None)
            if not entry:
                return None
        way = yield from self.block(act, body, entry)
        return None if way == ("break",) else way

    def do_try(self, act, node, entry):
        way, error = None, None
        try:
            way = yield from self.block(act, node.parts[0], entry)
        except Error as e:
            error = e
        if error:
            for (catches_all, variable, id), part in zip(node.catches, node.parts[1:]):
                if not catches_all and error.code in (CANCELLED, EXIT):
                    continue
                act.values[variable] = caught = error
                act.values.setdefault("caught", []).append(caught)
                act.handled.append(caught)
                self.chain(id, caught)
                error = None
                try:
                    way = yield from self.block(act, part, None)
                except Error as e:
                    error = e
                act.handled.pop()
                act.values["caught"].pop()
                break
        if node.has_finally:
            error = yield from self.action(act, node.parts[-1], error)
        if error:
            raise error
        return way

    def do_defer(self, act, node, entry):
        return None
        yield

    def do_with(self, act, node, entry):
        """The modes are those of `enter` and `leave` in blocks.py."""
        try:
            self.say(node.id, node.mode)
            if node.mode & 1:
                self.wait()
            if node.mode & 2 and self.pick(3) == 0:
                raise Error(100 + node.id)
        except Error as e:
            raise act.raised(e)
        way, error = None, None
        try:
            way = yield from self.block(act, node.parts[0], None)
        except Error as e:
            error = e
        if error:
            act.handled.append(error)
        try:
            if error:
                self.chain(node.id, error)
            else:
                self.say(node.id, -1)
            if node.mode & 1:
                self.wait()
            if node.mode & 4 and self.pick(3) == 0:
                raise Error(200 + node.id)
            swallows = node.mode & 8 and self.pick(2)
        except Error as e:
            raise act.raised(e)
        finally:
            if error:
                act.handled.pop()
        if error and not swallows:
            raise error
        return way

    def do_lock(self, act, node, entry):
        """Its co_defer is run by the block around it, also when the body is left by an error."""
        return (yield from self.block(act, node.parts[0], None))

    def do_run(self, act, node, entry):
        """An error that leaves a group where the task was cancelled asks for the cancellation again, as in asyncio."""
        self.uncancellable += node.what == "uncancellable"
        delivered = self.delivered
        try:
            return (yield from self.block(act, node.parts[0], None))
        except Error as e:
            if node.what == "group" and e.code != CANCELLED:
                self.delivered = delivered
            raise
        finally:
            self.uncancellable -= node.what == "uncancellable"

    def do_co_for(self, act, node, entry):
        frame = Frame(self, node.callee, (yield from self.value(act, node.argument)))
        way, error, what = None, None, None
        while True:
            status, value = frame.step(what)
            if status == "raise":
                raise act.raised(value)
            if status == "return":
                return None
            what = ("send", 0)
            act.values[node.variable] = value
            try:
                goes_on, way = yield from self.turn(act, node, None)
            except Error as e:
                error, goes_on = e, False
            if not goes_on:
                break
        self.free(frame)
        if error:
            raise error
        return way

    def do_value(self, act, node, entry):
        """The value is taken before what runs at the end of the block."""
        result = []

        def take():
            result.append((yield from self.value(act, node.value)))

        way = yield from self.block(act, node.parts[0] + [Taking(take)], None)
        if way is None:
            act.values[node.variable] = result[0]
        return way

    def do_taking(self, act, node, entry):
        yield from node.take()

    def free(self, frame):
        if frame.state == "suspended":
            frame.close()
        if frame.state == "suspended":
            frame.abandon()

    # ---- the two drivers ----

    def run_async(self, function, argument):
        act = Activation(function)
        try:
            for _ in self.body(act, argument):
                raise AssertionError("an async function yields")
            if self.asked and not self.delivered:
                act.result = None  # no suspension came to deliver it at: the task ends as a cancelled one
                raise Error(CANCELLED)
            self.log.append("returned %d" % (act.result or 0))
        except Error as error:
            self.chain(0, error)
        return self.log

    def run_generator(self, function, argument):
        """The same steps as drive() in blocks.py."""
        frame = Frame(self, function, argument)
        for _ in range(SCRIPT_STEPS):
            what = self.pick(8)
            if what < 4 or (what < 6 and frame.state == "created"):
                self.told(frame, "next", ("send", 0))
            elif what < 6:
                self.told(frame, "send", ("send", self.pick(50)))
            elif what == 6:
                code = EXIT if self.pick(3) == 0 else 60 + self.pick(9)
                if frame.state != "suspended":
                    frame.state = "closed"
                    self.log.append("throw: no")
                    self.chain(0, Error(code))
                    continue
                error = Error(code)
                if code == EXIT and frame.activation.delegate:
                    below = frame.close_below()
                    self.told(frame, "throw", ("own", error if below.code == EXIT else below))
                else:
                    self.told(frame, "throw", ("throw", error))
            else:
                code = 0
                if frame.state == "suspended":
                    status, value = frame.close()
                    code = {"yield": STATE, "return": 0}.get(status, None)
                    if status == "raise":
                        code = 0 if value.code == EXIT else value.code
                else:
                    frame.state = "closed"
                self.log.append("close: %s" % code)
        self.free(frame)
        return self.log

    def told(self, frame, name, what):
        if frame.state == "closed":
            self.log.append(name + ": no")
            return
        status, value = frame.step(None if frame.state == "created" else what)
        self.log.append("%s: %s" % (name, value if status == "yield" else "no"))
        if status == "raise":
            self.chain(0, value)
        elif status == "return":
            self.log.append("returned %d" % value)


class Taking:
    kind = "taking"
    parts = ()

    def __init__(self, take):
        self.take = take

    def holds(self, other):
        return self is other


def index_of(statements, wanted):
    path = path_to(statements, wanted)
    return path[0][2] if path else None
