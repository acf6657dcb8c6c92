/* Defines, undefines and defines again; read twice. */
#undef TWICE_READ
#define TWICE_READ 1
#undef FROM_HEADER
#define FROM_HEADER(x) (WAIT_FOR(x, TWICE_READ))
#define GONE_ 1
#undef GONE_
#define GONE(x) (WAIT_FOR(x, GONE_))
#define AGAIN_ 1
#undef AGAIN_
#define AGAIN_ 3
#define AGAIN(x) (WAIT_FOR(x, AGAIN_))
