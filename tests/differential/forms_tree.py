"""The nodes of which forms_make.py builds programs, and how they become text.

A node is a list of parts: text, nodes, and lists of statements. It has two readings. The first is annotated C. The second is the
oracle: ordinary C, in which the order that the language promises (a full expression that suspends is evaluated from left to right)
is spelled out with temporaries in statement expressions, so that no compiler has a choice. Where both say the same, there is one.

What must hold: the two readings share their nodes, so whoever changes or drops one changes both. R and W name what a node reads and
writes: a variable that nobody else can reach, or MEMORY for all else. An expression whose operands would disturb each other is only made
where one of them suspends, as the order is C's own otherwise.
"""
import random
import re

MEMORY = "memory"
JUMP = "jump"  # leaves the expression, maybe: what else has been evaluated then must not matter


class Node:
    def __init__(self, parts, plain=None, kind="int", suspends=False, reads=(), writes=(), statement=False, fixed=False):
        self.parts = parts
        self.plain = parts if plain is None else plain
        self.kind = kind  # of the value: what may stand in its place
        self.suspends = suspends
        self.reads = frozenset(reads)
        self.writes = frozenset(writes)
        self.statement = statement
        self.fixed = fixed  # not to be dropped: a declaration, a label
        if statement: # of a statement expression, maybe, whose operands have to know what is in it
            for inner in inside(parts):
                self.suspends |= inner.suspends
                self.reads |= inner.reads
                self.writes |= inner.writes

    def state(self):
        return dict(self.__dict__)

    def become(self, state):
        self.__dict__.clear()
        self.__dict__.update(state)


def inside(parts):
    """The nodes among the parts, and in lists among them."""
    for part in parts:
        if isinstance(part, list):
            yield from inside(part)
        elif isinstance(part, Node):
            yield part


def disturb(a, b):
    """Whether the order in which the two are evaluated can be seen."""
    if (JUMP in a.writes and b.writes) or (JUMP in b.writes and a.writes):
        return True
    return bool(a.writes & (b.reads | b.writes)) or bool(b.writes & a.reads)


def effects(nodes):
    return {"suspends": any(n.suspends for n in nodes), "reads": frozenset().union(*[n.reads for n in nodes]),
            "writes": frozenset().union(*[n.writes for n in nodes])}


def text_of(part, plain=False, indent=1):
    """A part as text; lists of statements are one line each."""
    if isinstance(part, str):
        return part
    if isinstance(part, list):
        return "".join("\n" + "\t" * indent + text_of(s, plain, indent) for s in part) + "\n" + "\t" * (indent - 1)
    out = []
    for inner in part.plain if plain else part.parts:
        out.append(text_of(inner, plain, indent + 1))
    return "".join(out)


def children(node):
    """Nodes and lists directly below, each once, in the order of the annotated reading."""
    seen = set()
    for part in list(node.parts) + list(node.plain):
        if not isinstance(part, str) and id(part) not in seen:
            seen.add(id(part))
            yield part


def nodes_below(part):
    for inner in part if isinstance(part, list) else children(part):
        if isinstance(inner, Node):
            yield inner
        yield from nodes_below(inner)


def lists_below(part):
    if isinstance(part, list):
        yield part
        for node in part:
            yield from lists_below(node)
    else:
        for inner in children(part):
            yield from lists_below(inner)


class Function:
    """head and plain_head: all in front of the body."""

    def __init__(self, head, plain_head, name, body):
        self.head, self.plain_head, self.name, self.body = head, plain_head, name, body
        self.macros = 0  # slices of its text that become macros

    def text(self, plain):
        if plain:
            return self.plain_head + " {" + text_of(self.body, True) + "}\n"
        body = text_of(self.body, False)
        before = ""
        if self.macros:
            before, body = with_macros(body, self.name, self.macros)
        return before + self.head + " {" + body + "}\n"


class Program:
    """before: types, globals, helpers, in both readings; main_calls: what main does, as (annotated, plain) text."""

    def __init__(self, number, seed):
        self.number, self.seed = number, seed
        self.before = []  # (annotated, plain)
        self.functions = []
        self.calls = []

    def text(self, plain):
        which = 1 if plain else 0
        out = [pair[which] for pair in self.before]
        out += [f.text(plain) for f in self.functions]
        out.append("static void p%d_run(void) {\n" % self.number)
        out += ["\t" + pair[which] + "\n" for pair in self.calls]
        out.append("}\n\n")
        return "".join(out)


TOKEN = re.compile(r"\s+|[A-Za-z_]\w*|\.?\d(?:[eE][+-]|[\w.])*|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\""
                   r"|<<=|>>=|\.\.\.|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|##|.", re.S)
OPEN, CLOSE = "([{", ")]}"


