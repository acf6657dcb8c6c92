"""Mutations of annotated C: what `run` and AFL++ (`afl`) give to the tool.

mutate(random) takes one of the files of samples/ and tests/ and changes it; gently(random, text) and roughly(random, tokens) are its two
ways, which do the same to any text. The functions at the end are what AFL++ calls, as AFL_PYTHON_MODULE=mutate. The result depends
on the random numbers alone."""
import random as numbers, re
from pathlib import Path

root = Path(__file__).resolve().parents[2]
folders = ["samples", "tests/language", "tests/errors", "tests/macros"]
seeds = sorted(path for folder in folders for path in root.glob(folder + "/*.co.c"))
tokenise = re.compile(r'#[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|/\*.*?\*/|//[^\n]*|\s+|\w+|\.\.\.|->|\+\+|--|<<=?|>>=?|&&|\|\||[-+*/%&|^=!<>]=|.', re.S)
keywords = ["await", "yield", "yield_from", "async(int)", "generator(int)", "async_generator(int)", "co_for (int, x, g())", "co_defer {", "co_try {",
            "co_catch (e) {", "co_finally {", "co_with (m) {", "co_timeout (1) {", "co_group (g) {", "return", "goto a;", "a:", "break;", "continue;",
            "switch (x) {", "case 1:", "default:", "({", "})", "{", "}", "(", ")", "[", "]", ";", ",", "?", ":", "sizeof", "typeof(", "static", "const",
            "volatile", "struct {", "union {", "enum {", "int", "void", "char *", "int (*)[n]", "int a[n];", "__auto_type", "_Generic(", "&", "*", "=", "+=", "&&",
            "||", "0", "1", '"text"', "alloca(", "asm(\"\");", "__attribute__((cleanup(f)))", "_Atomic", "_Thread_local", "co_none", "NULL", "..."]
texts = [path.read_text() for path in seeds]
tokens = [tokenise.findall(text) for text in texts]


def solid(random, list):
    for _ in range(20):
        at = random.randrange(len(list))
        if not list[at].isspace():
            return at
    return at


blocks = ["{ %s }", "if (1) { %s } else { %s }", "while (0) { %s }", "for (int i_ = 0; i_ < 2; i_++) { %s }", "do { %s } while (0);", "switch (2) { case 1 ... 3: %s default:; }",
          "({ %s });", "co_defer { %s }", "co_try { %s } co_catch_all (e_) { }", "co_try { %s } co_finally { %s }", "co_scope { %s }", "co_uncancellable { %s }",
          "co_timeout (9) { %s }", "goto over_; over_: %s", "%s int n_ = 3; int vla_[n_]; (void)vla_;", "%s { struct s_ { int a; } v_ = { 1 }; await co_sleep(0); (void)v_; }"]
operators = ["+", "-", "*", "/", "%", "<<", ">>", "<", ">", "<=", "==", "!=", "&", "|", "^", "&&", "||", ",", "=", "+=", "|=", "<<=", "?: ", "? 1 :"]


def gently(random, text):
    """Statements and expressions exchanged, doubled, wrapped: what comes out is C more often than not."""
    lines = text.split("\n")
    for _ in range(random.choice([1, 1, 1, 2, 3])):
        statements = [i for i, line in enumerate(lines) if re.match(r"\t.*;( *(/\*.*\*/|//.*))?$", line)]
        if not statements:
            break
        at, kind = random.choice(statements), random.randrange(9)
        line = lines[at]
        if kind == 0:
            del lines[at]
        elif kind == 1:
            lines.insert(random.choice(statements), line)
        elif kind == 2:
            other = random.choice(statements)
            lines[at], lines[other] = lines[other], line
        elif kind == 3:
            lines[at] = "\t" + random.choice(blocks).replace("%s", line.split("//")[0].strip())
        elif kind == 4:
            values = [m for m in re.finditer(r"\b(\d+|[a-z]\w*)\b", line) if not line[m.end() :].lstrip().startswith("(")]
            if values:
                m = random.choice(values)
                wrapped = random.choice(["(await co_sleep(0), %s)", "({ await co_sleep(0); %s; })", "(%s ?: await co_sleep(0))", "(yield %s)", "*&%s", "(%s)"])
                lines[at] = line[: m.start()] + wrapped.replace("%s", m[0]) + line[m.end() :]
        elif kind == 5:
            found = list(re.finditer(r" ([-+*/%&|^<>=!]{1,3}) ", line))
            if found:
                m = random.choice(found)
                lines[at] = line[: m.start(1)] + random.choice(operators) + line[m.end(1) :]
        elif kind == 6:
            lines[at] = re.sub(r"\b\d+\b", lambda m: random.choice(["0", "1", "-1", "2147483647", "3u", "1e9", m[0]]), line)
        elif kind == 7:
            names = re.findall(r"\b[a-z_]\w*\b", "\n".join(lines[max(0, at - 10) : at + 10]))
            found = list(re.finditer(r"\b[a-z_]\w*\b", line))
            if found:
                m = random.choice(found)
                lines[at] = line[: m.start()] + random.choice(names) + line[m.end() :]
        else:
            lines[at] = re.sub(r"\b(int|unsigned|long|char)\b", lambda m: random.choice(["int", "double", "char *", "_Bool", "const int", "volatile int", "__int128", "_Complex double"]), line)
    return "\n".join(lines).encode(errors="surrogateescape")


