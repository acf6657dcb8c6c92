"""Random expressions of plain C with suspensions in every place, for forms_make.py.

Everything is defined behaviour, given -fwrapv: subscripts are masked, divisors positive, shifts short, floating values kept small, loops and
backward jumps take from a common fuel; pointers lead only to what lives at least as long as they do; a label that can be jumped to past
initialisers gives all variables that were jumped over a value. Two names are rarely different: they hide each other on purpose.
"""
import random

from forms_constants import Constants
from forms_tree import JUMP, MEMORY, Node, Program, disturb, effects
from forms_types import FLOATS, INTS, Struct, word


class Variable:
    """shape: int, float, complex, vector, struct, array (of 4 or more integers), structs (an array of 2), matrix (of 3 by 4), vla, pointer
    (to int), structp (to a structure), function (a pointer to a coroutine), typedef."""

    def __init__(self, name, shape, type, shared=False, const=False, cleared=None):
        self.name, self.shape, self.type = name, shape, type
        self.shared = shared  # something else may reach it
        self.const = const
        self.atomic = False
        self.cleared = cleared  # a statement that gives it a value: "" if it always has one; None: its scope cannot be jumped into
        self.depth = 0
        self.key = MEMORY if shared else self
        self.enumerator = False
        self.sized = shape != "function"  # sizeof is a constant


class Scope:
    def __init__(self, outer, barrier=None):
        self.outer = outer
        self.variables = []
        self.has_value, self.has_label = barrier is not None, False  # a statement expression's own; a label stands in it
        self.barrier = barrier or (outer.barrier if outer else None)  # the innermost statement expression
        self.depth = outer.depth + 1 if outer else 0
        self.tags = []

    def outward(self):
        scope = self
        while scope:
            yield scope
            scope = scope.outer

    def all(self):
        for scope in self.outward():
            yield from reversed(scope.variables)

    def visible(self):
        names = set()
        for v in self.all():
            if v.name not in names:
                names.add(v.name)
                yield v

    def barriers(self):
        found, scope = [], self
        while scope:
            if scope.barrier and scope.barrier not in found:
                found.append(scope.barrier)
            scope = scope.outer
        return found


class Signature:
    def __init__(self, name, result, parameters, kind="async"):
        self.name, self.result, self.parameters, self.kind = name, result, parameters, kind

    def same(self, other):
        return self.result == other.result and self.parameters == other.parameters


