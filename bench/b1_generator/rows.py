"""B1: a generator consumed in a loop."""


def rows(b):
    n = b.scale(100000000)
    few = b.scale(2000000)

    b.group("the consumer sees the generator", {c: "plain loop, " + c for c in b.c_compilers()}, "1.1 with clang, 1.3 with gcc",
            {"clang": 1.1, "gcc": 1.3}, "ns")
    for c in b.c_compilers():
        b.row("plain loop, " + c, b.c(c, "hand.c", "-DLOOP"), [n], c)
        b.row("cogen, in a coroutine, " + c, b.cogen_c(c, "generator.co.c", "-DINLINE", tool_flags=("-DINLINE",)), [n], c)
        b.row("cogen, in a plain function, " + c, b.cogen_c(c, "generator.co.c", "-DPLAIN", tool_flags=("-DPLAIN",)), [n], c)
        b.row("by hand, frame a local, " + c, b.c(c, "hand.c", "-DINLINE"), [n], c)
    for c in b.cxx_compilers():
        b.row("C++20, " + c, b.cxx(c, "generator.cpp"), [n])
    b.row("Rust iterator", lambda: b.rust("generator.rs"), [n])
    b.row("Python", lambda: [b.tool("python3"), b.path("generator.py")], [few])

    b.group("through an opaque boundary", {c: "by hand, direct call, " + c for c in b.c_compilers()}, "1.0", 1.0, "ns")
    for c in b.c_compilers():
        b.row("by hand, direct call, " + c, b.c(c, "hand.c", "-DDIRECT"), [n], c)
        b.row("by hand, pointer, " + c, b.c(c, "hand.c", "-DPOINTER"), [n], c)
        b.row("cogen, co_next, " + c, b.cogen_c(c, "generator.co.c", "-DOBJECT", tool_flags=("-DOBJECT",)), [n], c)
    for c in b.cxx_compilers():
        b.row("C++20, " + c, b.cxx(c, ["generator.cpp", "generator_opaque.cpp"], "-DOPAQUE"), [n])
    b.row("Rust, boxed iterator", lambda: b.rust("generator.rs"), [n, "boxed"])
