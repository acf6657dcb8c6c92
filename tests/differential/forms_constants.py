"""Constants that name what can be seen where they stand: enumerators, and the sizes and types of variables. Where a variable moves to the
frame, or a name of the file is hidden by a local one, each of them has to stay what it was.

Nothing in them is evaluated, and both readings have the same text.
"""
from forms_tree import Node


class Constants:
    """Part of forms_expressions.Expressions; see there for scope, hidden and the others."""

    def constant(self, depth=2):
        """Text, of 0 to 7."""
        return "(%s & 7)" % self.constant_of(depth)

    def constant_of(self, depth):
        rng = self.rng
        seen = [v for v in self.scope.visible() if v.name not in self.hidden]
        enumerators = [v for v in seen if v.enumerator]
        sized = [v for v in seen if v.sized]
        objects = [v for v in sized if v.shape != "typedef"]
        how = rng.randrange(10)
        if how < 3 and enumerators:
            return rng.choice(enumerators).name
        if how < 5 and sized:
            return "(int)sizeof(%s)" % rng.choice(sized).name
        if how == 5 and sized:
            return "(int)_Alignof(__typeof__(%s))" % rng.choice(sized).name
        if how == 6 and objects:
            return "_Generic((%s), int: 1, long: 2, short: 3, default: 4)" % rng.choice(objects).name
        if how == 7 and sized:
            return "__builtin_types_compatible_p(__typeof__(%s), int)" % rng.choice(sized).name
        if how == 8 and depth > 0:
            return "(int)(sizeof(char[1 + %s]))" % self.constant(depth - 1)
        if depth > 0 and self.chance(50):
            return "(%s %s %s)" % (self.constant(depth - 1), rng.choice(["+", "*", "^", "<", "=="]), self.constant(depth - 1))
        return str(rng.randint(0, 7))

    def nothing_more(self):
        """What may stand behind a constant, and leaves it as it is."""
        return " + 0 * %s" % self.constant(1) if self.chance(40) else ""

    def constant_value(self, depth):
        return Node([self.constant()])

    def assertion(self, depth):
        text = self.constant()
        return Node(["_Static_assert(%s < 8, \"%s\");" % (text, self.next(""))], statement=True)

    def narrow(self, depth):
        """A bit-field whose width is one, and a length in a type without a name."""
        value, number, name = self.integer(2), self.next(""), self.next("s")
        width, length = self.constant(), self.constant()
        return Node(["{ struct { unsigned w : 1 + %s; __typeof__(char[1 + %s]) row; } %s = { (unsigned)(" % (width, length, name), value,
                     "), { 1 } }; note(%s, %s.w + (long long)sizeof %s.row); }" % (number, name, name)], statement=True)

    def of_constant_type(self, depth):
        """A variable whose type a constant chooses."""
        value = self.integer(2)
        return self.declare("int", "?", "__typeof__(__builtin_choose_expr(%s, 1, 2L)) %s = " % (self.constant(), self.name), [value],
                            cleared="%s = 1;" % self.name)
