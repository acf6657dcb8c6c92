"""The types of the random programs of forms_make.py: what they are called, how a value is shown, made, and reached inside."""

INTS = ["int", "int", "int", "unsigned", "long", "unsigned long", "short", "unsigned short", "signed char", "unsigned char",
        "_Bool", "long long", "__int128", "unsigned __int128"]
FLOATS = ["double", "double", "float", "long double"]

# What a helper can be named after.
WORD = {"unsigned": "u", "unsigned long": "ul", "unsigned short": "us", "signed char": "sc", "unsigned char": "uc", "_Bool": "b",
        "long long": "ll", "__int128": "i128", "unsigned __int128": "u128", "long double": "ld", "int *": "p",
        "_Complex double": "z", "v4i": "v"}


class Struct:
    """A structure or union with random members. leaves: (path, kind, how it is read), where a path may hold one %s for a subscript
    from 0 to 3; kind is "int", "bit" or "float"."""

    def __init__(self, rng, tag, earlier, small=False):
        self.tag, self.union = tag, rng.random() < 0.12
        self.members, self.leaves, self.inner = [], [], []
        count = rng.randint(1, 3 if small else 6)
        if not self.union and not small and rng.random() < 0.12:
            self.members.append("char room[%d];" % rng.choice([3, 17, 64, 300, 2500]))
        for i in range(count):
            name = "f%d" % i
            what = rng.randrange(10)
            if self.union:
                what = 0  # any member may be read
            if what < 3:
                type = "int" if self.union else rng.choice(INTS)
                self.members.append("%s %s;" % (type, name))
                self.leaves.append((name, "int", type))
            elif what < 5:
                type = rng.choice(["int", "unsigned", "unsigned", "signed char", "unsigned short", "_Bool"])
                bits = 1 if type == "_Bool" else rng.randint(2, 7)
                self.members.append("%s %s : %d;" % (type, name, bits))
                self.leaves.append((name, "bit", type))
            elif what < 7:
                type = rng.choice(INTS)
                self.members.append("%s %s[4];" % (type, name))
                self.leaves.append((name + "[%s]", "int", type))
            elif what == 7:
                type = rng.choice(FLOATS)
                self.members.append("%s %s;" % (type, name))
                self.leaves.append((name, "float", type))
            elif what == 8 and (earlier := [e for e in earlier if not e.union]):
                inner = rng.choice(earlier)  # never a union, of which a list sets but one member
                self.members.append("%s %s;" % (inner.name, name))
                self.inner.append((name, inner))
                self.leaves += [("%s.%s" % (name, path), kind, type) for path, kind, type in inner.leaves]
            else:
                self.members.append("struct { int a%d; unsigned b%d : 5; };" % (i, i))
                self.leaves += [("a%d" % i, "int", "int"), ("b%d" % i, "bit", "unsigned")]

    @property
    def name(self):
        return ("union " if self.union else "struct ") + self.tag

    def definition(self):
        return "%s { %s };" % (self.name, " ".join(self.members))

    def show(self):
        """A function that shows each leaf."""
        lines = ["static void show_%s(int id, %s v) {" % (self.tag, self.name)]
        for path, kind, _ in self.leaves:
            if "%s" in path:
                lines.append("\tfor (int i = 0; i < 4; i++) note(id, (long long)v.%s);" % (path % "i"))
            elif kind == "float":
                lines.append("\tnote_real(id, (double)v.%s);" % path)
            else:
                lines.append("\tnote(id, (long long)v.%s);" % path)
            if self.union:
                break
        return "\n".join(lines + ["}", ""])


def word(type):
    return WORD.get(type, type.replace("struct ", "").replace("union ", ""))


def later(type):
    """An async function that hands back its argument, suspended or not."""
    return ("static async(%s) later_%s(%s v) {\n\tif (suspend_now()) await co_sleep(0);\n\treturn v;\n}\n"
            % (type, word(type), type))


def readers(type):
    """What reads from arrays of four that pointers lead to, at once and when it has waited."""
    one, two = "const %s *p, int i" % type, "const %s *p, int i, const %s *q, int k" % (type, type)
    read = "(long long)p[i & 3]"
    lines = []
    for name, parameters, value in (("at", one, read), ("of_two", two, read + " ^ (long long)q[k & 3]")):
        lines.append("static long long %s_%s(%s) { return %s; }\n" % (name, word(type), parameters, value))
        lines.append("static async(long long) waited_%s_%s(%s) {\n\tif (suspend_now()) await co_sleep(0);\n\treturn %s;\n}\n"
                     % (name, word(type), parameters, value))
    return "".join(lines)
