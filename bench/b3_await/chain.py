#!/usr/bin/env python3
"""Prints B3's chain of DEPTH functions, each of which calls the next and mixes its result: chain.py FORM DEPTH, FORM being
cogen (async functions), calls (ordinary C), cxx (C++20 tasks) or rust (async functions). The innermost suspends where its argument's
highest bit is set, which is code that is never run here."""
import sys

form, depth = sys.argv[1], int(sys.argv[2])
top = depth - 1
out = []
if form == "cogen":
    out.append("BENCH_LINKAGE async(uint64_t) f0(uint64_t x) {\n\tif (x >> 63) await co_checkpoint();\n\treturn x + 1;\n}")
    for d in range(1, depth):
        out.append("BENCH_LINKAGE async(uint64_t) f%d(uint64_t x) {\n\tuint64_t r = await f%d(x + %d);\n\treturn BENCH_MIX(r, %d);\n}"
                   % (d, d - 1, d, d))
    out.append("static async(uint64_t) run(uint64_t n) {\n\tuint64_t s = 0;\n"
               "\tfor (uint64_t i = 0; i < n; i++) s += await f%d(i + (s & 1));\n\treturn s;\n}" % top)
elif form == "calls":
    out.append("BENCH_LINKAGE uint64_t f0(uint64_t x) {\n\tif (x >> 63) bench_suspend(&x);\n\treturn x + 1;\n}")
    for d in range(1, depth):
        out.append("BENCH_LINKAGE uint64_t f%d(uint64_t x) {\n\tuint64_t r = f%d(x + %d);\n\treturn BENCH_MIX(r, %d);\n}"
                   % (d, d - 1, d, d))
    out.append("static uint64_t run(uint64_t n) {\n\tuint64_t s = 0;\n"
               "\tfor (uint64_t i = 0; i < n; i++) s += f%d(i + (s & 1));\n\treturn s;\n}" % top)
elif form == "cxx":
    out.append("static task<uint64_t> f0(uint64_t x) {\n\tif (x >> 63) co_await std::suspend_always{};\n\tco_return x + 1;\n}")
    for d in range(1, depth):
        out.append("static task<uint64_t> f%d(uint64_t x) {\n\tuint64_t r = co_await f%d(x + %d);\n\tco_return BENCH_MIX(r, %d);\n}"
                   % (d, d - 1, d, d))
    out.append("static task<uint64_t> run(uint64_t n) {\n\tuint64_t s = 0;\n"
               "\tfor (uint64_t i = 0; i < n; i++) s += co_await f%d(i + (s & 1));\n\tco_return s;\n}" % top)
elif form == "rust":
    out.append("async fn f0(x: u64) -> u64 {\n    if x >> 63 != 0 {\n        Once(false).await;\n    }\n    x.wrapping_add(1)\n}")
    for d in range(1, depth):
        out.append("async fn f%d(x: u64) -> u64 {\n    mix(f%d(x.wrapping_add(%d)).await, %d)\n}" % (d, d - 1, d, d))
    out.append("async fn run(n: u64) -> u64 {\n    let mut s = 0u64;\n    let mut i = 0;\n    while i < n {\n"
               "        s = s.wrapping_add(f%d(i + (s & 1)).await);\n        i += 1;\n    }\n    s\n}" % top)
else:
    sys.exit("chain.py: form?")
print("\n".join(out))
