"""B6: a lock that many tasks want."""


def rows(b):
    tasks, count = 1000, b.scale(2000)
    few = b.scale(100)
    b.group("1000 tasks, one lock", {c: "by hand, " + c for c in b.c_compilers()}, "1.3", 1.3, "ns")
    for c in b.c_compilers():
        b.row("by hand, " + c, b.c(c, "hand.c"), [tasks, count], c)
        b.row("cogen, " + c, b.cogen_c(c, "lock.co.c"), [tasks, count], c)
    for c in b.cxx_compilers():
        b.row("C++20, " + c, b.cxx(c, "lock.cpp"), [tasks, count])
    b.row("asyncio", lambda: [b.tool("python3"), b.path("lock.py")], [tasks, few])
    b.row("Go", lambda: b.go("lock.go"), [tasks, count // 4 or 1])
