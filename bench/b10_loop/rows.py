"""B10: a loop in which nothing suspends, in a coroutine and in a plain function."""

LOOPS = {"sum": "a sum, in vectors", "collatz": "branches in registers", "count": "a table in the frame", "scan": "a scanner with much state"}


def rows(b):
    for loop, title in LOOPS.items():
        n = b.scale(60000 if loop != "sum" else 300000)
        b.group(title, {c: "a plain function, " + c for c in b.c_compilers()}, "1.05", goals=1.05, unit="ns")
        for c in b.c_compilers():
            b.row("a plain function, " + c, b.c(c, "plain.c"), [loop, n], c)
            b.row("cogen, " + c, b.cogen_c(c, "loop.co.c", "-I" + b.folder, tool_flags=("-I" + b.folder,)), [loop, n], c)
