"""Random programs of cogen's blocks: trees of statements, and the annotated C that they are written as.

In: a seed. Out: a Program; its C text. blocks_model.py runs the same trees and knows nothing of C.

What must hold: a program ends (each turn of a loop and each goto spends of a fixed fuel), reads no variable without a value, and
has no order of evaluation that C leaves open. Chance at run time comes from pick(), the same generator in C and in the model, so
one program takes many ways. Names are few, so that they shadow each other; which variable a name means is settled here.
"""
import random

NAMES = ["a", "b", "c", "d"]
ERRORS = ["e", "f"]


class Variable:
    def __init__(self, name, kind="int", value=None):
        self.name = name
        self.kind = kind  # int, guard, constant, error
        self.value = value  # of an enumerator

    def __repr__(self):
        return self.name


class Node:
    """A statement or an expression. `parts`: the lists of statements in it, in order."""

    def __init__(self, kind, **fields):
        self.kind = kind
        self.parts = []
        self.__dict__.update(fields)


class Function:
    def __init__(self, name, kind, result):
        self.name = name
        self.kind = kind  # async, generator
        self.result = result  # int, big, void
        self.parameter = Variable("a")
        self.body = []


class Program:
    def __init__(self, number, functions):
        self.number = number
        self.functions = functions


# What makes a handle, or a task, which may fail and does not here, and says nothing.
WAITING_MAKER = "co_group (made) { co_group_spawn(made, nothing()); }"
MAKERS = (
    "co_go(nothing());",
    "co_go_on(co_loop_current(), nothing());",
    "co_spawn(nothing());",
    "co_spawn_on(co_loop_current(), nothing());",
    "co_spawn_with(nothing(), over, NULL);",
    "{ co_task *made = co_spawn(nothing()); (void)co_done(made); }",
    "co_gather(nothing(), nothing());",
    "co_gather_settled(nothing(), co_future_new(0));",
    "co_gather_strict(nothing());",
    "co_wait(CO_ALL_COMPLETED, nothing());",
    "co_future_new(0);",
    "if (co_future_new(sizeof(int))) co_go(nothing());",
    "co_scope { co_task *made = co_spawn(nothing()); keep(made); }",
    WAITING_MAKER,
    "co_uncancellable { await co_gather(nothing(), nothing()); }",
)
# Statements that a jump forward may not pass, and that no jump into their block may have before it.
BARRIERS = ("declare", "guard", "defer", "lock")
# Statements that jumps may lead into.
OPEN = ("if", "while", "do", "block", "switch")


