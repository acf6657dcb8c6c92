#!/usr/bin/env python3
"""Random programs of cogen's blocks against what a model of the language says that they print.

blocks_tree.py makes the programs, blocks_model.py runs them; here they are compiled, a batch at a time, with each compiler at each
level, and run with each way of suspending. Each async function runs without a cancellation, and with one at the k-th suspension for
every k up to a bound; each generator is driven by random calls of next, send, throw and close.

Out: one line for each program that differs, a sum at the end; status 0 if nothing differs and nothing is refused.
"""
import argparse
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # nothing is left beside the sources
from blocks_model import World
from blocks_tree import Generator, Node, c_of
from toolchain import Toolchain, first_error

PRELUDE = r"""#include <cogen.h>
#include "check.h"

static unsigned seed;
static int fuel, waits, cancel_at;
static bool asked;

static int pick(int below) {
	seed = seed * 1103515245u + 12345u;
	return (int)((seed >> 16) % (unsigned)below);
}
static bool spend(void) { return fuel > 0 && fuel--; }
static void say(int id, int value) { printf("%d: %d\n", id, value); }
static void bump(int *v) { *v = (*v + 7) % 101; }
static void leave(const int *v) { printf("leave %d\n", *v); }
#define GUARD __attribute__((cleanup(leave)))

static const char *name_of(int code) {
	static char text[16];
	sprintf(text, "%d", code);
	return code == CO_ECANCELED ? "cancelled" : code == CO_EGENEXIT ? "exit" : code == CO_ESTATE ? "state" : text;
}
static void chain(int id, const co_error *error) {
	printf("%d: ", id);
	for (; error; error = error->cause) printf("<%s", name_of(error->code));
	puts("");
}

static async(int) later(int v) {
	if (++waits == cancel_at) {
		asked = true;
		co_cancel(co_current_task());
	}
	if (asked || suspend_now()) await co_sleep(0);
	return v;
}

static async(void) nothing(void) { await co_sleep(0); }
static void over(void *arg) { (void)arg; }
static void keep(co_task *task) { (void)task; }

struct big {
	int v[5];
};
struct resource {
	int id, mode;
};
static async(void) enter(struct resource *r) {
	say(r->id, r->mode);
	if (r->mode & 1) await later(0);
	if (r->mode & 2 && pick(3) == 0) co_raise(100 + r->id, "enter");
}
static async(bool) exit_of(struct resource *r, const co_error *why) {
	if (why)
		chain(r->id, why);
	else
		say(r->id, -1);
	if (r->mode & 1) await later(0);
	if (r->mode & 4 && pick(3) == 0) co_raise(200 + r->id, "exit");
	return r->mode & 8 && pick(2);
}
CO_CONTEXT(struct resource, enter, exit_of);

static void begin(int program, unsigned start, int at) {
	printf("== %d %u %d\n", program, start, at);
	seed = start;
	fuel = 40;
	waits = 0;
	asked = false;
	cancel_at = at;
}
static void ended(int result, co_error *error) {
	if (error)
		chain(0, error);
	else
		printf("returned %d\n", result);
	co_error_free(error);
}
static void told(const char *what, co_gen *g, bool was_open, bool more, int v) {
	if (more)
		printf("%s: %d\n", what, v);
	else
		printf("%s: no\n", what);
	if (more) return;
	const co_error *error = co_gen_error(g);
	if (error)
		chain(0, error);
	else if (was_open)
		printf("returned %d\n", co_returned(int, g));
}
static void drive(co_gen *g) {
	for (int i = 0; i < 12; i++) {
		int v = 0, what = pick(8), state = co_gen_state(g);
		bool open = state != CO_CLOSED;
		if (what < 4 || (what < 6 && state == CO_CREATED)) {
			bool more = co_next(g, &v);
			told("next", g, open, more, v);
		} else if (what < 6) {
			int sent = pick(50);
			bool more = co_send(g, sent, &v);
			told("send", g, open, more, v);
		} else if (what == 6) {
			int code = pick(3) == 0 ? CO_EGENEXIT : 60 + pick(9);
			bool more = co_throw(g, code, "thrown", &v);
			told("throw", g, open, more, v);
		} else {
			int code = co_close(g);
			printf("close: %s\n", name_of(code));
		}
	}
	co_free(g);
}

"""


