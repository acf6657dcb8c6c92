/* libclang's types as the text that goes around a declarator. Only for the files of tree.h. */
#ifndef CG_TYPE_H
#define CG_TYPE_H

#include "ir.h"
#include <clang-c/Index.h>

struct builder;

/** Types are laid out for the target of `unit` from here on. The bytes of a pointer there. */
uint64_t type_set_target(CXTranslationUnit unit);
/** The type of an object: top-level const goes (and of array elements), volatile and _Atomic stay. */
const struct type *type_of(struct arena *arena, CXType type);
/** The same for a parameter: arrays and functions become pointers. */
const struct type *type_of_parameter(struct arena *arena, CXType type);
/** …with the qualifiers that stand in the first brackets of its declaration as it is written or clang prints it: `int
 * a[const 2]`. */
const struct type *type_with_brackets(struct arena *arena, const struct type *type, const char *printed);
/** The same of something that leads to a coroutine when it is called `calls` times: there it returns a co_coro *. The
 * annotation reading's types have the coroutine's own result there. 0: as type_of and type_of_parameter. `declaration`:
 * what has the type, or what is called for it: its parameters may point to coroutines themselves; the null cursor:
 * nothing that is known. */
const struct type *type_of_pointer(struct builder *b, CXType type, bool is_parameter, int calls, CXCursor declaration);
/** How often what is declared has to be called until that runs a coroutine; 0: never. (colour.c) */
int coroutine_depth(struct builder *b, CXCursor declaration);

/** One step into the type of a declarator: to what is pointed to, to an element, to what a call returns, of which `calls` are counted. False: it
 * ends here. */
bool type_step(CXType *type, int *calls);
/** How many function types lie one behind another in the type as it would be written: those that a typedef at file
 * scope stands for are not of them, as that has annotations of its own. */
int type_depth(CXType type);
/** The alignment that a typedef of the function's own gives to an object of the type, whose text has it not, as it names
 * what the typedef stands for; 0: that has the same. */
uint64_t type_lost_alignment(CXType type);
/** Whether such a typedef asks for less, and pointers or arrays of it are in the type; `inside`: or it is the type
 * itself. */
bool type_is_underaligned(CXType type, bool inside);
/** Variably modified: somewhere in it is an array whose length is known at run time. */
bool type_is_varied(CXType type);

/** A record declared in a function, and the tag that it has where it was hoisted to. */
struct tag {
	CXCursor declaration; /* canonical */
	const char *name;
};

/** The declaration of a member as it is for the annotation reading, qualifiers and all; `tags` is an stb_ds array.
 * NULL: it names something local that has none. */
const char *type_of_field(struct builder *b, CXCursor field, const char *name, const struct tag *tags);

/** Without sugar, qualifiers and _Atomic at the top. */
CXType bare_type(CXType type);
/** C's compatible types, but for qualifiers, at any depth; enumerations are their integers, void * is any pointer. */
bool types_agree(CXType left, CXType right);

#endif