def with_macros(body, name, seed):
    """Slices of the text become macros: expressions, statements, halves of statements; some of their tokens become arguments.

    What the preprocessor makes of it is the same sequence of tokens, so the meaning is the same whatever the slice. Out: the
    definitions, the text."""
    rng = random.Random(seed)
    tokens = [t for t in TOKEN.findall(body)]
    definitions = []
    for number in range(rng.randint(1, 5)):
        words = [i for i, t in enumerate(tokens) if not t.isspace()]
        if len(words) < 12:
            break
        slice_of = rng.choice([balanced_slice, balanced_slice, line_slice, line_slice, any_slice])
        found = slice_of(rng, tokens, words)
        if not found:
            continue
        start, end = found
        if cuts_a_call(tokens, start, end):
            continue
        inside = tokens[start:end]
        macro = "%s_m%d" % (name.upper(), number)
        parameters, arguments = [], []
        for _ in range(rng.choice([0, 1, 1, 2])):
            positions = [i for i, t in enumerate(inside) if not t.isspace()]
            one = argument_slice(rng, inside, positions)
            if not one:
                continue
            parameter = "arg%d" % len(parameters)
            arguments.append("".join(inside[one[0]:one[1]]))
            parameters.append(parameter)
            inside[one[0]:one[1]] = [" ", parameter, " "]
        text = "".join(" " if t.isspace() else t for t in inside)
        call = macro
        if parameters or rng.random() < 0.3:
            call = "%s(%s)" % (macro, ", ".join(arguments))
            macro = "%s(%s)" % (macro, ", ".join(parameters))
        definitions.append("#define %s %s\n" % (macro, text.strip()))
        tokens[start:end] = TOKEN.findall(" " + call + " ")
    return "".join(definitions), "".join(tokens)


def matching(tokens, at):
    depth = 0
    for i in range(at, len(tokens)):
        if tokens[i] in OPEN:
            depth += 1
        elif tokens[i] in CLOSE:
            depth -= 1
            if depth == 0:
                return i
    return None


MACRO = re.compile(r"co_catch|[A-Z]{3,}|P\d+_\w+_m\d+")


def is_argument(tokens):
    """Balanced, and without a comma outside of parentheses, for a preprocessor."""
    depth = 0
    for token in tokens:
        depth += (token == "(") - (token == ")")
        if depth < 0 or token == "," and depth == 0:
            return False
    return depth == 0


def cuts_a_call(tokens, start, end):
    """Whether a slice begins or ends between the name of a macro and its arguments, or within them."""
    for i, token in enumerate(tokens):
        if not MACRO.fullmatch(token):
            continue
        open_at = next((j for j in range(i + 1, len(tokens)) if not tokens[j].isspace()), None)
        if open_at is None or tokens[open_at] != "(":
            continue
        close = matching(tokens, open_at) or len(tokens)
        inside = start > open_at and end <= close and is_argument(tokens[start:end])
        if not (start <= i and close < end or end <= i or start > close or inside):
            return True
    return False


def balanced_slice(rng, tokens, words):
    opens = [i for i in words if tokens[i] == "("]
    if not opens:
        return None
    start = rng.choice(opens)
    end = matching(tokens, start)
    return (start, end + 1) if end and end - start < 400 else None


def line_slice(rng, tokens, words):
    """From behind one ; { or } to behind another."""
    ends = [n for n, i in enumerate(words) if tokens[i] in (";", "{", "}")][:-1]
    if len(ends) < 3:
        return None
    first = rng.randrange(len(ends) - 1)
    last = min(len(ends) - 1, first + rng.randint(1, 4))
    return (words[ends[first]] + 1, words[ends[last]] + 1) if words[ends[last]] - words[ends[first]] < 600 else None


def any_slice(rng, tokens, words):
    first = rng.randrange(len(words) - 8)
    last = first + rng.randint(1, min(40, len(words) - first - 2))
    return words[first], words[last] + 1


def argument_slice(rng, tokens, words):
    """Balanced, and without a comma outside of parentheses."""
    for _ in range(6):
        if len(words) < 3:
            return None
        first = rng.randrange(len(words))
        last = min(len(words) - 1, first + rng.randint(0, 25))
        part = [tokens[i] for i in words[first:last + 1]]
        depth, good = 0, True
        round_only = 0
        for t in part:
            if t == "(":
                round_only += 1
            elif t == ")":
                round_only -= 1
            elif t == "," and round_only == 0:
                good = False
            if t.startswith("arg") or round_only < 0:
                good = False
            if t in OPEN:
                depth += 1
            elif t in CLOSE:
                depth -= 1
            if depth < 0:
                good = False
        if good and depth == 0 and round_only == 0 and not cuts_a_call(tokens, words[first], words[last] + 1):
            return words[first], words[last] + 1
    return None