class Expressions(Constants):
    """What is made depends on where it stands: scope; hidden, names that are being declared; may_suspend; generator, whether this is one;
    room, how many statements may still come; catching, the oracle's label of the innermost co_catch; breakable, whether break and continue mean what they seem to."""

    def __init__(self, number, seed, size):
        self.rng = random.Random(seed * 7919 + 11)
        self.program = Program(number, seed)
        self.prefix = "p%d" % number
        self.size = size
        self.count = 0  # of temporaries, labels, notes
        self.structs, self.signatures, self.done = [], [], []
        self.hidden = frozenset()
        self.integers = 0  # how many are being made, one in another
        self.argument_limit = None
        self.breakable = False
        self.catching = None

    def next(self, what):
        self.count += 1
        return "%s%d" % (what, self.count)

    def chance(self, percent):
        return self.rng.random() * 100 < percent

    # ---- expressions -------------------------------------------------------------------------------------------------------------

    def literal(self):
        rng = self.rng
        return Node([rng.choice([str(rng.randint(0, 9)), str(rng.randint(0, 9)), str(rng.randint(0, 300)), "(-%d)" % rng.randint(1, 50),
                                 "%du" % rng.randint(0, 9), "%dL" % rng.randint(0, 99), "'%s'" % rng.choice("abcxyz"),
                                 "(short)%d" % rng.randint(0, 9), "0x%xUL" % rng.randint(0, 1 << 34)])])

    def order(self, kids, build, kind="int", always=False):
        """An expression over kids, whose order C leaves open, unless always. build: their texts to parts."""
        for i in range(len(kids)):
            for j in range(i):
                if not always and disturb(kids[i], kids[j]) and not kids[i].suspends and not kids[j].suspends:
                    kids[i] = self.harmless(kids[i])
        facts = effects(kids)
        parts = build(kids)
        plain = None
        felt = [k for k in kids if k.suspends or k.reads or k.writes]
        if facts["suspends"] and not always and len(felt) > 1:
            names = [self.next("q") if k in felt else k for k in kids]
            plain = ["({ "]
            for name, kid in zip(names, kids):
                if kid in felt:
                    plain += ["__auto_type %s = " % name, kid, "; "]
            plain += build(names) + ["; })"]
        return Node(parts, plain, kind, **facts)

    def harmless(self, kid):
        """Of the same kind, without effects that are seen."""
        if kid.kind == "int":
            return self.literal()
        if kid.kind == "float":
            return Node(["%d.5" % self.rng.randint(0, 9)], kind="float")
        return self.zero(kid.kind)

    def zero(self, kind):
        if kind == "complex":
            return Node(["(_Complex double)2"], kind=kind)
        if kind == "vector":
            return Node(["(v4i){ 1, 2, 3, 4 }"], kind=kind)
        if kind == "pointer":
            return Node(["&%s_g0" % self.prefix], kind=kind)
        if kind == "float":
            return Node(["1.5"], kind=kind)
        if isinstance(kind, Struct):
            return Node(["(%s){ 0 }" % kind.name], kind=kind)
        return self.literal()

    def variables(self, *shapes, writable=False):
        return [v for v in self.scope.visible() if v.shape in shapes and not (writable and v.const) and v.name not in self.hidden]

    def choose(self, productions, depth):
        """productions: (weight, function of depth); one that gives None is not possible here."""
        productions = [p for p in productions if p[0] > 0]
        while productions:
            at = self.rng.choices(range(len(productions)), [p[0] for p in productions])[0]
            node = productions[at][1](depth)
            if node:
                return node
            del productions[at]

    def expression(self, kind, depth):
        if isinstance(kind, Struct):
            return self.struct_value(kind, depth)
        return {"int": self.integer, "float": self.floating, "complex": self.complex, "vector": self.vector,
                "pointer": self.pointer}[kind](depth)

    def of_type(self, type, depth):
        for struct in self.structs:
            if struct.name == type:
                return self.expression(struct, depth)
        if type == "int *":
            return self.pointer(depth, self.argument_limit)
        kind = {"_Complex double": "complex", "v4i": "vector"}.get(type, "float" if type in FLOATS else "int")
        return self.expression(kind, depth)

    def argument(self, type, depth):
        """Arrays with their length in front are two arguments."""
        if type == "row":
            arrays = [v.name for v in self.variables("array", "vla") if v.shared and v.type == "int" and not v.const]
            return Node(["4, " + self.rng.choice(arrays + ["%s_ga" % self.prefix])], kind="row")
        if type == "rows":
            arrays = [v.name for v in self.variables("matrix") if v.shared and v.type == "int"]
            return Node(["3, " + self.rng.choice(arrays + ["%s_gm" % self.prefix])], kind="rows")
        return self.of_type(type, depth)

    def suspension(self, type, kind, depth):
        """A value handed through a suspension."""
        if not self.may_suspend:
            return None
        inner = self.of_type(type, depth - 1)
        facts = effects([inner])
        facts["suspends"] = True
        if self.generator:
            if kind != "int":
                return None
            facts["writes"] |= {MEMORY}
            facts["reads"] |= {MEMORY}
            return Node(["(yield (int)(", inner, "))"], ["({ int got_ = consume((int)(", inner, ")); %s got_; })" % self.leaves()], kind, **facts)
        return Node(["(await later_%s(" % word(type), inner, "))"], None, kind, **facts)

    def leaves(self):
        """What the oracle does where a generator may be closed or thrown into: cleanup functions run on the way out, as they do in C."""
        return "if (closing) return 0; if (throwing) %s;" % ("goto " + self.catching if self.catching else "return 0")

    def call(self, type, kind, depth):
        """A call of another function that returns this type: by name, by pointer, by table; or of itself."""
        if not self.may_suspend:
            return None
        wanted = "generator" if self.generator else "async"
        fitting = [s for s in self.signatures if s.result == type and s.kind == wanted]
        pointers = [v for v in self.variables("function") if v.type.result == type]
        if not fitting or self.calls_left <= 0:
            return None
        self.calls_left -= 1
        target = self.rng.choice(fitting)
        callee, other = target.name, target
        if pointers and self.chance(40):
            pointer = self.rng.choice(pointers)
            target, callee = pointer.type, self.rng.choice(["%s", "(*%s)"]) % pointer.name
        elif not self.generator:
            how = self.rng.randrange(8)
            if how == 0:
                callee = "%s_ops.%s" % (self.prefix, target.name)
            elif how == 1:
                callee = "(*%s_table[%d].%s)" % (self.prefix, self.rng.randrange(2), target.name)
            elif how == 2:
                same = [s for s in self.signatures if s.kind == wanted and s.same(target)]
                other = self.rng.choice([s for s in same if s is not target] or same)
                callee = "(%s ? %s : %s)" % (self.simple_condition(), target.name, other.name)
            elif how == 3:
                callee = "((%s_%s_type *)%s)" % (self.prefix, target.name, target.name)
            elif how == 4:
                callee = self.rng.choice(["({ %s; })", "(0, %s)", "(1 ? %s : (void *)0)", "(0 ? 0 : &%s)", "(**%s)"]) % target.name
        kids = [self.argument(p, min(depth - 1, 2)) for p in target.parameters]
        recursive = any(s is self.signature or s not in self.done for s in (target, other))

        def build(k):
            parts = ["(await %s(" % callee if not self.generator else "(yield_from %s(" % callee]
            for i, one in enumerate(k):
                parts += [", "] * (i > 0) + [one]
            return parts + ["))"]

        node = self.order(kids, build, kind)
        if self.generator:
            plain = list(node.plain)
            start = next(i for i, p in enumerate(plain) if isinstance(p, str) and p.startswith("(yield_from "))
            end = plain.index("))", start)
            plain[start] = plain[start].replace("(yield_from ", "({ int got_ = ")
            plain[end] = "); %s got_; })" % self.leaves()
            node.plain = plain
        node.suspends = True
        node.reads |= {MEMORY}
        node.writes |= {MEMORY}
        if recursive:
            instead = self.harmless(node)
            return Node(["(spend() ? ", node, " : ", instead, ")"], None, kind, True, node.reads | {MEMORY}, node.writes | {MEMORY})
        return node

    def simple_condition(self):
        variables = [v for v in self.variables("int") if not v.shared]
        return "(%s & 1)" % self.rng.choice(variables).name if variables else "1"

    def integer(self, depth):
        """Of `depth` levels, and what indexes and macros bring with them; that ends, too: they have integers of their own."""
        if self.integers == 20:
            return self.literal()
        self.integers += 1
        node = self.integer_of(depth)
        self.integers -= 1
        return node

    def integer_of(self, depth):
        rng = self.rng
        if depth <= 0:
            return self.choose([(5, self.read_int), (2, lambda d: self.literal())], 0)
        s = 6 if self.may_suspend else 0
        return self.choose([
            (6, self.read_int), (2, lambda d: self.literal()), (10, self.binary), (3, self.unary), (3, self.logical),
            (4, self.conditional), (2, self.comma), (4, self.assignment), (2, self.step), (2 * s, lambda d: self.suspension(rng.choice(INTS), "int", d)),
            (s, lambda d: self.call(rng.choice(["int", "int", "long"]), "int", d)), (2, self.plain_call), (3, self.statement_expression),
            (2, self.generic), (2, self.constant_value), (2, self.literal_element), (3, self.member_of_value), (4, self.array_in_value), (2, self.from_float), (1, self.from_complex),
            (1, self.unevaluated), (2, self.pointer_read), (1, self.builtin), (2, self.macro_call)], depth)

    def read_int(self, depth):
        lvalue = self.lvalue("int", max(0, depth - 1), False)
        if not lvalue:
            return self.literal()
        return lvalue.read()

    def binary(self, depth):
        rng = self.rng
        op = rng.choice(["+", "-", "*", "&", "|", "^", "<", ">", "<=", "==", "!=", "/", "%", "<<", ">>", "+", "-"])
        a, b = self.integer(depth - 1), self.integer(depth - 1)
        if op in "/%":
            return self.order([a, b], lambda k: ["(", k[0], " %s ((" % op, k[1], " & 7) + 1))"])
        if op in ("<<", ">>"):
            return self.order([a, b], lambda k: ["((unsigned long)", k[0], " %s (" % op, k[1], " & 15))"])
        return self.order([a, b], lambda k: ["(", k[0], " %s " % op, k[1], ")"])

    def unary(self, depth):
        a = self.integer(depth - 1)
        how = self.rng.choice(["(-%)", "(~%)", "(!%)", "(+%)", "((%))", "((T)%)", "(__extension__ %)"])
        left, right = how.replace("T", self.rng.choice(INTS)).split("%")
        return Node([left, a, right], **effects([a]))

    def logical(self, depth):
        a, b = self.integer(depth - 1), self.integer(depth - 1)
        return Node(["(", a, self.rng.choice([" && ", " || "]), b, ")"], **effects([a, b]))

    def conditional(self, depth, kind="int"):
        a = self.integer(depth - 1)
        b, c = self.expression(kind, depth - 1), self.expression(kind, depth - 1)
        if kind == "int" and self.chance(25):
            return Node(["(", a, " ?: ", b, ")"], **effects([a, b]))
        return Node(["(", a, " ? ", b, " : ", c, ")"], kind=kind, **effects([a, b, c]))

    def comma(self, depth, kind="int"):
        a, b = self.expression(self.rng.choice(["int", "int", "float"]), depth - 1), self.expression(kind, depth - 1)
        return Node(["((void)", a, ", ", b, ")"], kind=kind, **effects([a, b]))

    def plain_call(self, depth):
        a, b = self.integer(depth - 1), self.integer(depth - 1)
        how = self.rng.randrange(4)
        if how == 0:
            node = Node(["note(%s, (long long)" % self.next(""), a, ")"], **effects([a]))
            node.writes |= {MEMORY}
            return node
        if how == 1:
            return self.order([a, b], lambda k: ["twist((int)", k[0], ", ", k[1], ")"])
        if how == 2:
            c = self.floating(depth - 1)
            return self.order([a, c, b], lambda k: ["mix((short)", k[0], ", ", k[1], ", ", k[2], ")"])
        return Node(["(*(twist_type *)twist)(3, ", a, ")"], **effects([a]))

    def statement_expression(self, depth, kind="int"):
        if self.room <= 0:
            return None
        outer, self.scope = self.scope, Scope(self.scope, self.next("barrier"))
        switch, self.switch = self.switch, None
        statements = self.statements(self.rng.randint(1, 3), depth - 1)
        value = self.expression(kind, min(depth - 1, 2))
        # see as_value; and the value of a bit-field is an int for gcc, as it is promoted, and unsigned for clang
        bare = len(value.parts) == 1 and isinstance(value.parts[0], str) and value.parts[0].isidentifier()
        end = " + 0;" if kind == "int" and (not bare or any(v.atomic for v in self.scope.all())) else ";"
        statements.append(Node([value, end], statement=True, fixed=True, **effects([value])))
        self.scope, self.switch = outer, switch
        facts = effects(statements)
        facts["writes"] |= {MEMORY, JUMP}
        facts["reads"] |= {MEMORY}
        return Node(["({", statements, "})"], kind=kind, **facts)

    def generic(self, depth):
        a = self.integer(depth - 1)
        others = [self.quiet(lambda: self.integer(1)) for _ in range(2)]
        control = self.rng.choice(["0", "0.0", "0L", "(short)1", "(char *)0"])
        names = {"0": "int", "0.0": "double", "0L": "long", "(short)1": "short", "(char *)0": "char *"}
        if self.chance(50):
            return Node(["_Generic(%s, %s: " % (control, names[control]), a, ", default: ", others[0], ")"], **effects([a]))
        return Node(["_Generic(%s, unsigned char: " % control, others[0], ", default: ", a, ")"], **effects([a]))

    def quiet(self, make):
        """What make makes, without a suspension in it."""
        may, self.may_suspend = self.may_suspend, False
        room, self.room = self.room, 0
        node = make()
        self.may_suspend, self.room = may, room
        return node

    def literal_element(self, depth):
        kids = [self.integer(depth - 1 if i == 1 else 1) for i in range(3)] + [self.integer(depth - 1)]
        type = self.rng.choice(INTS)
        return self.order(kids, lambda k: ["((%s[4]){ (%s)" % (type, type), k[0], ", (%s)" % type, k[1], ", [3] = (%s)" % type, k[2], " })[",
                                           k[3], " & 3]"])

    def member_of_value(self, depth):
        if not self.structs:
            return None
        struct = self.rng.choice(self.structs)
        leaves = [l for l in struct.leaves if l[1] != "float"]
        if not leaves:
            return None
        path, kind, _ = self.rng.choice(leaves)
        value = self.struct_value(struct, depth - 1)
        if "%s" in path:
            index = self.integer(1)
            left, right = path.split("%s")
            return self.order([value, index], lambda k: ["(", k[0], ").%s" % left, k[1], " & 3" + right])
        node = Node(["(", value, ").%s" % path], **effects([value]))
        if kind == "bit":
            node.plain = ["((", value, ").%s + 0)" % path]
        return node

    def array_in_value(self, depth):
        """A pointer to an array in a value, `f().a`, which lives until the full expression ends; `.a` of an object is none."""
        rng = self.rng
        structs = [s for s in self.structs if any("%s" in leaf[0] for leaf in s.leaves)]
        if not structs:
            return None
        struct = rng.choice(structs)
        path, _, type = rng.choice([leaf for leaf in struct.leaves if "%s" in leaf[0]])
        kids, texts = [], []
        for _ in range(rng.choice([1, 1, 2])):
            make = rng.choice([self.suspension, self.call, None, None]) if not self.generator else None
            kid = make and make(struct.name, struct, depth - 1)
            if kid:
                kid.kind = ("value", struct.tag)  # no object may stand in its place
                texts.append("%s")
            else:
                kid = self.struct_value(struct, depth - 1)
                texts.append(rng.choice(["same_%s(%%s)" % struct.tag, "((void)0, %s)", "(1 ? %%s : (%s){ 0 })" % struct.name, "({ %s; })"]))
            kids.append(kid)
            kids.append(self.integer(depth - 1))
        name = rng.choice(["at_%s", "(await waited_at_%s"] if self.may_suspend and not self.generator else ["at_%s"]) % word(type)
        if len(kids) == 4:
            name = name.replace("at_", "of_two_")

        def build(k):
            parts = [name + "("]
            for i, one in enumerate(k):
                left, right = ("(int)", "") if i % 2 else texts[i // 2].split("%s")
                parts += [", "] * (i > 0) + [left, one, right + "." * (i % 2 == 0) + path[:-4] * (i % 2 == 0)]
            return parts + ["))" if name[0] == "(" else ")"]

        node = self.order(kids, build)
        node.suspends |= name[0] == "("
        return node

    def from_float(self, depth):
        a = self.floating(depth - 1)
        return Node(["whole(", a, ")"], **effects([a]))

    def from_complex(self, depth):
        a = self.complex(depth - 1)
        return Node(["whole(%s " % self.rng.choice(["__real__", "__imag__"]), a, ")"], **effects([a]))

    def unevaluated(self, depth):
        a = self.quiet(lambda: self.integer(2))
        return Node([self.rng.choice(["(int)sizeof(", "(int)__alignof__("]) + "__typeof__((", a, ") + 0))"])

    def pointer_read(self, depth):
        p = self.pointer(depth - 1)
        how = self.rng.choice(["(*%)", "%[0]", "(*&*%)"])
        left, right = how.split("%")
        node = Node([left, p, right], **effects([p]))
        node.reads |= {MEMORY}
        return node

    def builtin(self, depth):
        a = self.integer(depth - 1)
        if self.chance(30):
            b = self.quiet(lambda: self.integer(1))
            return Node(["__builtin_choose_expr(1, ", a, ", ", b, ")"], **effects([a]))
        return Node(["__builtin_expect((long)", a, ", 1)"], **effects([a]))

    def macro_call(self, depth):
        room, self.room = self.room, 0
        a, b = self.integer(depth - 1), self.integer(depth - 2)
        self.room = room
        how = self.rng.randrange(4)
        if how == 0:
            return self.order([a, b], lambda k: ["BIGGER(", k[0], ", ", k[1], ")"], always=True)
        if how == 1 and not a.writes:
            return self.order([a], lambda k: ["TWICE(", k[0], ")"])
        if how == 2 and not self.generator and self.may_suspend:
            facts = effects([a])
            facts["suspends"] = True
            return Node(["WAITED(", a, ")"], **facts)
        return Node(["CALL(twi, st, ", a, self.rng.choice(["", "", ", 5"]), ")"], **effects([a]))

    def floating(self, depth):
        def leaf(_):
            lvalue = self.lvalue("float", 0, False)
            return lvalue.read() if lvalue and self.chance(70) else Node(["%d.%s" % (self.rng.randint(0, 9), self.rng.choice(["5", "25", "5f", "75L"]))],
                                                                         kind="float")

        if depth <= 0:
            return leaf(0)

        def two(d):
            op = self.rng.choice([" + ", " - "])
            return self.order([self.floating(d - 1), self.floating(d - 1)], lambda k: ["(", k[0], op, k[1], ")"], "float")

        def half(d):
            a = self.floating(d - 1)
            return Node(["(", a, " * 0.5)"], kind="float", **effects([a]))

        def from_int(d):
            a = self.integer(d - 1)
            return Node(["(%s)(" % self.rng.choice(FLOATS), a, " & 255)"], kind="float", **effects([a]))

        s = 6 if self.may_suspend and not self.generator else 0
        return self.choose([(4, leaf), (4, two), (2, half), (3, from_int), (s, lambda d: self.suspension(self.rng.choice(FLOATS), "float", d)),
                            (s // 2, lambda d: self.call("double", "float", d)), (2, lambda d: self.conditional(d, "float")),
                            (1, lambda d: self.comma(d, "float")), (1, lambda d: self.statement_expression(d, "float")),
                            (2, lambda d: self.assign(d, "float"))], depth)

    def complex(self, depth):
        variables = self.variables("complex")

        def leaf(_):
            if variables and self.chance(70):
                v = self.rng.choice(variables)
                return Node([v.name], kind="complex", reads={v.key})
            return Node(["(%d.5 + %d.0i)" % (self.rng.randint(0, 5), self.rng.randint(0, 5))], kind="complex")

        if depth <= 0:
            return leaf(0)
        s = 4 if self.may_suspend and not self.generator else 0
        return self.choose([(3, leaf), (3, lambda d: self.order([self.complex(d - 1), self.complex(d - 1)], lambda k: ["(", k[0], " + ", k[1], ")"], "complex")),
                            (s, lambda d: self.suspension("_Complex double", "complex", d)), (1, lambda d: self.conditional(d, "complex"))], depth)

    def vector(self, depth):
        variables = self.variables("vector")

        def leaf(_):
            if variables and self.chance(70):
                v = self.rng.choice(variables)
                return Node([v.name], kind="vector", reads={v.key})
            return Node(["(v4i){ %d, 2, 3, 4 }" % self.rng.randint(0, 9)], kind="vector")

        def made(d):
            return self.order([self.integer(d - 1) for _ in range(4)], lambda k: ["(v4i){ (int)", k[0], ", (int)", k[1], ", (int)", k[2], ", (int)", k[3], " }"],
                              "vector")

        if depth <= 0:
            return leaf(0)
        s = 4 if self.may_suspend and not self.generator else 0
        return self.choose([(3, leaf), (1, made), (3, lambda d: self.order([self.vector(d - 1), self.vector(d - 1)],
                                                                 lambda k: ["(", k[0], " + ", k[1], ")"], "vector")),
                            (s, lambda d: self.suspension("v4i", "vector", d)), (1, lambda d: self.conditional(d, "vector"))], depth)

    def struct_value(self, struct, depth):
        variables = [v for v in self.variables("struct") if v.type is struct]

        def leaf(_):
            if variables and self.chance(85):
                v = self.rng.choice(variables)
                return Node([v.name], kind=struct, reads={v.key})
            return Node(["(%s){ %s }" % (struct.name, "0")], kind=struct)

        def made(d):
            return self.initialiser(struct, d, "(%s)" % struct.name)

        def assigned(d):
            writable = [v for v in variables if not v.const]
            if not writable:
                return None
            v = self.rng.choice(writable)
            value = self.struct_value(struct, d - 1)
            if v.key in value.writes and not value.suspends:
                value = leaf(0)
                if v.key in value.writes:
                    return None
            node = Node(["(%s = " % v.name, value, ")"], kind=struct, **effects([value]))
            node.writes |= {v.key}
            return node

        def through_array(d):
            arrays = [v for v in self.variables("structs") if v.type is struct]
            if not arrays:
                return None
            v = self.rng.choice(arrays)
            index = self.integer(d - 1)
            node = Node(["%s[" % v.name, index, " & 1]"], kind=struct, **effects([index]))
            node.reads |= {v.key}
            return node

        def passed(d):
            a = self.struct_value(struct, d - 1)
            return Node(["same_%s(" % struct.tag, a, ")"], kind=struct, **effects([a]))

        if depth <= 0:
            return leaf(0)
        s = 5 if self.may_suspend and not self.generator else 0
        return self.choose([(4, leaf), (3, made), (2, assigned), (2, through_array), (1, passed), (s, lambda d: self.suspension(struct.name, struct, d)),
                            (s, lambda d: self.call(struct.name, struct, d)), (2, lambda d: self.conditional(d, struct)),
                            (1, lambda d: self.comma(d, struct)), (1, lambda d: self.statement_expression(d, struct))], depth)

    def initialiser(self, struct, depth, front=""):
        """Some leaves of a structure, designated, in order."""
        leaves = list(struct.leaves)
        chosen = leaves[:1] if struct.union else [l for l in leaves if self.chance(60)][:4] or leaves[:1]
        kids, texts = [], []
        for path, kind, type in chosen:
            kids.append(self.floating(depth - 1) if kind == "float" else self.integer(depth - 1))
            at = ".%s" % path
            texts.append("%s = (%s)" % (at % str(self.rng.randint(0, 3)) if "%s" in at else at, type))

        def build(k):
            parts = [front + "{ "]
            for i, one in enumerate(k):
                parts += [", "] * (i > 0) + [texts[i], one]
            return parts + [" }"]

        return self.order(kids, build, struct)

    def pointer(self, depth, limit=None):
        """To int. limit: what is pointed to was declared no deeper than there."""
        rng = self.rng

        def lives(v):
            return limit is None or v.depth <= limit

        def leaf(_):
            found = []
            for v in self.scope.visible():
                if v.name in self.hidden or not v.shared or not lives(v) or v.const:
                    continue
                if v.shape == "int" and v.type == "int":
                    found.append(Node(["(&%s)" % v.name], kind="pointer"))
                elif v.shape in ("array", "vla") and v.type == "int":
                    found.append(Node(["(&%s[%d])" % (v.name, rng.randrange(4))], kind="pointer"))
            for v in self.variables("pointer"):
                if lives(v):
                    found.append(Node([v.name], kind="pointer", reads={v.key}))
            found.append(Node(["(&%s_g0)" % self.prefix], kind="pointer"))
            return rng.choice(found)

        def element(d):
            arrays = [v for v in self.variables("array", "vla") if v.shared and v.type == "int" and lives(v) and not v.const]
            if not arrays:
                return None
            v, index = rng.choice(arrays), self.integer(d - 1)
            if self.chance(50):
                return Node(["(&%s[" % v.name, index, " & 3])"], kind="pointer", **effects([index]))
            return Node(["(%s + (" % v.name, index, " & 3))"], kind="pointer", **effects([index]))

        def chosen(d):
            a, b, c = self.integer(d - 1), self.pointer(d - 1, limit), self.pointer(d - 1, limit)
            return Node(["(", a, " ? ", b, " : ", c, ")"], kind="pointer", **effects([a, b, c]))

        def waited(d):
            if not self.may_suspend or self.generator:
                return None
            a = self.pointer(d - 1, limit)
            facts = effects([a])
            facts["suspends"] = True
            return Node(["(await later_p(", a, "))"], kind="pointer", **facts)

        def called(d):
            """What comes back is one of the arguments, or global."""
            outer, self.argument_limit = self.argument_limit, limit
            node = None if self.generator else self.call("int *", "pointer", d)
            self.argument_limit = outer
            return node

        if depth <= 0:
            return leaf(0)
        return self.choose([(4, leaf), (3, element), (2, chosen), (3, waited), (3, called)], depth)

    # ---- what can be assigned to -----------------------------------------------------------------------------------------------

    def lvalue(self, kind, depth, writable=True):
        """An object of an integer or floating type, or None."""
        rng, found = self.rng, []
        for v in self.scope.visible():
            if v.name in self.hidden or (writable and v.const):
                continue
            if v.shape == kind:
                found += [("variable", v, None)] * 3
            elif v.shape == "float" and kind == "float":
                found.append(("variable", v, None))
            elif v.shape in ("array", "vla") and kind == "int":
                found += [("element", v, None)] * 2
            elif v.shape == "matrix" and kind == "int":
                found += [("matrix", v, None)] * 2
            elif v.shape in ("struct", "structs", "structp"):
                for leaf in v.type.leaves:
                    if (leaf[1] == "float") == (kind == "float"):
                        found.append(("member", v, leaf))
            elif v.shape == "vector" and kind == "int":
                found.append(("element", v, None))
            elif v.shape == "complex" and kind == "float":
                found.append(("part", v, None))
            elif v.shape == "pointer" and kind == "int":
                found.append(("pointed", v, None))
        if kind == "int" and depth > 0:
            found += [("through", None, None)] * 2
        if not found:
            return None
        how, v, leaf = rng.choice(found)
        return Lvalue(self, kind, how, v, leaf, depth)

    def assignment(self, depth):
        return self.assign(depth, "int")

    def assign(self, depth, kind):
        target = self.lvalue(kind, depth - 1)
        if not target or (self.room < 0):
            return None
        value = self.expression(kind, depth - 1)
        op = "=" if self.chance(50) else self.rng.choice(["+=", "-=", "*=", "&=", "|=", "^=", "<<=", ">>=", "/=", "%="] if kind == "int" else ["+=", "-="])
        return target.assigned(op, value)

    def step(self, depth):
        target = self.lvalue("int", depth - 1)
        return target and target.stepped(self.rng.choice(["++%", "--%", "%++", "%--"]))


class Lvalue:
    """An object, the expressions that find it, and what is done with it."""

    def __init__(self, maker, kind, how, v, leaf, depth):
        self.maker, self.kind, self.how, self.v = maker, kind, how, v
        self.bit = bool(leaf and leaf[1] == "bit")
        self.bool = (leaf and leaf[2] == "_Bool") or (v is not None and v.type == "_Bool")
        self.key = MEMORY if v is None or how == "pointed" or v.shape == "structp" else v.key
        self.reads = {v.key} if v is not None and v.shape in ("pointer", "structp", "vla") else set()
        index = None
        # parts: how it is written; base, access: for the oracle, a pointer that is taken first, and the object by it.
        self.base = self.access = None
        if how == "variable":
            self.parts = [v.name]
        elif how == "pointed":
            self.parts = ["(*%s)" % v.name]
            self.base, self.access = [v.name], "(*%s)"
        elif how == "part":
            part = maker.rng.choice(["__real__ ", "__imag__ "])
            self.parts = ["(%s%s)" % (part, v.name)]
        elif how == "through":
            index = maker.pointer(depth)
            self.parts = ["(*", index, ")"]
            self.base, self.access = [index], "(*%s)"
        elif how == "matrix":
            index, second = maker.integer(depth), maker.integer(min(depth, 1))
            if v.cleared is None:  # of variable length: a pointer to a row cannot be kept (docs/limits.md)
                index, second = maker.quiet(lambda: maker.integer(1)), maker.quiet(lambda: maker.integer(1))
            if disturb(index, second) and not index.suspends and not second.suspends:
                second = maker.literal()
            self.parts = [v.name + "[(", index, " & 15) % 3][", second, " & 3]"]
            q = maker.next("q")
            self.base = ["({ __auto_type %s = &%s[(" % (q, v.name), index, " & 15) % 3]; &(*" + q + ")[", second, " & 3]; })"]
            self.access = "(*%s)"
            index = Node([], **effects([index, second]))
        elif how == "element":
            index = maker.integer(depth)
            self.parts = [v.name + "[", index, " & 3]"]
            if v.shape == "vector":
                self.base, self.access = ["((", index, ") & 3)"], v.name + "[%s]"
            else:
                self.base, self.access = ["&%s[" % v.name, index, " & 3]"], "(*%s)"
        else:
            front = v.name + {"struct": ".", "structs": "[%d]." % maker.rng.randrange(2), "structp": "->"}[v.shape]
            path = leaf[0]
            if "%s" in path:
                index = maker.integer(depth)
                left, right = (front + path).split("%s")
                self.parts = [left, index, " & 3" + right]
                self.base, self.access = ["&" + left, index, " & 3" + right], "(*%s)"
            else:
                self.parts = [front + path]
                if v.shape == "structp":
                    self.base, self.access = [v.name], "%s->" + path
        self.index = [index] if index else []

    def read(self):
        facts = effects(self.index)
        facts["reads"] |= {self.key} | self.reads
        parts = ["("] + self.parts + [")"] if self.bit else self.parts
        return Node(parts, ["("] + self.parts + [" + 0)"] if self.bit else None, self.kind, **facts)

    def facts(self, nodes):
        facts = effects(nodes)
        facts["writes"] |= {self.key}
        facts["reads"] |= {self.key} | self.reads
        return facts

    def assigned(self, op, value):
        maker = self.maker
        found = Node([], **effects(self.index))
        found.reads |= self.reads
        if op != "=":
            found.reads |= {self.key}
        store = Node([], writes={self.key})
        if not (value.suspends or found.suspends) and (disturb(found, value) or self.key in value.writes):
            value = maker.harmless(value)
        if disturb(found, store) and not found.suspends and self.index and self.key in self.index[0].writes:
            return self.read()  # a[a[1]++] = 3
        front = back = ""
        operand = [value]
        if op in ("/=", "%="):
            operand = ["((", value, " & 7) + 1)"]
        elif op in ("<<=", ">>="):
            operand = ["(", value, " & %d)" % (0 if self.bool else 3)]
            if op == "<<=":
                op, operand = "+=", ["(", value, " & 3)"]
        elif self.kind == "float":
            operand = ["small(", value, ")"] if op == "=" else ["(whole(", value, ") & 15)"]
        parts = ["(" + front] + self.parts + [" %s " % op] + operand + [back + ")"]
        facts = self.facts(self.index + [value])
        plain = None
        if facts["suspends"]:
            plain = ["({ "]
            name, old = maker.next("q"), maker.next("q")
            if self.base:
                plain += ["__auto_type %s = " % name] + self.base + ["; "]
                place = [self.access % name]
            else:
                place = self.parts
            if op == "=":
                plain += place + [" = "] + operand + ["; "]
            else:
                plain += ["__auto_type %s = " % old] + place + [" + 0; " if self.bit else "; "] + place + [" = %s %s " % (old, op[:-1])] + operand + ["; "]
            plain += place + [" + 0; })" if self.bit else "; })"]
        return self.as_value(parts, plain, facts)

    def as_value(self, parts, plain, facts):
        """What an assignment gives."""
        front, back = ("(int)", "") if self.bit else ("", "")
        if self.v is not None and self.v.atomic:  # clang has it _Atomic, and takes it as an operand nowhere
            front, back = "((void)", ", %s)" % self.v.name
        return Node([front] + parts + [back], plain and [front] + plain + [back], self.kind, **facts)

    def stepped(self, how):
        if self.bool:
            how = "++%"
        if self.index and (self.key in self.index[0].writes):
            return self.read()
        left, right = how.split("%")
        facts = self.facts(self.index)
        parts = ["(" + left] + self.parts + [right + ")"]
        return self.as_value(parts, None, facts)
