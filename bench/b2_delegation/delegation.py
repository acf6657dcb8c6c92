# B2 in Python.
import sys
import time


class Node:
    __slots__ = ("left", "right", "value")
    count = 0

    def __init__(self, levels, is_list):
        self.value = Node.count
        Node.count += 1
        self.left = Node(levels - 1, is_list) if levels > 1 else None
        self.right = Node(levels - 1, is_list) if levels > 1 and not is_list else None


def chain(depth, n):
    if depth > 0:
        yield from chain(depth - 1, n)
    else:
        for i in range(n):
            yield i


def walk(node):
    if node.left:
        yield from walk(node.left)
    yield node.value
    if node.right:
        yield from walk(node.right)


what, depth, n = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
total = count = 0
if what == "chain":
    start = time.process_time()
    for x in chain(depth - 1, n):
        total += x ^ count
        count += 1
else:
    root = Node(depth, what == "list")
    start = time.process_time()
    while count < n:
        for x in walk(root):
            total += x ^ count
            count += 1
print("ns_per_element=%.4f check_py=%d" % ((time.process_time() - start) * 1e9 / count, total))
