/* The plain reading of <cogen/declare.h>; see ../cogen.h. */
#ifndef COGEN_DECLARE_H
#define COGEN_DECLARE_H

#ifndef co_async
#define co_async(...) __VA_ARGS__
#endif

#endif
