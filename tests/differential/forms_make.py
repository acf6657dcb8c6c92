"""Makes random programs: statements, jumps, declarations, functions, and what drives them. See forms_expressions.py for what must hold."""
from forms_expressions import Expressions, Scope, Signature, Variable
from forms_tree import MEMORY, Function, Node, disturb, effects
from forms_types import FLOATS, INTS, Struct, later

NAMES = ["a", "b", "c", "d", "e", "n", "x", "y"]
FILE_ENUMERATORS = ["a", "n", "y"]  # declared in forms.py's prelude, and hidden by locals


class Place:
    """A place that can be jumped to or from: what can be seen there, and the statement expressions around it."""

    def __init__(self, scope):
        self.variables = list(scope.all())
        self.visible = set(scope.visible())
        self.barriers = scope.barriers()


class Label:
    """node: the label, and behind it what gives variables a value that a jump has gone past."""

    def __init__(self, name, scope):
        self.name, self.place = name, Place(scope)
        self.cleared = set()
        self.node = Node([name + ": ;"], statement=True)

    def reach(self, place):
        """Makes it a target from there, if it can be one."""
        skipped = [v for v in self.place.variables if v not in place.variables and v.cleared != ""]
        if any(v.cleared is None or v not in self.place.visible for v in skipped):
            return False
        if not set(self.place.barriers) <= set(place.barriers):
            return False
        for v in skipped:
            if v not in self.cleared:
                self.cleared.add(v)
                self.node.parts.append(" " + v.cleared)
        return True


class Switch:
    def __init__(self, place):
        self.place = place
        self.next = 0
        self.has_default = False


