# What 14_generators.co.c does, in Python.
import csv
import io
import itertools
import re


def is_odd(n):
    return n % 2 != 0


def is_prime(n):
    return n > 1 and all(n % divisor for divisor in range(2, n))


def print_all(what, values):
    print(what + ":", *values)


def in_order(tree):
    if tree:
        name, left, right = tree
        yield from in_order(left)
        yield name
        yield from in_order(right)


def tokens(text):
    kinds = r"(?P<number>\d+)|(?P<name>[A-Za-z][A-Za-z0-9]*)|(?P<operator>[-+*/()=])|(?P<bad>\S)"
    for match in re.finditer(kinds, text):
        yield match.lastgroup, match.group()


def fields(text):
    for row in csv.reader(io.StringIO(text)):
        for field in row:
            yield "[%s]" % field
        yield "|"


print_all("range", range(3, 8))
print_all("take", itertools.islice(itertools.count(10), 5))
print_all("filter", filter(is_odd, range(0, 12)))
print_all("chain", itertools.chain(range(0, 3), range(10, 13)))
print_all("squares", map(lambda n: n * n, itertools.islice(itertools.count(1), 6)))
print_all("primes", itertools.islice(filter(is_prime, itertools.count(2)), 10))
print_all("zip", ("%d-%d" % pair for pair in zip(itertools.count(1), filter(is_odd, range(0, 10)))))
ash, cedar, elm = ("ash", None, None), ("cedar", None, None), ("elm", None, None)
print_all("tree", in_order(("date", ("beech", ash, cedar), ("fir", elm, None))))
print_all("permutations", map("".join, itertools.permutations("abc")))
print_all("csv", fields('name,says\ncat,"meow, ""purr"""\ndog,\n'))
print_all("tokens", ("%s(%s)" % token for token in tokens("area = 12*(h1 + 3) $")))