class Test:
    """Programs, the one file that holds them, and what it prints."""

    def __init__(self, programs, seeds, most_cancels):
        self.programs = programs
        calls, self.sections = [], []
        for program in programs:
            functions = program.functions
            mains = [f for f in functions if f.kind == "async"][-2:] + [f for f in functions if f.kind == "generator"][-1:]
            for function in mains:
                for seed in seeds:
                    if function.kind == "generator":
                        self.add(calls, program, function, seed, 0)
                        continue
                    waits = self.add(calls, program, function, seed, 0)
                    for at in range(1, min(waits, most_cancels) + 1):
                        self.add(calls, program, function, seed, at)
        self.text = PRELUDE + "\n".join(c_of(p) for p in programs) + self.main(calls)

    def add(self, calls, program, function, seed, at):
        world = World(program, seed, at)
        log = world.run_generator(function, 5) if function.kind == "generator" else world.run_async(function, 5)
        self.sections.append((program, ["== %d %d %d" % (program.number, seed, at)] + log))
        calls.append((program, function, seed, at))
        return world.waits

    def main(self, calls):
        lines = []
        for program in self.programs:
            lines.append("static void run_%d(void) {" % program.number)
            lines.append("\tint n = 0;\n\tco_error *error = NULL;\n\t(void)n, (void)error;")
            for owner, function, seed, at in calls:
                if owner is not program:
                    continue
                lines.append("\tbegin(%d, %du, %d);" % (program.number, seed, at))
                if function.kind == "generator":
                    lines.append("\tdrive(co_new(%s(5)));" % function.name)
                elif function.result == "int":
                    lines.append("\terror = NULL, n = 0, (void)co_try_run(%s(5), &n, &error), ended(n, error);" % function.name)
                elif function.result == "big":
                    lines.append("\t{\n\t\tstruct big big = { { 0 } };\n\t\terror = NULL, (void)co_try_run(%s(5), &big, &error), "
                                 "ended(big.v[1], error);\n\t}" % function.name)
                else:
                    lines.append("\terror = NULL, (void)co_try_run(%s(5), NULL, &error), ended(0, error);" % function.name)
            lines.append("}\n")
        lines.append("int main(void) {")
        lines += ["\trun_%d();" % program.number for program in self.programs]
        lines.append("}\n")
        return "\n".join(lines)

    def expected(self):
        return [line for _, lines in self.sections for line in lines]

    def first_difference(self, printed):
        """(program, line expected, line printed) or None."""
        at = 0
        for program, lines in self.sections:
            for line in lines:
                if at >= len(printed) or printed[at] != line:
                    return program, lines[0], line, printed[at] if at < len(printed) else "nothing"
                at += 1
        if at < len(printed):
            return self.sections[-1][0], "the end", "nothing", printed[at]
        return None


class Tools(Toolchain):
    def failure(self, test, folder):
        """(program or None, what happened) or None: every compiler and level."""
        source, generated, program = (os.path.join(folder, n) for n in ("blocks.co.c", "blocks.c", "blocks"))
        with open(source, "w") as file:
            file.write(test.text)
        done = self.transform(source, generated)
        if done.returncode: return None, "cogen ends with %d: %s" % (done.returncode, first_error(done))
        for compiler in self.compilers:
            for level in self.levels:
                how = "%s %s" % (compiler, level)
                done = self.compile(compiler, generated, program, QUIET + level.split())
                if done.returncode: return None, "%s does not compile it: %s" % (how, first_error(done))
                for suspend in ("always", "never", "alternate"):
                    try:
                        done = self.run([program], env=dict(os.environ, SUSPEND=suspend))
                    except subprocess.TimeoutExpired:
                        return None, "%s, SUSPEND=%s: does not end" % (how, suspend)
                    different = test.first_difference(done.stdout.splitlines())
                    if different:
                        owner, section, wanted, got = different
                        return owner, "%s, SUSPEND=%s: in '%s', '%s' instead of '%s'" % (how, suspend, section, got, wanted)
                    if done.returncode:
                        return None, "%s, SUSPEND=%s: status %d: %s" % (how, suspend, done.returncode, done.stderr.strip()[:2000])
        return None


# What random programs have in plenty, and what says nothing about cogen.
QUIET = ["-Wno-implicit-fallthrough", "-Wno-unused-variable", "-Wno-unused-but-set-variable", "-Wno-unused-but-set-parameter",
         "-Wno-unused-function", "-Wno-unused-value", "-Wno-misleading-indentation", "-Wno-self-assign"]


