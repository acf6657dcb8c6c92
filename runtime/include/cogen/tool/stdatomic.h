/* For cogen's own reading alone; no program includes it. What clang's <stdatomic.h> finds by #include_next, where it looks
 * for one of the system's, in front of the folders of another compiler (cogen/compiler.c): that one's knows another
 * `_Atomic`, and leads clang's own nowhere. So here is clang's own once more, as it is where there is none behind it. */
#include <stddef.h>
#include <stdint.h>

#undef __CLANG_STDATOMIC_H
#pragma push_macro("__STDC_HOSTED__")
#undef __STDC_HOSTED__
#define __STDC_HOSTED__ 0
#include <stdatomic.h>
#pragma pop_macro("__STDC_HOSTED__")
