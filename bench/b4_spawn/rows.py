"""B4: tasks that are spawned, suspend once and end."""


def rows(b):
    for live, goal in ((1000, "1.3"), (1000000, "1.4")):
        live = min(live, b.scale(1000000))
        total = max(live, b.scale(2000000)) // live * live
        few = max(1, b.scale(100000) // 1000) * 1000
        b.group("%d live" % live, {c: "by hand, " + c for c in b.c_compilers()}, goal, float(goal), "ns")
        for c in b.c_compilers():
            b.row("by hand, " + c, b.c(c, "hand.c"), [total, live], c)
            b.row("cogen, " + c, b.cogen_c(c, "spawn.co.c"), [total, live], c)
        for c in b.cxx_compilers():
            b.row("C++20, " + c, b.cxx(c, "spawn.cpp"), [total, live])
        b.row("Go", lambda: b.go("spawn.go"), [total, live])
        b.row("asyncio", lambda: [b.tool("python3"), b.path("spawn.py")], [few, min(live, few)])
        if b.python_has("uvloop"):
            b.row("uvloop", lambda: [b.tool("python3"), b.path("spawn.py")], [few, min(live, few), "uvloop"])
