"""B7: a server that sends back what it gets."""
import sys


def rows(b):
    seconds = b.scale(15) / 10 if b.options.scale < 1 else 1.5
    load = b.c(b.c_compilers()[0], "load.c")
    for connections, size in ((1, 64), (64, 64), (64, 16384), (1000, 64)):
        if b.options.quick and connections != 64:
            continue
        b.group("echo, %d connection%s of %d bytes" % (connections, "s" if connections > 1 else "", size),
                {c: "callbacks on libuv, " + c for c in b.c_compilers()}, "1.05", goals=1.05, unit="us")

        def server(label, program, compiler=None, arguments=("PORT",)):
            def command():
                made = program() if callable(program) else program
                made = [made] if isinstance(made, str) else made
                return [sys.executable, b.path("measure.py"), load, str(connections), str(size), str(seconds), *made]

            b.row(label, command, arguments, compiler)

        for c in b.c_compilers():
            server("callbacks on libuv, " + c, b.c(c, "callbacks.c", libs=("-luv",)), c)
            server("cogen, " + c, b.cogen_c(c, "echo.co.c"), c)
        server("Rust", lambda: b.rust("echo.rs"))
        server("Go", lambda: ["env", "GOMAXPROCS=1", b.go("echo.go")])
        python = lambda: [b.tool("python3"), b.path("echo.py")]
        server("asyncio, protocol", python, arguments=("PORT", "protocol"))
        server("asyncio", python, arguments=("PORT", "streams"))
        if b.python_has("uvloop"):
            server("uvloop, protocol", python, arguments=("PORT", "protocol", "uvloop"))
            server("uvloop", python, arguments=("PORT", "streams", "uvloop"))
