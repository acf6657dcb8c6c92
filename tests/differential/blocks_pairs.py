#!/usr/bin/env python3
"""Which combinations of blocks and ways out the random programs of blocks.py really take.

    tests/differential/blocks_pairs.py N SEED [--all] [--cover FILE]
    tests/differential/blocks_pairs.py --of FILE

In: the programs of `blocks.py N SEED`. Nothing is compiled: the model runs them, as it does to say what they print, and each statement that runs
is counted for every block that it stands in and that it leaves. Out: for async functions and for generators, the pairs that the language has and
nothing took, and how many of the triples (a way out, through one part, through another around it) were taken; --all: with numbers.
Status 1 where a pair was never taken. --cover: a file of seeds, few, that together take every pair these programs take, for `blocks.py --of`.

A part is a block, of co_try each of its own. What runs in it: a suspension, an error that comes at one (a cancellation, a throw, a close), each
way out, and the beginning of each other part."""
import argparse
import sys

sys.dont_write_bytecode = True  # nothing is left beside the sources
from blocks_model import Error, World
from blocks_tree import Generator, is_action

PARTS = ["try", "catch", "catch_all", "finally", "defer", "guard", "with", "lock", "timeout", "group", "scope", "uncancellable", "co_for", "loop",
         "switch", "value"]
WAYS = ["suspension", "error", "break", "continue", "return", "goto", "raise", "reraise", "raise_error"]
ONLY_ASYNC = {"with", "lock", "timeout", "group", "scope", "uncancellable"}
ACTIONS = {"finally", "defer"}
LOOPS = {"loop", "co_for"}


def can_be(kind, part, what):
    if kind == "generator" and (part in ONLY_ASYNC or what in ONLY_ASYNC):
        return False
    if part in ACTIONS and what in ("break", "continue", "return", "goto"):
        return False  # no way leads out of them; inside, a way may end at a loop of their own
    return True


def part_name(owner, part):
    """Of the statements `part` of `owner`; None: not counted."""
    if owner.kind == "try":
        at = next(i for i, p in enumerate(owner.parts) if p is part)
        if at == 0:
            return "try"
        return "finally" if is_action(owner, part) else "catch_all" if owner.catches[at - 1][0] else "catch"
    if owner.kind == "run":
        return owner.what
    if owner.kind in ("for", "while", "do"):
        return "loop"
    return owner.kind if owner.kind in PARTS else None


def suspends(node):
    if getattr(node, "kind", None) in ("wait", "call"):
        return True
    fields = ("value", "left", "right", "condition", "argument")
    return any(suspends(getattr(node, f)) for f in fields if getattr(node, f, None) is not None and hasattr(getattr(node, f), "kind"))


class Places:
    """Of each statement of a function: the parts around it, from inside out, and for jumps which of them they leave."""

    def __init__(self, function):
        self.around, self.block = {}, {}
        self.walk(function.body, [])

    def walk(self, statements, around):
        guarded = []
        for statement in statements:
            here = guarded + around
            self.around[statement] = here
            if statement.kind == "guard":
                guarded = [("guard", statement)] + guarded
            if statement.kind == "label":
                self.block[statement] = here
            for part in statement.parts:
                name = part_name(statement, part)
                self.walk(part, ([(name, statement)] if name else []) + here)

    def left_by(self, node):
        around = self.around[node]
        if node.kind == "goto":
            kept = self.around.get(node.target, [])
            return [p for p in around if p not in kept]
        if node.kind in ("break", "continue"):
            left = []
            for part in around:
                left.append(part)
                if part[0] in LOOPS or (node.kind == "break" and part[0] == "switch"):
                    break
            return left
        return around


