"""B5: what a sleeping task takes."""


def rows(b):
    n = b.scale(1000000)
    few = b.scale(100000)
    b.group("%d tasks asleep" % n, "a uv_timer_t each", "80 bytes + the locals (8)", 88 / 160, "bytes")
    c = b.c_compilers()[0]
    b.row("a uv_timer_t each", b.c(c, "hand.c", "-DTIMER", libs=("-luv",)), [n])
    b.row("by hand, a heap of timers", b.c(c, "hand.c"), [n])
    b.row("cogen", b.cogen_c(c, "sleepers.co.c"), [n])
    for cxx in b.cxx_compilers():
        b.row("C++20, " + cxx, b.cxx(cxx, "sleepers.cpp"), [n])
    b.row("Go", lambda: b.go("sleepers.go"), [few])
    b.row("asyncio", lambda: [b.tool("python3"), b.path("sleepers.py")], [few])
