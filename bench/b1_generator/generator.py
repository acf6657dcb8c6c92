# B1 in Python.
import sys
import time

MASK = (1 << 64) - 1


def fibonacci(n):
    a, b = 0, 1
    while n:
        n -= 1
        yield a
        a, b = b, (a + b) & MASK


n = int(sys.argv[1])
start = time.process_time()
total = 0
for x in fibonacci(n):
    total += x
print("ns=%.4f check_py=%d" % ((time.process_time() - start) * 1e9 / n, total & MASK))