class Counting(World):
    def __init__(self, counts, *arguments):
        super().__init__(*arguments)
        self.counts = counts

    def count(self, act, node, what):
        places = self.counts.places.get(act.function)
        if not places:
            places = self.counts.places[act.function] = Places(act.function)
        if node not in places.around:
            return
        kind = act.function.kind
        parts = places.left_by(node) if what in ("break", "continue", "goto", "return") else places.around[node]
        names = [name for name, _ in parts]
        for name in set(names):
            self.counts.pairs[kind, name, what] = self.counts.pairs.get((kind, name, what), 0) + 1
        if what in WAYS:
            for inner, outer in zip(names, names[1:]):
                self.counts.triples[kind, inner, outer, what] = self.counts.triples.get((kind, inner, outer, what), 0) + 1

    def statement(self, act, node, entry):
        kind = node.kind
        if kind in ("break", "continue", "return", "raise", "reraise", "raise_error"):
            self.count(act, node, kind)
        elif kind == "goto" and node.target and self.fuel:
            self.count(act, node, "goto")
        for part in node.parts:
            name = part_name(node, part)
            if name and name not in ("catch", "catch_all", "finally"):
                self.count(act, node, name)
        if kind == "guard":
            self.count(act, node, "guard")
        if kind == "try":
            for part in node.parts[1:]:
                self.count(act, node, part_name(node, part))
        own = any(suspends(getattr(node, f)) for f in ("value", "condition", "argument") if getattr(node, f, None) is not None and hasattr(getattr(node, f), "kind"))
        if own:
            self.count(act, node, "suspension")
        try:
            return (yield from super().statement(act, node, entry))
        except Error:
            if own and not node.parts:
                self.count(act, node, "error")
            raise


class Counts:
    def __init__(self):
        self.pairs, self.triples, self.places = {}, {}, {}


def run_program(number, given):
    counts = Counts()
    program = Generator(number, number, given.size).program()
    functions = program.functions
    for function in [f for f in functions if f.kind == "async"][-2:] + [f for f in functions if f.kind == "generator"][-1:]:
        for i in range(given.seeds):
            seed = 7919 * i + 17
            if function.kind == "generator":
                Counting(counts, program, seed).run_generator(function, 5)
                continue
            world = Counting(counts, program, seed)
            world.run_async(function, 5)
            for at in range(1, min(world.waits, given.cancels) + 1):
                Counting(counts, program, seed, at).run_async(function, 5)
    return counts


def cover_of(taken_by):
    """Greedily: the program with the most pairs that none before took."""
    left, chosen = set().union(*taken_by.values()), []
    while left:
        best = max(sorted(taken_by), key=lambda number: len(taken_by[number] & left))
        chosen.append(best)
        left -= taken_by[best]
    return chosen


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("count", type=int, nargs="?", default=0)
    options.add_argument("first", type=int, nargs="?", default=1)
    options.add_argument("--size", type=int, default=22)
    options.add_argument("--seeds", type=int, default=4)
    options.add_argument("--cancels", type=int, default=8)
    options.add_argument("--all", action="store_true")
    options.add_argument("--cover")
    options.add_argument("--of")
    given = options.parse_args()
    numbers = range(given.first, given.first + given.count)
    if given.of:
        with open(given.of) as file:
            numbers = [int(word) for word in file.read().split()]
    counts, taken_by = Counts(), {}
    for number in numbers:
        own = run_program(number, given)
        for table, more in ((counts.pairs, own.pairs), (counts.triples, own.triples)):
            for key, times in more.items():
                table[key] = table.get(key, 0) + times
        taken_by[number] = {pair for pair in own.pairs if can_be(*pair)}
    if given.cover:
        with open(given.cover, "w") as file:
            file.write("".join("%d\n" % number for number in cover_of(taken_by)))
    missing = 0
    for kind in ("async", "generator"):
        wanted = [(part, what) for part in PARTS for what in WAYS + PARTS if can_be(kind, part, what)]
        never = [pair for pair in wanted if not counts.pairs.get((kind,) + pair)]
        missing += len(never)
        least = min(counts.pairs.get((kind,) + pair, 0) for pair in wanted)
        print("%s: %d pairs of %d, the rarest %d times" % (kind, len(wanted) - len(never), len(wanted), least))
        for part, what in never:
            print("  never: %s in %s" % (what, part))
        if given.all:
            for part, what in wanted:
                print("  %-14s %-14s %d" % (part, what, counts.pairs.get((kind, part, what), 0)))
        triples = [(a, b, way) for a in PARTS for b in PARTS for way in WAYS if can_be(kind, a, way) and can_be(kind, b, way)]
        taken = sum(bool(counts.triples.get((kind,) + triple)) for triple in triples)
        print("  %d triples of %d: a way through one part directly in another" % (taken, len(triples)))
    return missing != 0


if __name__ == "__main__":
    sys.exit(main())
