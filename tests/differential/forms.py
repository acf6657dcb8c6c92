#!/usr/bin/env python3
"""Random programs of all of plain C as coroutines, against themselves as ordinary programs.

forms_make.py makes the programs, forms_tree.py writes each in two readings: annotated, and plain, with the order of evaluation that the
language promises spelled out. The plain one, built as it is, is the oracle. Here they are compiled, a batch at a time, with each compiler
at each level, and run with helpers that suspend always, never, and every other time. What differs is reduced and kept.

Out: one line for each program that differs, a sum at the end; status 0 if nothing differs and nothing is refused.
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True  # nothing is left beside the sources
from forms_make import make
from forms_tree import Node, lists_below, nodes_below
from forms_types import FLOATS, INTS, later, readers
from toolchain import Toolchain, first_error

PRELUDE = r"""#include <cogen.h>
#include "check.h"

typedef int v4i __attribute__((vector_size(16)));

enum { a = 5, n = 2, y = 3 }; /* what locals hide */
enum { DROP, CLOSE, THROW, CODE = 77 }; /* what comes at the yield where a generator is stopped, and what is thrown there */
static int fuel, yields, limit;
static bool spend(void) { return fuel > 0 && fuel-- > 0; }
static long long note(int id, long long v) {
	printf("%d: %lld\n", id, v);
	return v;
}
static void note_real(int id, double v) { printf("%d: %.9g\n", id, v); }
typedef int twist_type(int, int);
static int twist(int a, int b) { return (int)((unsigned)a * 31u ^ (unsigned)b * 7u); }
static int mix(short a, double b, int c) { return (int)((unsigned)a + (unsigned)(int)b * 3u - (unsigned)c); }
static int whole(long double v) { return v > -1e6L && v < 1e6L ? (int)v : 7; }
static long double small(long double v) { return v > -1e4L && v < 1e4L ? v : 0.5L; }
static _Complex double shrink(_Complex double v) { return (double)small(__real__ v) + (double)small(__imag__ v) * 1.0i; }
static void left(const int *v) { note(8, *v); }

#define BIGGER(a, b) \
	({ \
		__auto_type l_ = (a) + 0; \
		__auto_type r_ = (b) + 0; \
		l_ > r_ ? l_ : r_; \
	})
#define TWICE(e) ((e) + (e))
#define WAITED(e) (1 + await later_int((int)(e)))
#define CALL(x, y, a, ...) x##y((int)(a), 1 __VA_OPT__(+ __VA_ARGS__))
#define EACH(v, n) for (int v = 0, v##_end = ((n) & 3); v < v##_end && spend(); v++)
#define REPEAT(n, ...) for (int r_ = 0; r_ < (n) && spend(); r_++) __VA_ARGS__
#define XLIST(X, u, v) X(first, u) X(second, v)
#define DECLARE(name, v) long long name = (v);
#define SUM(name, v) +name
#define BEGIN(x) { long long begun = (long long)(x); if (begun > 0) {
#define ELSE } else {
#define END } }
#define SWAP(a, b) do { __typeof__(a) t_ = (a); (a) = (__typeof__(a))(b); (b) = (__typeof__(b))t_; } while (0)

"""

CONSUMERS = (r"""static void begin(int at) { fuel = 250, yields = 0, limit = at; }
static int consume(int v) {
	note(9, v);
	yields++;
	return (int)((unsigned)v * 3u + 1u) & 63;
}
static int drive(co_gen *g, int at, int how) {
	int v, result = -1;
	begin(at);
	bool more = co_next(g, &v);
	while (more) {
		int sent = consume(v);
		if (yields == limit && how != THROW) break;
		more = yields == limit ? co_throw(g, CODE, "thrown", &v) : co_send(g, sent, &v);
	}
	if (more && how == CLOSE)
		note(7, co_close(g));
	else if (!more && co_gen_error(g))
		note(6, co_gen_error(g)->code);
	else if (!more)
		result = co_returned(int, g);
	co_free(g);
	return result;
}

""", r"""static int stop;
static bool closing, throwing; /* what a yield finds when it is gone on from, and every call of a generator that is left with it */
static void begin(int at) { fuel = 250, yields = 0, limit = at, closing = throwing = false; }
static int consume(int v) {
	note(9, v);
	if (++yields == limit) *(stop == THROW ? &throwing : &closing) = true;
	return (int)((unsigned)v * 3u + 1u) & 63;
}
static int driven(int result) {
	if (closing && stop == CLOSE) note(7, 0);
	if (throwing) note(6, CODE);
	return closing || throwing ? -1 : result;
}