class Maker(Expressions):
    # ---- statements ----------------------------------------------------------------------------------------------------------------

    def statements(self, count, depth):
        made = []
        for _ in range(count):
            if self.room <= 0:
                break
            self.room -= 1
            made += self.labels()
            one = self.statement(depth)
            made += one if isinstance(one, list) else [one]
        return made

    def body(self, count, depth, more=()):
        """Statements in a scope of their own, with braces."""
        self.scope = Scope(self.scope)
        self.scope.variables += more
        made = self.statements(count, depth)
        self.scope = self.scope.outer
        return made

    def labels(self):
        """What can be jumped to in front of a statement: labels that someone waits for, new ones, cases."""
        made = []
        if not self.may_label:
            return made
        for name, place in list(self.pending):
            if not self.chance(30):
                continue
            label = Label(name, self.scope)
            if label.reach(place):
                self.pending.remove((name, place))
                self.targets.append(label)
                made.append(label.node)
        if self.chance(12):
            label = Label(self.next("L"), self.scope)
            self.targets.append(label)
            made.append(label.node)
        if self.switch and self.chance(45):
            label = Label("case", self.scope)
            if label.reach(self.switch.place):
                node = label.node
                low = self.switch.next
                kind = self.rng.randrange(8)
                if kind == 0 and not self.switch.has_default:
                    self.switch.has_default = True
                    front = "default: ;"
                elif kind < 3:
                    high = low + self.rng.randint(1, 2)
                    self.switch.next = high + 1
                    front = "case %d%s ... %d%s: ;" % (low, self.nothing_more(), high, self.nothing_more())
                else:
                    self.switch.next += 1
                    front = "case %d%s: ;" % (low, self.nothing_more())
                node.parts[0] = front
                made.append(node)
        if made:
            self.labelled()
        return made

    def labelled(self):
        for scope in self.scope.outward():
            scope.has_label = True

    def statement(self, depth):
        deep = 1 if depth > 0 else 0
        return self.choose([
            (14, self.expression_statement), (12, self.declaration), (4, self.noted), (5 * deep, self.branch), (5 * deep, self.loop),
            (4 * deep, self.switch_statement), (4 * deep if self.generator else 0, self.attempt), (3, self.jump), (3 * deep, self.block), (2, self.leave), (2, self.pattern), (1, self.assertion), (1, self.narrow), (1, self.computed)], depth)

    def end(self, node):
        return Node([node, ";"], None, statement=True, **effects([node]))

    def header(self, make):
        """An expression in a header, where break and continue would mean different loops to different compilers."""
        breakable, self.breakable = self.breakable, False
        node = make()
        self.breakable = breakable
        return node

    def expression_statement(self, depth):
        which = self.rng.randrange(10)
        if which < 6:
            return self.end(self.assign(3, "int") or self.integer(3))
        if which < 7:
            return self.end(self.assign(2, "float") or self.integer(3))
        if which == 7:
            return self.pointer_assignment() or self.end(self.integer(3))
        if which == 8:
            return self.whole_assignment() or self.end(self.integer(3))
        node = self.integer(3)
        return Node(["(void)", node, ";"], statement=True, **effects([node]))

    def pointer_assignment(self):
        pointers = [v for v in self.variables("pointer") if not v.const and not v.shared]
        if not pointers:
            return None
        v = self.rng.choice(pointers)
        return Node([v.name + " = ", self.pointer(2, v.depth), ";"], statement=True)

    def whole_assignment(self):
        variables = [v for v in self.variables("struct", "complex", "vector", "structs") if not v.const and (v.shape in ("complex", "vector") or v.type in self.structs)]
        if not variables:
            return None
        v = self.rng.choice(variables)
        kind = v.shape if v.shape in ("complex", "vector") else v.type
        value = self.expression(kind, 2)
        if kind == "complex":  # so that it stays small
            return Node(["%s = shrink(" % v.name, value, ");"], statement=True)
        return Node([v.name + ("[%d]" % self.rng.randrange(2) if v.shape == "structs" else "") + " = ", value, ";"], statement=True)

    def noted(self, depth):
        if self.structs and self.chance(25):
            struct = self.rng.choice(self.structs)
            return Node(["show_%s(%s, " % (struct.tag, self.next("")), self.struct_value(struct, 2), ");"], statement=True)
        if self.chance(15):
            return Node(["note_real(%s, (double)" % self.next(""), self.floating(2), ");"], statement=True)
        return Node(["note(%s, (long long)" % self.next(""), self.integer(3), ");"], statement=True)

    def branch(self, depth):
        condition = self.integer(3)
        then = self.body(self.rng.randint(1, 3), depth - 1)
        if self.chance(50):
            other = self.body(self.rng.randint(1, 3), depth - 1)
            return Node(["if (", condition, ") {", then, "} else {", other, "}"], statement=True)
        if self.chance(25):
            one = self.end(self.assign(2, "int") or self.integer(2))
            return Node(["if (", condition, ") ", one, " else {", then, "}"], statement=True)
        return Node(["if (", condition, ") {", then, "}"], statement=True)

    def loop(self, depth):
        breakable = self.breakable
        how = self.rng.randrange(5)
        if how == 0:
            condition = self.header(lambda: self.integer(2))
            self.breakable = True
            body = self.body(self.rng.randint(1, 3), depth - 1)
            made = Node(["while (spend() && ", condition, ") {", body, "}"], statement=True)
        elif how == 1:
            self.breakable = True
            body = self.body(self.rng.randint(1, 3), depth - 1)
            self.breakable = breakable
            condition = self.header(lambda: self.integer(2))
            made = Node(["do {", body, "} while (spend() && ", condition, ");"], statement=True)
        elif how == 4:
            name = self.rng.choice(NAMES)
            hidden, self.hidden = self.hidden, self.hidden | {name}
            condition = self.header(lambda: self.integer(1))
            self.hidden = hidden
            v = self.named(Variable(name, "int", "int", cleared="%s = 1, %s_end = 2;" % (name, name)))
            self.breakable = True
            body = self.body(self.rng.randint(1, 3), depth - 1, [v])
            made = Node(["EACH(%s, " % name, condition, ") {", body, "}"], statement=True)
        else:
            outer, self.scope = self.scope, Scope(self.scope)
            name = self.rng.choice(NAMES)
            hidden, self.hidden = self.hidden, self.hidden | {name}
            first = self.header(lambda: self.integer(2))
            self.hidden = hidden
            type = self.rng.choice(INTS)
            self.scope.variables.append(self.named(Variable(name, "int", type, cleared="%s = 1;" % name)))
            condition = self.header(lambda: self.integer(2))
            step = self.header(lambda: self.assign(2, "int") or self.integer(2))
            self.breakable = True
            body = self.body(self.rng.randint(1, 3), depth - 1)
            self.scope = outer
            condition = [condition] if self.chance(80) else ["(1)"]
            made = Node(["for (%s %s = " % (type, name), first, "; spend() && "] + condition + ["; ", step, ") {", body, "}"], statement=True)
        self.breakable = breakable
        return made

    def switch_statement(self, depth):
        value = self.header(lambda: self.integer(2))
        place = Place(self.scope)
        outer, self.switch = self.switch, Switch(place)
        breakable, self.breakable = self.breakable, self.breakable
        outer_breaks, self.breaks = self.breaks, True
        self.scope = Scope(self.scope)
        made = []
        if self.chance(25):
            name = self.fresh_name()
            made.append(Node(["int %s;" % name], statement=True))
            self.scope.variables.append(self.named(Variable(name, "int", "int", cleared="%s = 2;" % name)))
        if self.chance(85):
            label = Label("case", self.scope)
            label.reach(place)
            label.node.parts[0] = "case 0: ;"
            self.labelled()
            self.switch.next = 1
            made.append(label.node)
        made += self.statements(self.rng.randint(2, 6), depth - 1)
        self.scope = self.scope.outer
        self.switch, self.breakable, self.breaks = outer, breakable, outer_breaks
        return Node(["switch (", value, " & 7) {", made, "}"], statement=True)

    def jump(self, depth):
        """A goto: forward to a label that is yet to come, or back, or into a block, at the cost of fuel."""
        place = Place(self.scope)
        condition = self.integer(2)
        targets = [t for t in self.targets if t.reach(place)] if self.chance(60) else []
        if targets:
            target = self.rng.choice(targets)
            return Node(["if (spend() && ", condition, ") goto %s;" % target.name], statement=True)
        name = self.next("L")
        self.pending.append((name, place))
        return Node(["if (", condition, ") goto %s;" % name], statement=True)

    def computed(self, depth):
        if not self.computing or self.scope.barriers():
            return None
        place = Place(self.scope)
        targets = [t for t in self.targets if not t.place.barriers and t.reach(place)][-2:]
        index = self.integer(2)
        names = [t.name for t in targets]
        front = "if (spend()) " if names else ""
        while len(names) < 2:
            names.append(self.next("L"))
            self.pending.append((names[-1], place))
        if self.chance(50):
            return Node([front + "{ static void *const to[] = { &&%s, &&%s }; goto *to[" % tuple(names), index, " & 1]; }"], statement=True)
        return Node([front + "goto *(", index, " ? &&%s : &&%s);" % tuple(names)], statement=True)

    def block(self, depth):
        return Node(["{", self.body(self.rng.randint(1, 4), depth - 1), "}"], statement=True)

    def attempt(self, depth):
        """What is thrown into a generator is caught. Nothing jumps into the block; there is no error but that one."""
        self.labelled()
        outer, self.catching = self.catching, self.next("caught")
        label, body = self.catching, self.unmarked(depth, 3)
        self.catching = outer
        number, handler = self.next(""), self.unmarked(depth)
        return Node(["co_try {", body, "} co_catch (error_) { note(%s, error_->code);" % number, handler, "}"],
                    ["{", body, "} if (0) { %s: throwing = false; note(%s, CODE);" % (label, number), handler, "}"], statement=True)

    def leave(self, depth):
        condition = self.integer(2)
        how = self.rng.randrange(4)
        if how == 0 and self.signature.result != "void":
            value = self.of_type(self.signature.result, 2) if self.signature.result != "int *" else self.pointer(2, 0)
            return Node(["if (", condition, ") return ", value, ";"], statement=True)
        if how == 1 and self.signature.result == "void":
            return Node(["if (", condition, ") return;"], statement=True)
        if self.breakable:
            return Node(["if (", condition, ") %s;" % self.rng.choice(["break", "continue"])], statement=True)
        if self.breaks and self.switch:
            return Node(["if (", condition, ") break;"], statement=True)
        return self.end(condition)

    def pattern(self, depth):
        """What has a form of its own."""
        how = self.rng.randrange(10)
        if how >= 8:
            return self.row_pointer() or self.noted(depth)
        arrays = [v for v in self.variables("array", "vla") if not v.const]
        if how == 0 and arrays:
            v = self.rng.choice(arrays)
            kids = [self.integer(2) for _ in range(3)]
            p = self.next("p")
            plain = ["{ __typeof__(&%s[0]) %s = %s; " % (v.name, p, v.name)]
            parts = list(plain)
            ops = [self.rng.choice(["=", "+=", "-=", "^="]) for _ in kids]
            for kid, op in zip(kids, ops):
                parts += ["*%s++ %s " % (p, op), kid, "; "]
                q, o = self.next("q"), self.next("q")
                plain += ["{ __auto_type %s = %s++; __auto_type %s = *%s; (void)%s; *%s = " % (q, p, o, q, o, q)]
                plain += [kid] if op == "=" else ["%s %s " % (o, op[0]), kid]
                plain += ["; } "]
                if op != "=" and not kid.suspends and MEMORY in kid.writes:
                    return None
                if op != "=" and not kid.suspends and v.key in kid.writes:
                    return None
            return Node(parts + ["}"], plain + ["}"], statement=True)
        if how == 1:  # Duff's device
            self.labelled()
            count, body, other = self.header(lambda: self.integer(2)), self.unmarked(depth), self.unmarked(depth)
            name = self.next("k")
            return Node(["{ int %s = (" % name, count, " & 7) + 1; switch (%s & 1) { case 0: do { {" % name, body, "} case 1: ; {", other,
                         "} } while ((%s -= 2) > 0); } }" % name], statement=True)
        if how == 2 and not self.generator:
            a, b = self.integer(2), self.integer(2)
            return Node(["BEGIN(", a, ") note(%s, begun); ELSE note(%s, (long long)" % (self.next(""), self.next("")), b, "); END"], statement=True)
        if how == 3:
            a, b = self.integer(2), self.integer(2)
            return Node(["{ XLIST(DECLARE, (long long)", a, ", (long long)", b, ") note(%s, 0 XLIST(SUM, 1, 2)); }" % self.next("")], statement=True)
        if how == 4:
            return Node(["REPEAT(3, {", self.unmarked(depth), "})"], statement=True)
        variables = self.variables("int", writable=True)
        if how == 5 and len(variables) > 1:
            a, b = self.rng.sample(variables, 2)
            if a.atomic or b.atomic:  # SWAP casts to their type, and clang 14 takes no cast to an _Atomic one
                return self.noted(depth)
            return Node(["SWAP(%s, %s);" % (a.name, b.name)], statement=True)
        return self.noted(depth)

    def row_pointer(self):
        """A pointer to an array of variable length, kept over suspensions."""
        arrays = [v for v in self.variables("vla", "matrix") if not v.const]
        if not arrays:
            return None
        v, p = self.rng.choice(arrays), self.next("p")
        address = "&%s" % v.name if v.shape == "vla" else "&%s[0]" % v.name
        moved = ["%s += " % p, self.integer(1), " & 1; "] if v.shape == "matrix" else []
        index, value, read = self.integer(2), self.integer(2), self.integer(2)
        number = self.next("")
        front = ["{ __typeof__(%s) %s = %s; " % (address, p, address)] + moved
        behind = ["note(%s, (long long)(*%s)[" % (number, p), read, " & 3] + (long long)sizeof *%s); }" % p]
        if disturb(index, value) and not index.suspends and not value.suspends:
            value = self.literal()
        q, r = self.next("q"), self.next("q")
        plain = ["__auto_type %s = " % q, index, "; __auto_type %s = " % r, value, "; (*%s)[%s & 3] = %s; " % (p, q, r)]
        return Node(front + ["(*%s)[" % p, index, " & 3] = ", value, "; "] + behind, front + plain + behind, statement=True)

    def unmarked(self, depth, count=2):
        """A body that nothing jumps into, as there is a variable around it that the maker does not know of."""
        labels, self.may_label = self.may_label, False
        switch, self.switch = self.switch, None
        body = self.header(lambda: self.body(count, min(depth - 1, 1)))
        self.may_label, self.switch = labels, switch
        return body

    # ---- declarations --------------------------------------------------------------------------------------------------------------

    def fresh_name(self):
        taken = {v.name for v in self.scope.variables}
        if self.scope.outer and self.scope.outer.depth == 0:
            taken |= {v.name for v in self.scope.outer.variables}  # parameters
        free = [n for n in NAMES if n not in taken]
        return self.rng.choice(free) if free else self.next("v")

    def named(self, v):
        v.depth = self.scope.depth
        return v

    def declare(self, shape, type, text_before, value, text_after="", plain=None, behind="", **facts):
        """One declaration, made after its value."""
        v = self.named(Variable(self.name, shape, type, **facts))
        self.scope.variables.append(v)
        parts = [text_before] + (value or []) + [text_after + ";" + behind]
        return Node(parts, plain, statement=True)

    def declaration(self, depth):
        """Names are hidden while their initialiser is made: it would read what has no value yet."""
        outer, hidden = self.name, self.hidden
        self.name = self.fresh_name()
        self.hidden = hidden | {self.name}
        made = self.choose([
            (10, self.scalar), (3, self.real), (1, self.complex_variable), (1, self.vector_variable), (4, self.array), (4, self.structure),
            (2, self.structures), (2, self.matrix), (2 if not self.computing else 0, self.vla), (2, self.pointer_variable),
            (2, self.literal_variable), (2, self.static), (2, self.of_type_of), (2, self.local_type), (2, self.enumeration), (1, self.type_name), (1, self.of_constant_type),
            (1 if not self.computing else 0, self.cleanup), (1 if not self.computing else 0, self.alloca),
            (2 if not self.generator else 0, self.function_pointer)], depth)
        self.name, self.hidden = outer, hidden
        return made

    def scalar(self, depth):
        type = self.rng.choice(INTS)
        value = self.integer(3)
        shared = self.chance(35)
        const = self.chance(12)
        qualifier = self.rng.choice(["volatile ", "", "", "", ""])
        if const:
            qualifier = "const "
        elif not shared and self.chance(10):
            qualifier = "register "
        elif not shared and "int128" not in type and self.chance(10):
            qualifier = "_Atomic "
        elif self.chance(6):
            qualifier = "_Alignas(%s) " % self.rng.choice(["64", "16 << (%s & 3)" % self.constant()])
        if shared and type == "int" and qualifier == "volatile ":
            qualifier = ""
        node = self.declare("int", type, "%s%s %s = " % (qualifier, type, self.name), [value], shared=shared, const=const,
                            cleared=None if const else "%s = 3;" % self.name)
        self.scope.variables[-1].atomic = qualifier == "_Atomic "
        return node

    def real(self, depth):
        type = self.rng.choice(FLOATS)
        value = self.floating(2)
        return self.declare("float", type, "%s %s = small(" % (type, self.name), [value], ")", cleared="%s = 1;" % self.name)

    def complex_variable(self, depth):
        value = self.complex(2)
        return self.declare("complex", "_Complex double", "_Complex double %s = shrink(" % self.name, [value], ")", cleared="%s = 1;" % self.name)

    def vector_variable(self, depth):
        value = self.vector(2)
        return self.declare("vector", "v4i", "v4i %s = " % self.name, [value], cleared="%s = (v4i){ 1, 2, 3, 4 };" % self.name)

    def in_order(self, kids):
        """The values of a list, for the oracle in variables in front: (text in front, what stands in the list)."""
        for i in range(len(kids)):
            for j in range(i):
                if not kids[i].suspends and not kids[j].suspends and disturb(kids[i], kids[j]):
                    kids[i] = self.harmless(kids[i])
        if not any(k.suspends for k in kids):
            return [], kids
        front, names = [], []
        for kid in kids:
            names.append(self.next("q"))
            front += ["__auto_type %s = " % names[-1], kid, "; "]
        return front, names

    def list_of(self, kids, before):
        parts, plain = ["{ "], ["{ "]
        front, names = self.in_order(kids)
        for i, (kid, name) in enumerate(zip(kids, names)):
            parts += [before[i], kid, ", "]
            plain += [before[i], name, ", "]
        return parts + ["}"], front, plain + ["}"]

    def array(self, depth):
        type = self.rng.choice(INTS)
        kids = [self.integer(2) for _ in range(self.rng.randint(1, 4))]
        places = self.rng.sample(range(4), len(kids))
        before = ["[%d%s] = (%s)" % (p, self.nothing_more(), type) for p in places] if self.chance(50) else ["(%s)" % type for _ in places]
        parts, front, plain = self.list_of(kids, before)
        bound = "4" + (" + (%s & 1)" % self.constant() if self.chance(30) else "")
        head = "%s%s %s[%s] = " % (self.rng.choice(["", "", "", "_Alignas(32) "]), type, self.name, bound)
        return self.declare("array", type, head, parts, plain=front + [head] + plain + [";"], shared=self.chance(60),
                            cleared="memset(%s, 0, sizeof %s);" % (self.name, self.name))

    def structure(self, depth):
        if not self.structs:
            return None
        struct = self.rng.choice(self.structs)
        head = "%s %s = " % (struct.name, self.name)
        const = self.chance(10)
        if const:
            head = "const " + head
        clear = None if const else "memset(&%s, 0, sizeof %s);" % (self.name, self.name)
        if self.chance(60):
            value = self.struct_value(struct, 2)
            return self.declare("struct", struct, head, [value], cleared=clear, const=const, shared=False)
        value = self.initialiser(struct, 2)
        return self.listed("struct", struct, head, value, clear, const)

    def listed(self, shape, struct, head, value, clear, const=False):
        """A list as initialiser: its node was made as a compound literal's would be, without the type in front."""
        if value.plain is not value.parts:
            at = next(i for i, p in enumerate(value.plain) if isinstance(p, str) and p.startswith("{ ") and i > 0)
            front, rest = value.plain[:at], value.plain[at:]
            front[0] = front[0][3:] if front[0].startswith("({ ") else front[0]
            rest[-1] = rest[-1][:-4] if rest[-1].endswith("; })") else rest[-1]
            plain = front + [head] + rest + [";"]
            return self.declare(shape, struct, head, value.parts, plain=plain, cleared=clear, const=const)
        return self.declare(shape, struct, head, value.parts, cleared=clear, const=const)

    def structures(self, depth):
        if not self.structs:
            return None
        struct = self.rng.choice(self.structs)
        kids = [self.struct_value(struct, 2) for _ in range(2)]
        parts, front, plain = self.list_of(kids, self.rng.choice([["", ""], ["[1] = ", "[0] = "]]))
        head = "%s %s[2] = " % (struct.name, self.name)
        return self.declare("structs", struct, head, parts, plain=front + [head] + plain + [";"],
                            cleared="memset(%s, 0, sizeof %s);" % (self.name, self.name))

    def matrix(self, depth):
        kids = [self.integer(2) for _ in range(3)]
        parts, front, plain = self.list_of(kids, ["[0][1] = (int)", "[2] = { [2] = (int)", "[1][0] = (int)"][:1] + ["[2][3] = (int)", "[1][0] = (int)"])
        head = "int %s[3][4] = " % self.name
        return self.declare("matrix", "int", head, parts, plain=front + [head] + plain + [";"], shared=self.chance(60),
                            cleared="memset(%s, 0, sizeof %s);" % (self.name, self.name))

    def vla(self, depth):
        room = self.room
        if self.scope.has_value:  # gcc 12 loses it if there is a label in it, before the array or in its length
            if self.scope.has_label:
                return None
            self.room = 0
        size = self.integer(2)
        self.room = room
        node = self.vla_of(size)
        self.scope.variables[-1].sized = False
        return node

    def vla_of(self, size):
        name, i = self.name, self.next("i")
        shared = self.chance(60)
        if self.chance(40):
            return self.declare("matrix", "int", "int %s[3][4 + (" % name, [size], " & 3)]", shared=shared, cleared=None,
                                behind=" for (int %s = 0; %s < 3; %s++) for (int %sj = 0; %sj < (int)(sizeof %s[0] / sizeof(int)); %sj++) %s[%s][%sj] = %s + %sj;"
                                % (i, i, i, i, i, name, i, name, i, i, i, i))
        type = self.rng.choice(["int", "int", "long", "short", "unsigned char"])
        fill = " for (int %s = 0; %s < (int)(sizeof %s / sizeof *%s); %s++) %s[%s] = %s + 1;" % (i, i, name, name, i, name, i, i)
        if self.chance(25):
            t = self.next("t")
            return self.declare("vla", type, "typedef %s %s[4 + (" % (type, t), [size], " & 3)]; %s %s" % (t, name), behind=fill, shared=shared)
        return self.declare("vla", type, "%s %s[4 + (" % (type, name), [size], " & 7)]", behind=fill, shared=shared)

    def alloca(self, depth):
        size = self.integer(1)
        i = self.next("i")
        return self.declare("array", "int", "int *%s = __builtin_alloca((4 + (" % self.name, [size], " & 15)) * sizeof(int))", shared=True, cleared=None,
                            behind=" for (int %s = 0; %s < 4; %s++) %s[%s] = %s;" % (i, i, i, self.name, i, i))

    def pointer_variable(self, depth):
        value = self.pointer(2, self.scope.depth)
        return self.declare("pointer", "int *", "int *%s = " % self.name, [value], cleared="%s = &%s_g0;" % (self.name, self.prefix))

    def literal_variable(self, depth):
        """A compound literal that lives as long as its block."""
        if self.structs and self.chance(50):
            struct = self.rng.choice(self.structs)
            value = self.initialiser(struct, 2)
            if value.plain is not value.parts:
                value = self.quiet(lambda: self.initialiser(struct, 2))
            return self.declare("structp", struct, "%s *%s = &(%s)" % (struct.name, self.name, struct.name), [value],
                                cleared="%s = &%s_g%s;" % (self.name, self.prefix, struct.tag))
        kids = [self.integer(2) for _ in range(3)]
        parts, front, plain = self.list_of(kids, ["(int)", "(int)", "[3] = (int)"])
        head = "int *%s = (int[4])" % self.name
        return self.declare("array", "int", head, parts, plain=front + [head] + plain + [";"], shared=True, cleared=None)

    def static(self, depth):
        type = self.rng.choice(INTS)
        first = self.rng.choice([str(self.rng.randint(0, 9)), self.constant()])
        return self.declare("int", type, "%s %s %s = %s" % (self.rng.choice(["static", "static", "static _Thread_local"]), type, self.name,
                                                            first), None, shared=True, cleared="")

    def of_type_of(self, depth):
        if self.chance(50):
            value = self.integer(3)
            return self.declare("int", "?", "__auto_type %s = 0 + " % self.name, [value], cleared="%s = 1;" % self.name)  # bit-fields have none
        typed, value = self.quiet(lambda: self.integer(2)), self.integer(3)
        v = self.named(Variable(self.name, "int", "?", cleared="%s = 1;" % self.name))
        self.scope.variables.append(v)
        return Node(["__typeof__((", typed, ") + 0) %s = " % self.name, value, ";"], statement=True)

    def local_type(self, depth):
        """A structure with a tag that others have, too."""
        tag = self.rng.choice(["local", "local", "other"])
        if any(t == tag for t in self.scope.tags):
            return None
        self.scope.tags.append(tag)
        struct = Struct(self.rng, tag, [])
        value = self.initialiser(struct, 2)
        head = "%s %s = " % (struct.definition()[:-1], self.name)
        return self.listed("struct", struct, head, value, "memset(&%s, 0, sizeof %s);" % (self.name, self.name))

    def enumeration(self, depth):
        value = self.rng.choice([str(self.rng.randint(0, 9)), self.constant()])
        node = self.declare("int", "int", "enum { %s = %s }" % (self.name, value), None, const=True, cleared="")
        self.scope.variables[-1].enumerator = True
        return node

    def type_name(self, depth):
        other = self.fresh_name()
        while other == self.name:
            other = self.next("v")
        type = self.rng.choice(INTS)
        hidden, self.hidden = self.hidden, self.hidden | {other}
        value = self.integer(2)
        self.hidden = hidden
        name = self.name
        self.scope.variables.append(self.named(Variable(name, "typedef", type, cleared="")))
        self.name = other
        return self.declare("int", type, "typedef %s %s; %s %s = " % (type, name, name, other), [value], cleared="%s = 1;" % other)

    def cleanup(self, depth):
        value = self.integer(2)
        return self.declare("int", "int", "int %s __attribute__((cleanup(left))) = " % self.name, [value], shared=True, cleared=None)

    def function_pointer(self, depth):
        target = self.rng.choice([s for s in self.signatures if s.kind == "async"])
        return self.declare("function", target, "%s_%s_type *%s = %s" % (self.prefix, target.name, self.name, target.name), None,
                            cleared="%s = %s;" % (self.name, target.name))

    # ---- functions -----------------------------------------------------------------------------------------------------------------

    def signature_of(self, name, kind):
        rng = self.rng
        types = INTS + ["double", "long double", "int *", "_Complex double", "v4i"] + 3 * [s.name for s in self.structs]
        alike = [s for s in self.signatures if s.kind == kind]
        if alike and rng.random() < 0.4:  # for calls that choose between the two
            return Signature(name, alike[-1].result, alike[-1].parameters, kind)
        result = rng.choice(["int", "int", "int", "long", "double", "void", "int *", "signed char", "_Complex double"] + [s.name for s in self.structs])
        parameters = [rng.choice(types) for _ in range(rng.randint(0, 4))]
        if rng.random() < 0.3:
            parameters.append(rng.choice(["row", "rows"]))
        return Signature(name, "int" if kind == "generator" else result, parameters, kind)

    def parameters(self, signature, named=None):
        texts = []
        for i, type in enumerate(signature.parameters):
            name = named[i].name if named else "z%d" % i
            if type == "row":
                texts.append("int l%d, int %s[l%d]" % (i, name, i))
            elif type == "rows":
                texts.append("int l%d, int %s[l%d][l%d + 1]" % (i, name, i, i))
            else:
                texts.append(("%s %s" % (type, name)).replace("* ", "*"))
        return ", ".join(texts) or "void"

    def head(self, signature, named=None):
        """(annotated, plain)."""
        if signature.kind == "generator":
            return ("static generator(int, int, int) %s(%s)" % (signature.name, self.parameters(signature, named)),
                    "static int %s(%s)" % (signature.name, self.parameters(signature, named)))
        return ("static async(%s) %s(%s)" % (signature.result, signature.name, self.parameters(signature, named)),) * 2

    def variable_of(self, name, type):
        if type in ("row", "rows"):
            v = Variable(name, "array" if type == "row" else "matrix", "int", shared=True)
            v.sized = type == "row"
        elif type == "int *":
            v = Variable(name, "pointer", "int *")
        elif type in ("_Complex double", "v4i"):
            v = Variable(name, "complex" if type[0] == "_" else "vector", type)
        elif type in FLOATS:
            v = Variable(name, "float", type)
        elif type in INTS:
            v = Variable(name, "int", type, shared=self.chance(30))
        else:
            v = Variable(name, "struct", next(s for s in self.structs if s.name == type))
        v.depth = 1 if v.shape == "int" else 0  # what parameters point to outlives the call
        return v

    def function(self, signature):
        self.signature, self.generator = signature, signature.kind == "generator"
        self.may_suspend = True
        self.room = self.size
        self.calls_left = 4
        self.pending, self.targets, self.switch = [], [], None
        self.breakable = self.breaks = False
        self.computing = self.chance(20)
        self.may_label, self.name = True, None
        names = self.rng.sample(NAMES, min(len(NAMES), len(signature.parameters)))
        self.scope = Scope(None)
        self.scope.variables += self.program_globals
        self.scope = Scope(self.scope)
        self.scope.depth = 0
        named = [self.variable_of(name, type) for name, type in zip(names, signature.parameters)]
        self.scope.variables += named
        top = self.scope
        body = self.body(self.rng.randint(4, 9), 4)
        self.scope = top
        self.room = 0
        ends = [Node([name + ": ;"], statement=True) for name, _ in self.pending]
        statements = [Node(["{", body, "}"], statement=True)] + ends
        for v in named:
            if v.shape == "int":
                statements.append(Node(["note(%s, (long long)%s);" % (self.next(""), v.name)], statement=True))
        if signature.result != "void":
            value = self.of_type(signature.result, 2) if signature.result != "int *" else self.pointer(2, 0)
            statements.append(Node(["return ", value, ";"], statement=True, fixed=True))
        annotated, plain = self.head(signature, named)
        function = Function(annotated, plain, signature.name, statements)
        if self.chance(60):
            function.macros = self.rng.randint(1, 1 << 30)
        self.program.functions.append(function)
        self.done.append(signature)

    def make(self):
        rng, prefix, before = self.rng, self.prefix, self.program.before

        def both(text):
            before.append((text, text))

        for i in range(rng.randint(1, 3)):
            struct = Struct(rng, "%s_s%d" % (prefix, i), self.structs)
            self.structs.append(struct)
            both(struct.definition() + "\n" + later(struct.name))
            both(struct.show() + "static %s same_%s(%s v) { return v; }\nstatic %s %s_g%s;\n" % (struct.name, struct.tag, struct.name, struct.name, prefix, struct.tag))
        both("static int %s_g0 = 3, %s_ga[4] = { 1, 2, 3, 4 }, %s_gm[3][4] = { { 1 }, { 2 } };\n" % (prefix, prefix, prefix))
        self.program_globals = [Variable("%s_g0" % prefix, "int", "int", shared=True, cleared=""),
                                Variable("%s_ga" % prefix, "array", "int", shared=True, cleared="")]
        for name in FILE_ENUMERATORS:
            self.program_globals.append(Variable(name, "int", "int", const=True, cleared=""))
            self.program_globals[-1].enumerator = True
        for i in range(rng.randint(2, 4)):
            self.signatures.append(self.signature_of("%s_f%d" % (prefix, i), "async"))
        for i in range(rng.randint(0, 2)):
            self.signatures.append(self.signature_of("%s_y%d" % (prefix, i), "generator"))
        functions = [s for s in self.signatures if s.kind == "async"]
        for s in self.signatures:
            before.append(tuple(h + ";\n" for h in self.head(s)))
        for s in functions:
            both("typedef async(%s) %s_%s_type(%s);\n" % (s.result, prefix, s.name, self.parameters(s)))
        both("struct %s_ops { %s };\n" % (prefix, " ".join("%s_%s_type *%s;" % (prefix, s.name, s.name) for s in functions)))
        values = ", ".join(".%s = %s" % (s.name, s.name) for s in functions)
        both("static const struct %s_ops %s_ops = { %s };\nstatic struct %s_ops %s_table[2] = { { %s }, { %s } };\n"
             % (prefix, prefix, values, prefix, prefix, values, values))
        for s in self.signatures:
            self.function(s)
        for s in self.signatures:
            self.drive(s)
        return self.program

    def drive(self, s):
        arguments = []
        for type in s.parameters:
            if type == "row":
                arguments.append("4, %s_ga" % self.prefix)
            elif type == "rows":
                arguments.append("3, %s_gm" % self.prefix)
            elif type == "int *":
                arguments.append("&%s_g0" % self.prefix)
            elif type == "_Complex double":
                arguments.append("2.5 + 1.0i")
            elif type == "v4i":
                arguments.append("(v4i){ 4, 3, 2, 1 }")
            elif type in INTS or type in FLOATS:
                arguments.append(str(self.rng.randint(0, 40)))
            else:
                arguments.append("%s_g%s" % (self.prefix, next(x for x in self.structs if x.name == type).tag))
        call = "%s(%s)" % (s.name, ", ".join(arguments))
        if s.kind == "generator":
            for _ in range(2):
                limit, how = self.rng.choice([1, 2, 3, 5, 8, 1000]), self.rng.choice(["DROP", "CLOSE", "THROW", "THROW"])
                self.program.calls.append(("note(0, drive(co_new(%s), %d, %s));" % (call, limit, how),
                                           "begin(%d), stop = %s; note(0, driven(%s));" % (limit, how, call)))
            return
        run = "co_run(%s, %s)" % (s.result, call)
        text = {"void": "%s;", "double": "note_real(0, %s);", "int *": "note(0, *%s);", "_Complex double": "note(0, whole(__real__ %s));"}.get(
            s.result, "note(0, (long long)%s);" if s.result in INTS else "show_%s(0, %%s);" % next((x.tag for x in self.structs if x.name == s.result), ""))
        self.program.calls.append(("begin(0); " + text % run,) * 2)


def make(number, seed, size):
    return Maker(number, seed, size).make()
