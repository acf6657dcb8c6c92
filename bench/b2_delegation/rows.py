"""B2: generators that delegate to generators: chains, a tree, a list."""


def one(b, title, goal, what, depth, n, few):
    b.group(title, {c: "by hand, " + c for c in b.c_compilers()}, goal, 4.0 if what == "tree" else None, "ns")
    for c in b.c_compilers():
        b.row("by hand, " + c, b.c(c, "hand.c"), [what, depth, n], c)
        b.row("cogen, " + c, b.cogen_c(c, "delegation.co.c"), [what, depth, n], c)
    for c in b.cxx_compilers():
        b.row("C++20, " + c, b.cxx(c, "delegation.cpp"), [what, depth, n])
    b.row("Python", lambda: [b.tool("python3"), b.path("delegation.py")], [what, depth, few])


def rows(b):
    for depth in (1, 10, 100):
        goal = "ahead of C++20" + ("; 1.1 of depth 1" if depth == 100 else "")
        one(b, "a chain of %d" % depth, goal, "chain", depth, b.scale(20000000), b.scale(4000000 // (depth + 3)))
    one(b, "a tree of 10 levels", "4", "tree", 10, b.scale(8000000), b.scale(200000))
    one(b, "a list of 100", None, "list", 100, b.scale(8000000), b.scale(100000))