class Generator:
    def __init__(self, seed, number, size):
        self.random = random.Random(seed)
        self.makers = random.Random(~seed)
        self.number = number
        self.size = size
        self.functions = []
        self.ids = 0

    # ---- where it stands ----

    def begin(self, function):
        self.function = function
        self.scopes = [{function.parameter.name: function.parameter}]
        self.loops = []  # innermost last: loop, switch
        self.caught = []
        self.in_action = 0  # inside co_finally or co_defer of this function: no way out of it
        self.left = self.size
        self.labels = []
        self.gotos = []

    def chance(self, percent):
        return self.random.random() * 100 < percent

    def id(self):
        self.ids += 1
        return self.ids

    def visible(self, kinds):
        found = {}
        for scope in self.scopes:
            found.update(scope)
        return [v for v in found.values() if v.kind in kinds]

    def any_value(self):
        return self.random.choice(self.visible(("int", "guard", "constant")) or [None])

    def any_target(self):
        return self.random.choice(self.visible(("int",)) or [None])

    # ---- expressions ----

    def simple(self):
        """Reads variables; no effect, no suspension."""
        first, second = self.any_value(), self.any_value()
        if first is None or self.chance(20):
            return Node("number", value=self.random.randrange(1, 60))
        if second is None or self.chance(40):
            return Node("read", variable=first)
        return Node("mix", left=Node("read", variable=first), right=Node("read", variable=second), add=self.random.randrange(9))

    def expression(self):
        roll = self.random.randrange(100)
        if roll < 35:
            return self.simple()
        if roll < 45:
            return Node("pick", below=self.random.randrange(2, 9))
        inner = self.suspension()
        if self.chance(40):
            return Node("mix", left=self.simple(), right=inner, add=self.random.randrange(9))
        return inner

    def suspension(self):
        callees = [f for f in self.functions if f.kind == self.function.kind and f.result != "void"]
        if callees and self.chance(30):
            return Node("call", callee=self.random.choice(callees), argument=self.simple(), pointer=self.chance(25))
        return Node("wait", value=self.simple())

    # ---- statements ----

    def block(self, depth, most=5):
        """The statements between two braces."""
        self.scopes.append({})
        statements = []
        for _ in range(self.random.randrange(1, most + 1)):
            if self.left <= 0:
                break
            statements.append(self.statement(depth))
            if statements[-1].kind in ("break", "continue", "return", "raise", "reraise", "raise_error", "goto") and self.chance(70):
                break
        if not statements or self.chance(30):
            statements.append(Node("say", id=self.id(), value=self.simple()))
        self.scopes.pop()
        return statements

    def name(self, variable):
        self.scopes[-1][variable.name] = variable
        return variable

    def fresh_name(self):
        """Not declared in this very block."""
        taken = self.scopes[:2] if len(self.scopes) == 2 else self.scopes[-1:]  # parameters belong to the outermost block
        free = [n for n in NAMES if not any(n in scope for scope in taken)]
        return self.random.choice(free) if free else None

    def statement(self, depth):
        self.left -= 1
        kinds = [("say", 8), ("set", 10), ("bump", 4), ("declare", 8), ("guard", 6), ("constant", 2), ("wait", 8), ("call", 6),
                 ("raise", 7), ("label", 5), ("goto", 6)]
        if not self.in_action or self.loops:
            kinds += [("leave", 10)]
        if self.caught:
            kinds += [("again", 6), ("chain", 4)]
        if depth < 6:
            kinds += [("if", 12), ("loop", 9), ("switch", 5), ("try", 20), ("defer", 10), ("for", 6), ("plain", 3), ("value", 4)]
            if self.function.kind == "async":
                kinds += [("with", 8), ("lock", 4), ("run", 8)]
        kind = self.random.choices([k for k, _ in kinds], [w for _, w in kinds])[0]
        return getattr(self, "make_" + kind)(depth) or Node("say", id=self.id(), value=self.simple())

    def make_say(self, depth):
        return Node("say", id=self.id(), value=self.simple())

    def make_set(self, depth):
        target = self.any_target()
        return target and Node("set", variable=target, value=self.expression())

    def make_bump(self, depth):
        target = self.any_target()
        return target and Node("bump", variable=target)

    def make_declare(self, depth):
        name = self.fresh_name()
        if not name:
            return None
        value = self.without(name, self.expression)
        return Node("declare", variable=self.name(Variable(name)), value=value)

    def without(self, name, make):
        """An initialiser, which must not read the variable that it is for."""
        hidden = [scope.pop(name) if name in scope else None for scope in self.scopes]
        value = make()
        for scope, variable in zip(self.scopes, hidden):
            if variable:
                scope[name] = variable
        return value

    def make_guard(self, depth):
        name = self.fresh_name()
        if not name:
            return None
        value = self.without(name, self.expression)
        return Node("guard", variable=self.name(Variable(name, self.random.choice(("int", "guard")))), value=value)

    def make_constant(self, depth):
        name = self.fresh_name()
        return name and Node("constant", variable=self.name(Variable(name, "constant", self.random.randrange(60, 99))))

    def make_wait(self, depth):
        return Node("effect", value=Node("wait", value=self.simple()))

    def make_call(self, depth):
        callees = [f for f in self.functions if f.kind == self.function.kind]
        if not callees:
            return None
        callee = self.random.choice(callees)
        call = Node("call", callee=callee, argument=self.simple(), pointer=self.chance(25))
        target = self.any_target()
        if callee.result == "void" or target is None:
            return Node("effect", value=call)
        return Node("set", variable=target, value=call)

    def when(self, statement):
        """Mostly under a condition, so that what follows is not dead."""
        if self.chance(80):
            node = Node("if", condition=Node("pick", below=self.random.randrange(2, 5)), otherwise=False, bare=self.chance(50))
            node.parts = [[statement]]
            return node
        return statement

    def make_raise(self, depth):
        return self.when(Node("raise", code=self.random.randrange(1, 90), value=self.simple()))

    def make_again(self, depth):
        if self.chance(50):
            return self.when(Node("reraise"))
        caught = self.visible(("error",))
        return self.when(Node("raise_error", variable=self.random.choice(caught))) if caught else None

    def make_chain(self, depth):
        caught = self.visible(("error",))
        return Node("chain", id=self.id(), variable=self.random.choice(caught)) if caught else None

    def make_leave(self, depth):
        ways = []
        if not self.in_action:
            ways.append("return")
        if self.loops:
            ways.append("break")
        if "loop" in self.loops:
            ways.append("continue")
        way = self.random.choice(ways)
        return self.when(Node(way, value=self.expression() if way == "return" and self.function.result != "void" else None))

    def make_label(self, depth):
        label = Node("label", name="L%d" % self.id(), used=False)
        self.labels.append(label)
        return label

    def make_goto(self, depth):
        node = Node("goto", target=None)
        self.gotos.append(node)
        return node

    def make_if(self, depth):
        node = Node("if", condition=self.expression() if self.chance(40) else Node("pick", below=2), otherwise=self.chance(40), bare=False)
        node.parts = [self.block(depth + 1)]
        if node.otherwise:
            node.parts.append(self.block(depth + 1))
        return node

    def in_loop(self, kind, depth, **names):
        self.loops.append(kind)
        self.scopes.append(names)
        body = self.block(depth + 1)
        self.scopes.pop()
        self.loops.pop()
        return body

    def make_loop(self, depth):
        kind = self.random.choice(("for", "while", "do"))
        node = Node(kind, count=self.random.randrange(1, 4), condition=None, variable=None)
        if kind == "for":
            node.variable = Variable(self.random.choice(NAMES), "guard" if self.chance(20) else "constant")
            node.parts = [self.in_loop("loop", depth, **{node.variable.name: node.variable})]
        else:
            node.condition = Node("wait", value=Node("pick", below=4)) if self.chance(40) else Node("pick", below=3)
            node.parts = [self.in_loop("loop", depth)]
        return node

    def make_switch(self, depth):
        node = Node("switch", value=Node("pick", below=5) if self.chance(60) else Node("wait", value=Node("pick", below=5)))
        self.loops.append("switch")
        self.scopes.append({})
        body = []
        wanted = list(range(self.random.randrange(1, 5)))
        for value in wanted:
            body.append(Node("case", value=value))
            inner = Node("block")
            inner.parts = [self.block(depth + 1, 3)]
            body.append(inner)
            if self.chance(60):
                body.append(Node("break", value=None))
        if self.chance(50):
            body.append(Node("case", value=None))
            body += self.block(depth + 1, 3)
        self.scopes.pop()
        self.loops.pop()
        node.parts = [body]
        return node

    def action(self, depth):
        """What co_finally or co_defer runs."""
        loops, self.loops = self.loops, []
        self.in_action += 1
        body = self.block(depth + 1, 4)
        self.in_action -= 1
        self.loops = loops
        return body

    def make_try(self, depth):
        shape = self.random.choice(("c", "c", "a", "ca", "cf", "af", "caf", "f", "f"))
        node = Node("try", catches=[], has_finally="f" in shape)
        node.parts = [self.block(depth + 1)]
        for letter in shape:
            if letter == "f":
                node.parts.append(self.action(depth))
                continue
            variable = Variable(self.random.choice(ERRORS), "error")
            self.scopes.append({variable.name: variable})
            self.caught.append(variable)
            node.parts.append(self.block(depth + 1))
            self.caught.pop()
            self.scopes.pop()
            node.catches.append((letter == "a", variable, self.id()))
        return node

    def make_defer(self, depth):
        node = Node("defer")
        node.parts = [self.action(depth)]
        return node

    def make_with(self, depth):
        node = Node("with", id=self.id(), name="r%d" % self.id(), mode=self.random.randrange(16))
        node.parts = [self.block(depth + 1)]
        return node

    def make_lock(self, depth):
        node = Node("lock", id=self.id(), name="l%d" % self.id())
        node.parts = [self.block(depth + 1)]
        return node

    def make_run(self, depth):
        node = Node("run", what=self.random.choice(("timeout", "group", "scope", "uncancellable", "uncancellable")), name="g%d" % self.id())
        node.parts = [self.block(depth + 1)]
        return node

    def make_for(self, depth):
        callees = [f for f in self.functions if f.kind == "generator"]
        if not callees:
            return None
        name = self.random.choice(NAMES)
        node = Node("co_for", callee=self.random.choice(callees), argument=self.without(name, self.simple), variable=Variable(name),
                    how=self.random.choice(("call", "call", "pointer", "object")))
        node.parts = [self.in_loop("loop", depth, **{node.variable.name: node.variable})]
        return node

    def make_plain(self, depth):
        node = Node("block")
        node.parts = [self.block(depth + 1)]
        return node

    def make_value(self, depth):
        """A statement expression, which takes its value behind its statements."""
        target = self.any_target()
        if target is None:
            return None
        node = Node("value", variable=target, value=None)
        self.scopes.append({})
        body = [self.statement(depth + 1) for _ in range(self.random.randrange(1, 4)) if self.left > 0]
        node.value = self.simple()
        self.scopes.pop()
        node.parts = [body]
        return node

    # ---- jumps ----

    def settle_gotos(self, function):
        for goto in self.gotos:
            fine = [label for label in self.labels if self.may_jump(function, goto, label)]
            goto.target = self.random.choice(fine) if fine else None
            if goto.target:
                goto.target.used = True

    def may_jump(self, function, goto, label):
        from_path, to_path = path_to(function.body, goto), path_to(function.body, label)
        if from_path is None or to_path is None:
            return False
        same = 0
        while same < min(len(from_path), len(to_path)) and from_path[same][1] is to_path[same][1] and from_path[same][2] == to_path[same][2]:
            same += 1
        # Out of what runs at an end nothing jumps.
        if any(is_action(owner, part) for owner, part, _ in from_path[same + 1:]):
            return False
        if from_path[same][1] is not to_path[same][1]:
            # Different parts of one statement.
            owner = to_path[same][0]
            if is_action(owner, from_path[same][1]) or owner.kind != "if":
                return False
        elif to_path[same][2] > from_path[same][2]:
            between = to_path[same][1][from_path[same][2] + 1:to_path[same][2]]
            if any(s.kind in BARRIERS for s in between):
                return False
        start = same + 1 if from_path[same][1] is to_path[same][1] else same
        for owner, part, index in to_path[start:]:
            if owner.kind not in OPEN or any(s.kind in BARRIERS for s in part[:index]):
                return False
        return True

    # ---- what is made ----

    def add_makers(self, statements, is_run_at_an_end, owner=None):
        """Puts them in between, most where something is run at an end. By chances of their own: a seed makes the same program but for them."""
        for statement in statements:
            for part in statement.parts:
                self.add_makers(part, is_run_at_an_end or is_action(statement, part), statement)
        if owner and (owner.kind == "if" and owner.bare):
            return
        if self.makers.random() * 100 < (50 if is_run_at_an_end else 8):
            first = 1 if owner and owner.kind == "switch" else 0
            at, text = self.makers.randint(first, len(statements)), self.makers.choice(MAKERS)
            statements.insert(at, Node("make", text=text, waits=text == WAITING_MAKER))

    # ---- the whole ----

    def program(self):
        plan = ["generator"] * self.random.randrange(1, 3) + ["async"] * self.random.randrange(1, 4)
        for index, kind in enumerate(plan):
            result = "int" if kind == "generator" else self.random.choice(("int", "int", "big", "void"))
            function = Function("p%d_%s%d" % (self.number, kind[0], index), kind, result)
            self.begin(function)
            function.body = self.block(0, 7)
            if result != "void":
                function.body.append(Node("return", value=Node("read", variable=function.parameter)))
            self.settle_gotos(function)
            if kind == "async":
                self.add_makers(function.body, False)
            self.functions.append(function)
        return Program(self.number, self.functions)


