/* For the runtime that has no C extensions beside Python's own. */
#include "interpreter.h"

struct _inittab wadup_extension_modules[] = {{NULL, NULL}};
