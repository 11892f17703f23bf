#include <fenv.h>

static int raised;

int software_feclearexcept(int flags) {
    raised &= ~flags;
    return 0;
}

int software_feraiseexcept(int flags) {
    raised |= flags & FE_ALL_EXCEPT;
    return 0;
}

int software_fetestexcept(int flags) { return raised & flags; }