def is_action(owner, part):
    return owner.kind == "defer" or (owner.kind == "try" and owner.has_finally and part is owner.parts[-1])


ROOT = Node("root")


def path_to(statements, wanted, owner=ROOT):
    """The way to a statement: (owner, list of statements, index) from outside in."""
    for index, statement in enumerate(statements):
        if statement is wanted:
            return [(owner, statements, index)]
        for part in statement.parts:
            below = path_to(part, wanted, statement)
            if below is not None:
                return [(owner, statements, index)] + below
    return None


# ---- C -----------------------------------------------------------------------------------------------------------------------


class Writer:
    def __init__(self):
        self.lines = []

    def put(self, depth, text):
        self.lines.append("\t" * depth + text)

    def expression(self, node):
        kind = node.kind
        if kind == "number":
            return str(node.value)
        if kind == "read":
            return node.variable.name
        if kind == "pick":
            return "pick(%d)" % node.below
        if kind == "mix":
            return "(%s * 3 + %s + %d) %% 101" % (self.operand(node.left), self.operand(node.right), node.add)
        if kind == "wait":
            if self.function.kind == "generator":
                return "yield (%s)" % self.expression(node.value)
            return "await later(%s)" % self.expression(node.value)
        if kind == "call":
            call = "%s%s(%s)" % (node.callee.name, "_pointer" if node.pointer else "", self.expression(node.argument))
            if self.function.kind == "generator":
                return "yield_from %s" % call
            return "(await %s).v[1]" % call if node.callee.result == "big" else "await %s" % call
        raise AssertionError(kind)

    def operand(self, node):
        text = self.expression(node)
        return text if node.kind in ("number", "read", "pick") else "(%s)" % text

    def result(self, value):
        text = self.expression(value)
        return "(struct big){ { 1, %s, 3, 4, 5 } }" % text if self.function.result == "big" else text

    def statements(self, depth, statements):
        for statement in statements:
            self.statement(depth, statement)

    def braced(self, depth, head, statements):
        self.put(depth, head + " {" if head else "{")
        self.statements(depth + 1, statements)
        self.put(depth, "}")

    def statement(self, depth, node):
        kind = node.kind
        x = self.expression
        if kind == "say":
            self.put(depth, "say(%d, %s);" % (node.id, x(node.value)))
        elif kind == "set":
            self.put(depth, "%s = %s;" % (node.variable, x(node.value)))
        elif kind == "bump":
            self.put(depth, "bump(&%s);" % node.variable)
        elif kind == "declare":
            self.put(depth, "int %s = %s;" % (node.variable, x(node.value)))
        elif kind == "guard":
            self.put(depth, "GUARD int %s = %s;" % (node.variable, x(node.value)))
        elif kind == "constant":
            self.put(depth, "enum { %s = %d };" % (node.variable, node.variable.value))
        elif kind == "effect":
            self.put(depth, "%s;" % x(node.value))
        elif kind == "raise":
            self.put(depth, 'co_raise(%d, "%%d", %s);' % (node.code, x(node.value)))
        elif kind == "reraise":
            self.put(depth, "co_reraise;")
        elif kind == "raise_error":
            self.put(depth, "co_raise_error(%s);" % node.variable)
        elif kind == "chain":
            self.put(depth, "chain(%d, %s);" % (node.id, node.variable))
        elif kind in ("break", "continue"):
            self.put(depth, kind + ";")
        elif kind == "return":
            self.put(depth, "return;" if self.function.result == "void" else "return %s;" % self.result(node.value))
        elif kind == "label":
            self.put(depth, node.name + ":;" if node.used else ";")
        elif kind == "make":
            self.put(depth, node.text)
        elif kind == "goto":
            self.put(depth, "if (spend()) goto %s;" % node.target.name if node.target else ";")
        elif kind == "case":
            self.put(depth, "default:;" if node.value is None else "case %d:;" % node.value)
        elif kind == "if":
            if node.bare:
                self.put(depth, "if (%s)" % x(node.condition))
                self.statements(depth + 1, node.parts[0])
                return
            self.braced(depth, "if (%s)" % x(node.condition), node.parts[0])
            if node.otherwise:
                self.braced(depth, "else", node.parts[1])
        elif kind == "for":
            v = node.variable
            guard = "GUARD " if v.kind == "guard" else ""
            self.braced(depth, "for (%sint %s = 0; %s < %d && spend(); %s++)" % (guard, v, v, node.count, v), node.parts[0])
        elif kind == "while":
            self.braced(depth, "while (spend() && (%s))" % x(node.condition), node.parts[0])
        elif kind == "do":
            self.put(depth, "do {")
            self.statements(depth + 1, node.parts[0])
            self.put(depth, "} while (spend() && (%s));" % x(node.condition))
        elif kind == "switch":
            self.braced(depth, "switch (%s)" % x(node.value), node.parts[0])
        elif kind == "try":
            self.braced(depth, "co_try", node.parts[0])
            for (catches_all, variable, id), part in zip(node.catches, node.parts[1:]):
                self.put(depth, "co_catch%s (%s) {" % ("_all" if catches_all else "", variable))
                self.put(depth + 1, "chain(%d, %s);" % (id, variable))
                self.statements(depth + 1, part)
                self.put(depth, "}")
            if node.has_finally:
                self.braced(depth, "co_finally", node.parts[-1])
        elif kind == "defer":
            self.braced(depth, "co_defer", node.parts[0])
        elif kind == "with":
            self.put(depth, "struct resource %s = { %d, %d };" % (node.name, node.id, node.mode))
            self.braced(depth, "co_with (&%s)" % node.name, node.parts[0])
        elif kind == "lock":
            self.put(depth, "co_lock %s = CO_LOCK_INIT;" % node.name)
            self.put(depth, "co_defer say(%d, co_lock_locked(&%s));" % (node.id, node.name))
            self.braced(depth, "co_with (&%s)" % node.name, node.parts[0])
        elif kind == "run":
            head = {"timeout": "co_timeout (1000)", "group": "co_group (%s)" % node.name}.get(node.what, "co_" + node.what)
            self.braced(depth, head, node.parts[0])
        elif kind == "co_for":
            call = "%s%s(%s)" % (node.callee.name, "_pointer" if node.how == "pointer" else "", x(node.argument))
            if node.how == "object":
                call = "co_new(%s)" % call
            self.braced(depth, "co_for (int, %s, %s)" % (node.variable, call), node.parts[0])
        elif kind == "block":
            self.braced(depth, "", node.parts[0])
        elif kind == "value":
            self.put(depth, "%s = ({" % node.variable)
            self.statements(depth + 1, node.parts[0])
            self.put(depth + 1, "%s;" % x(node.value))
            self.put(depth, "});")
        else:
            raise AssertionError(kind)

    def write_function(self, function):
        self.function = function
        kind = {"int": "async(int)", "big": "async(struct big)", "void": "async(void)"}[function.result]
        if function.kind == "generator":
            kind = "generator(int, int, int)"
        self.put(0, "static %s %s(int a) {" % (kind, function.name))
        self.put(1, "(void)a;")
        self.statements(1, function.body)
        self.put(0, "}")
        self.put(0, "static %s (*volatile %s_pointer)(int a) = %s;" % (kind, function.name, function.name))
        self.put(0, "")


def c_of(program):
    writer = Writer()
    for function in program.functions:
        writer.write_function(function)
    return "\n".join(writer.lines) + "\n"
