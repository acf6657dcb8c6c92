# B3 in Python.
import sys
import time

sys.setrecursionlimit(10000)


async def f(depth, x):
    if depth == 0:
        return x + 1
    r = await f(depth - 1, x + depth)
    return (r ^ (r >> 3)) + depth


async def run(n, depth):
    total = 0
    for i in range(n):
        total += await f(depth - 1, i + (total & 1))
    return total


n, depth = int(sys.argv[1]), int(sys.argv[2])
start = time.process_time()
try:
    run(n, depth).send(None)
except StopIteration as end:
    total = end.value
print("ns_per_call=%.4f check_py%d=%d" % ((time.process_time() - start) * 1e9 / n / depth, depth, total))