def roughly(random, words):
    """Tokens and bytes exchanged, lost and doubled."""
    mutant = list(words)
    for _ in range(random.choice([1, 1, 1, 2, 3, 6])):
        at, kind = solid(random, mutant), random.randrange(10)
        if kind == 0:
            del mutant[at]
        elif kind == 1:
            mutant.insert(at, mutant[at] + " ")
        elif kind == 2:
            other = solid(random, mutant)
            mutant[at], mutant[other] = mutant[other], mutant[at]
        elif kind == 3:
            mutant[at] = random.choice(random.choice(tokens)) + " "
        elif kind == 4:
            mutant[at] = " " + random.choice(keywords) + " "
        elif kind == 5:
            mutant.insert(at, " " + random.choice(keywords) + " ")
        elif kind == 6:
            end = min(len(mutant), at + random.randrange(1, 40))
            del mutant[at:end]
        elif kind == 7:
            end = min(len(mutant), at + random.randrange(1, 40))
            to = solid(random, mutant)
            mutant[to:to] = mutant[at:end]
        elif kind == 8:
            names = [i for i, token in enumerate(mutant) if re.match(r"[A-Za-z_]\w*$", token)]
            if names:
                mutant[random.choice(names)] = mutant[random.choice(names)]
        else:
            other = random.choice(tokens)
            start = solid(random, other)
            mutant[at:at] = other[start : start + random.randrange(1, 30)]
        if not mutant:
            return b""
    text = "".join(mutant).encode(errors="surrogateescape")
    if random.randrange(12) == 0:
        text = text[: random.randrange(len(text) + 1)]
    if random.randrange(12) == 0 and text:
        changed = bytearray(text)
        for _ in range(random.randrange(1, 8)):
            changed[random.randrange(len(changed))] = random.randrange(256)
        text = bytes(changed)
    return text


def deeply(random, text):
    """A statement or a value wrapped again and again, or repeated many times."""
    lines = text.split("\n")
    statements = [i for i, line in enumerate(lines) if re.match(r"\t.*;( *(/\*.*\*/|//.*))?$", line)]
    if statements:
        at, times = random.choice(statements), random.choice([2, 5, 20, 60])
        line = re.sub(r" *//.*", "", lines[at])
        if random.randrange(3) == 0:
            lines[at] = line * times
        elif random.randrange(2):
            for _ in range(times if times < 20 else 8):
                line = random.choice(blocks[:7] + blocks[9:13]).replace("%s", line.strip())
            lines[at] = "\t" + line
        else:
            values = list(re.finditer(r"\b(\d+|[a-z]\w*)\b(?!\s*\()", line))
            if values:
                m, (left, right) = random.choice(values), random.choice([("(", ")"), ("({ ", "; })"), ("-", ""), ("(1 ? ", " : 0)"), ("(await co_sleep(0), ", ")"), ("*&", "")])
                lines[at] = line[: m.start()] + left * times + m[0] + right * times + line[m.end() :]
    return "\n".join(lines).encode(errors="surrogateescape")


def change(random, text):
    """Bytes from the text of a file."""
    kind = random.randrange(12)
    if kind < 7:
        return gently(random, text)
    if kind < 9:
        return deeply(random, text)
    return roughly(random, tokenise.findall(text)) if text else b""


def mutate(random):
    """The number of a seed, and what became of it."""
    which = random.randrange(len(seeds))
    result = change(random, texts[which])
    if random.randrange(40) == 0:
        result = result.replace(b"\n", b"\r\n")
    if random.randrange(40) == 0:
        result = result.rstrip(b"\n")
    return which, result


# What AFL++ calls.
def init(seed):
    numbers.seed(seed)


def fuzz(text, other, limit):
    return bytearray(change(numbers, bytes(text).decode(errors="surrogateescape"))[:limit]) or bytearray(b"\n")  # it takes no empty one


def deinit():
    pass