def as_block(part):
    block = Node("block")
    block.parts = [part]
    return block


def reduced(program, fails):
    """The program with every statement left out without which it still fails."""
    def lists(statements):
        yield statements
        for statement in statements:
            for part in statement.parts:
                yield from lists(part)

    def every_list():
        for function in program.functions:
            yield from lists(function.body)

    changed = True
    while changed:
        changed = False
        for function in list(program.functions):
            if len(program.functions) > 1:
                at = program.functions.index(function)
                program.functions.remove(function)
                if fails(program):
                    changed = True
                else:
                    program.functions.insert(at, function)
        for statements in list(every_list()):
            size = len(statements)
            while size:
                at = 0
                while at < len(statements):
                    kept = statements[at:at + size]
                    replaced = []
                    for choice in [[]] + [[as_block(part)] for s in kept for part in s.parts if len(kept) == 1 and s.kind != "block"]:
                        replaced = list(choice)
                        statements[at:at + size] = replaced
                        if fails(program):
                            changed = True
                            break
                        statements[at:at + len(replaced)] = kept
                    else:
                        at += size
                size //= 2
    return program


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, nargs="?", default=0, help="how many programs")
    parser.add_argument("--of", help="a file of seeds, in place of count and first")
    parser.add_argument("first", type=int, nargs="?", default=1, help="seed of the first")
    parser.add_argument("--build", default=os.environ.get("BUILD", "build"), help="a build tree, with its tests configured")
    parser.add_argument("--batch", type=int, default=20, help="programs in one file")
    parser.add_argument("--size", type=int, default=22, help="statements in one function")
    parser.add_argument("--seeds", type=int, default=4, help="runs of each program")
    parser.add_argument("--cancels", type=int, default=8, help="of an async function, at most so many runs with a cancellation")
    parser.add_argument("--compilers", help="with commas; the one of the build tree")
    parser.add_argument("--levels", help="words of flags, with commas inside: '-O0 -O1,-fsanitize=undefined'; those of the build tree")
    parser.add_argument("--print", action="store_true", help="print the programs, and run nothing")
    parser.add_argument("--keep", help="where a failing program is left, reduced (a new folder)")
    options = parser.parse_args()
    seeds = [7919 * i + 17 for i in range(options.seeds)]

    numbers = list(range(options.first, options.first + options.count))
    if options.of:
        with open(options.of) as file:
            numbers = [int(word) for word in file.read().split()]

    def make(seed):
        return Generator(seed, seed, options.size).program()

    def test_of(programs):
        return Test(programs, seeds, options.cancels)

    if options.print:
        sys.stdout.write(test_of([make(s) for s in numbers]).text)
        return 0
    tools = Tools(options)
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for first in range(0, len(numbers), options.batch):
            programs = [make(s) for s in numbers[first:first + options.batch]]
            while programs:
                test = test_of(programs)
                failure = tools.failure(test, folder)
                if not failure:
                    break
                owner, what = failure
                if owner is None and len(programs) > 1:
                    # The file says nothing about whose fault it is.
                    for program in programs:
                        alone = tools.failure(test_of([program]), folder)
                        if alone:
                            owner, what = program, alone[1]
                            break
                owner = owner or programs[0]
                failed += 1
                print("%d: %s" % (owner.number, what), flush=True)
                if options.keep:
                    keep(owner, what, tools, test_of, folder, options.keep)
                programs.remove(owner)
    print("%d programs from seed %d: %d differ or are refused" % (len(numbers), numbers[0], failed))
    return 1 if failed else 0


def keep(program, what, tools, test_of, folder, where):
    kind = what.split(":")[0]

    def fails(candidate):
        if any(f.result != "void" and not (f.body and f.body[-1].kind == "return") for f in candidate.functions):
            return False
        try:
            failure = tools.failure(test_of([candidate]), folder)
        except (KeyError, IndexError, AttributeError, AssertionError, TypeError):
            return False  # no longer a program
        return bool(failure) and failure[1].split(":")[0] == kind and ("error" not in what or failure[1][-25:] == what[-25:])

    reduced(program, fails)
    os.makedirs(where, exist_ok=True)
    test = test_of([program])
    with open(os.path.join(where, "%d.co.c" % program.number), "w") as file:
        file.write(test.text)
    with open(os.path.join(where, "%d.expected" % program.number), "w") as file:
        file.write("\n".join(test.expected()) + "\n")


if __name__ == "__main__":
    sys.exit(main())