""")


def text(programs, plain):
    out = [PRELUDE, CONSUMERS[plain]]
    out += [later(t) for t in sorted(set(INTS + FLOATS + ["int *", "_Complex double", "v4i"]))]
    out += [readers(t) for t in sorted(set(INTS))]
    out += [p.text(plain) for p in programs]
    out.append("int main(void) {\n\tsetvbuf(stdout, NULL, _IOLBF, 0);\n")
    for p in programs:
        out.append('\tputs("== %d");\n\tp%d_run();\n' % (p.number, p.number))
    return "".join(out) + "}\n"


class Failure:
    """kind: refused, does not compile, differs; what: the same for the same fault, with the numbers left out."""

    def __init__(self, kind, what, how=None, program=None):
        self.kind, self.what, self.how, self.program = kind, what, how, program

    def same(self, other):
        def bare(failure):
            return re.sub(r"'[^']*'|[\d_]+", "", failure.what) if failure.kind != "differs" else ""
        return other is not None and self.kind == other.kind and bare(self) == bare(other)

    def __str__(self):
        return self.kind + ": " + self.what


class Tools(Toolchain):
    sanitized = "-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all"

    def oracle(self, programs, folder, flags="-O0", compiler=None):
        """What each program prints as it is: {number: lines}, or None if it is no program that can be compared with."""
        source, binary = os.path.join(folder, "plain.c"), os.path.join(folder, "plain")
        with open(source, "w") as file:
            file.write(text(programs, True))
        done = self.run([compiler or self.env["CC"], "-std=gnu11", "-w", "-fwrapv", *flags.split(), "-I" + os.path.join(self.root, "tests/language/plain"),
                         *self.includes, source, "-o", binary, "-lm"])
        if done.returncode:
            self.oracle_error = done.stderr
            return None
        try:
            done = self.run([binary], timeout=10)
        except subprocess.TimeoutExpired:
            self.oracle_error = "does not end"
            return None
        self.oracle_error = done.stderr or "status %d" % done.returncode
        return None if done.returncode or "runtime error" in done.stderr else sections(done.stdout)

    def failure(self, programs, expected, folder, off=None, ways=None):
        """ways: (compiler, flags), all of them by default."""
        source, generated, binary = (os.path.join(folder, name) for name in ("programs.co.c", "programs.c", "programs"))
        with open(source, "w") as file:
            file.write(text(programs, False))
        try:
            done = self.transform(source, generated, *["-fno-" + name for name in off or []], flags=["-w"], timeout=120)
        except subprocess.TimeoutExpired:
            return Failure("refused", "cogen does not end")
        if done.returncode: return Failure("refused", first_error(done).split("error: ")[-1])
        for compiler, flags in ways:
            how = "%s %s" % (compiler, flags)
            try:
                done = self.compile(compiler, generated, binary, ["-std=gnu11", "-Wno-error", "-w", "-fwrapv", *flags.split()])
            except subprocess.TimeoutExpired:
                return Failure("does not compile", "the compiler does not end", (compiler, flags))
            if done.returncode: return Failure("does not compile", first_error(done).split("error: ")[-1], (compiler, flags))
            for suspend in ("always", "never", "alternate"):
                try:
                    done = self.run([binary], env=dict(os.environ, SUSPEND=suspend), timeout=30)
                except subprocess.TimeoutExpired as error:
                    got = sections((error.stdout or b"").decode(errors="replace"))
                    return Failure("differs", "%s, SUSPEND=%s: does not end" % (how, suspend), (compiler, flags), list(got or [None])[-1])
                got = sections(done.stdout)
                for p in programs:
                    if got.get(p.number) != expected[p.number]:
                        mine, its = got.get(p.number) or [], expected[p.number]
                        at = next((i for i, (a, b) in enumerate(zip(mine, its)) if a != b), min(len(mine), len(its)))
                        what = "%s, SUSPEND=%s: line %d is '%s' instead of '%s'" % (how, suspend, at, (mine[at:] or ["nothing"])[0], (its[at:] or ["nothing"])[0])
                        if done.returncode:
                            what += "; status %d: %s" % (done.returncode, done.stderr.strip().splitlines()[0][:200] if done.stderr.strip() else "")
                        return Failure("differs", what, (compiler, flags), p.number)
                if done.returncode:
                    return Failure("differs", "%s, SUSPEND=%s: status %d: %s" % (how, suspend, done.returncode, done.stderr.strip()[:300]), (compiler, flags))
        return None


def sections(printed):
    found, lines = {}, None
    for line in printed.splitlines():
        if line.startswith("== "):
            lines = found[int(line[3:])] = []
        elif lines is not None:
            lines.append(line)
    return found


def literal_of(node):
    zero = {"int": "7", "float": "1.5", "complex": "(_Complex double)2", "vector": "(v4i){ 1, 2, 3, 4 }"}.get(node.kind)
    if zero is None and hasattr(node.kind, "tag"):
        zero = None if node.parts[0][:1] == "{" else "(%s){ 0 }" % node.kind.name
    return Node([zero], kind=node.kind) if zero else None


def reduce(program, fails, seconds):
    """Statements left out, and expressions made simpler, as long as it still fails."""
    end = time.time() + seconds

    def attempt(undo):
        if time.time() < end and fails(program):
            return True
        undo()
        return False

    def drop(items):
        """Whatever of a list can be spared, in halves first."""
        size, changed = max(1, len(items)), False
        while size and time.time() < end:
            at = 0
            while at < len(items) and time.time() < end:
                kept = items[at:at + size]
                if all(isinstance(k, Node) and k.fixed for k in kept):
                    at += size
                    continue
                gone = [k for k in kept if not (isinstance(k, Node) and k.fixed)]
                items[at:at + size] = [k for k in kept if k not in gone]

                def undo(at=at, kept=kept, count=len(kept) - len(gone)):
                    items[at:at + count] = kept
                if attempt(undo):
                    changed = True
                else:
                    at += size
            size //= 2
        return changed

    drop(program.calls)
    for function in program.functions:
        if function.macros:
            macros, function.macros = function.macros, 0
            attempt(lambda function=function, macros=macros: setattr(function, "macros", macros))
    changed = True
    while changed and time.time() < end:
        changed = False
        for function in program.functions:
            for items in list(lists_below(function.body)):
                changed |= drop(items)
            # A statement becomes what is in it.
            for items in list(lists_below(function.body)):
                at = 0
                while at < len(items) and time.time() < end:
                    one = items[at]
                    inner = [p for p in one.parts if isinstance(p, list)]
                    for replacement in inner:
                        items[at:at + 1] = replacement

                        def undo(items=items, at=at, count=len(replacement), one=one):
                            items[at:at + count] = [one]
                        if attempt(undo):
                            changed = True
                            break
                    else:
                        at += 1
            for node in list(nodes_below(function.body)):
                if node.statement or len(node.parts) < 2:
                    continue
                choices = [literal_of(node)] + sorted((n for n in nodes_below(node) if n.kind == node.kind and not n.statement), key=lambda n: len(n.parts))
                for choice in choices[:6]:
                    if choice is None or time.time() > end:
                        continue
                    before = node.state()
                    node.become(choice.state())
                    if attempt(lambda node=node, before=before: node.become(before)):
                        changed = True
                        break
    return program


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, help="how many programs")
    parser.add_argument("first", type=int, nargs="?", default=1, help="seed of the first")
    parser.add_argument("--build", default=os.environ.get("BUILD", "build"), help="a build tree, with its tests configured")
    parser.add_argument("--batch", type=int, default=8, help="programs in one file")
    parser.add_argument("--size", type=int, default=26, help="statements in one function, at most")
    parser.add_argument("--compilers", help="with commas; the one of the build tree")
    parser.add_argument("--levels", help="words of flags, with commas inside: '-O0 -O1,-fsanitize=undefined'; those of the build tree")
    parser.add_argument("--alternate", action="store_true", help="each file with one compiler at one level, in turn")
    parser.add_argument("--sanitized", type=int, default=0, help="of so many files one is built with the sanitizers, too")
    parser.add_argument("--off", default="", help="optimisations of cogen's that are off, with commas; 'each': each of them alone, in turn")
    parser.add_argument("--log", help="has a line for each file that is done: what stands in it is not done again")
    parser.add_argument("--print", choices=["annotated", "plain"], help="print the programs, and run nothing")
    parser.add_argument("--keep", help="where a failing program is left, reduced (a new folder)")
    parser.add_argument("--reduce", type=int, default=240, help="seconds for the reduction of one program")
    options = parser.parse_args()
    last = options.first + options.count

    def programs_of(first):
        return [make(seed, seed, options.size) for seed in range(first, min(first + options.batch, last))]

    if options.print:
        sys.stdout.write(text([make(s, s, options.size) for s in range(options.first, last)], options.print == "plain"))
        return 0
    tools = Tools(options)
    keep = options.keep or tempfile.mkdtemp(prefix="forms-")
    done = {}
    if options.log and os.path.exists(options.log):
        with open(options.log) as file:
            for line in file:
                done[line.split()[0]] = line.split()
    sums = [0, 0, 0, 0]
    with tempfile.TemporaryDirectory() as folder:
        for turn, first in enumerate(range(options.first, last, options.batch)):
            name = "%d-%d" % (first, min(first + options.batch, last) - 1)
            if name not in done:
                counts = batch(tools, options, programs_of, first, folder, keep)
                done[name] = [name] + [str(w) for pair in zip(counts, ("equal", "skipped", "refused", "differ")) for w in pair]
                if options.log:
                    with open(options.log, "a") as file:
                        file.write(" ".join(done[name]) + "\n")
            sums = [s + int(n) for s, n in zip(sums, done[name][1::2])]
    print("%d programs from seed %d: %d equal, %d skipped, %d refused, %d differ" % (options.count, options.first, *sums))
    if sums[2] or sums[3]:
        print("in " + keep)
    elif not options.keep:
        os.rmdir(keep)
    return 1 if sums[2] or sums[3] else 0


def ways_of(tools, options, turn):
    ways = [(compiler, level) for compiler in tools.compilers for level in tools.levels]
    if options.alternate:
        ways = [ways[turn % len(ways)]]
    if options.sanitized and turn % options.sanitized == 0:
        ways.append((tools.compilers[turn // options.sanitized % len(tools.compilers)], tools.sanitized))
    return ways


def batch(tools, options, programs_of, first, folder, keep):
    """(equal, skipped, refused, differ)."""
    turn = first // options.batch
    ways = ways_of(tools, options, turn)
    off = [o for o in options.off.split(",") if o]
    if off == ["each"]:
        with open(os.path.join(tools.root, "cogen", "passes.def")) as file:
            names = re.findall(r'^PASS\(\w+, "([a-z-]+)"', file.read(), re.M)
        off = [names[turn % len(names)]]
    counts = [0, 0, 0, 0]
    programs = programs_of(first)
    expected = tools.oracle(programs, folder)
    if expected is None or any(p.number not in expected for p in programs):
        # Which of them, and why: the maker must not make such a program.
        alone, expected = [], {}
        for p in programs:
            one = tools.oracle([p], folder)
            if one is None:
                print("%d: no oracle: %s" % (p.seed, next((l for l in tools.oracle_error.splitlines() if "error" in l), tools.oracle_error)[:300]), flush=True)
                counts[1] += 1
            else:
                expected.update(one)
                alone.append(p)
        programs = alone
    while programs:
        failure = tools.failure(programs, expected, folder, off, ways)
        if failure is None:
            counts[0] += len(programs)
            break
        owner = next((p for p in programs if p.number == failure.program), None)
        for p in [owner] if owner else programs:
            alone = tools.failure([p], expected, folder, off, ways)
            if alone:
                owner, failure = p, alone
                break
        owner = owner or programs[0]
        print("%d%s: %s" % (owner.seed, " without " + ",".join(off) if off else "", failure), flush=True)
        programs.remove(owner)
        keep_it(tools, options, owner, failure, off, folder, keep)
        counts[2 if failure.kind == "refused" else 3] += 1
    return tuple(counts)


def keep_it(tools, options, program, failure, off, folder, keep):
    os.makedirs(keep, exist_ok=True)
    ways = [failure.how] if failure.how else []
    sure = "-O0 -fsanitize=undefined,address -fno-sanitize=leak -fno-sanitize-recover=all"

    def fails(candidate):
        if failure.kind == "refused":
            expected = {candidate.number: []}
            if tools.failure([candidate], expected, folder, off, []) is None:
                return False
        expected = tools.oracle([candidate], folder, sure)
        if not expected:
            return False
        return failure.same(tools.failure([candidate], expected, folder, off, ways))

    if options.reduce:
        if fails(program):
            reduce(program, fails, options.reduce)
        else:
            print("%d: not as clear alone: %s" % (program.seed, tools.oracle_error[:300]), flush=True)
    expected = tools.oracle([program], folder)
    with open(os.path.join(keep, "%d.co.c" % program.seed), "w") as file:
        file.write("/* %s */\n" % failure + text([program], False))
    with open(os.path.join(keep, "%d.plain.c" % program.seed), "w") as file:
        file.write(text([program], True))


if __name__ == "__main__":
    sys.exit(main())
