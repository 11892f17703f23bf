/* WebAssembly has no floating-point status flags, and wasi-libc defines none of their names. NumPy also uses the flags as its
 * own way to tell a caller of a division by zero or of a singular matrix; for that, flags kept in memory are enough. */
#include_next <fenv.h>

#ifndef SOFTWARE_FLOATING_POINT_FLAGS
#define SOFTWARE_FLOATING_POINT_FLAGS

#undef FE_ALL_EXCEPT
#define FE_INVALID 1
#define FE_DIVBYZERO 4
#define FE_OVERFLOW 8
#define FE_UNDERFLOW 16
#define FE_ALL_EXCEPT (FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW | FE_UNDERFLOW)

#ifdef __cplusplus
extern "C" {
#endif
int software_feclearexcept(int flags);
int software_feraiseexcept(int flags);
int software_fetestexcept(int flags);
#ifdef __cplusplus
}
#endif

#define feclearexcept software_feclearexcept
#define feraiseexcept software_feraiseexcept
#define fetestexcept software_fetestexcept

#endif
