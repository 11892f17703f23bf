/* The compiler's log2 is off by 3e-7 for subnormal numbers, powers of two among them: this takes its place. */
#include <math.h>

double log2(double value)
{
    /* Zero, numbers below it, infinity and NaN, as log says. */
    if (!(value > 0) || isinf(value)) return log(value);
    int exponent;
    double fraction = frexp(value, &exponent);
    /* Just above 1 the fraction is just above 1/2, and the difference of two large numbers would be left. */
    if (value > 1) return log(2 * fraction) / M_LN2 + (exponent - 1);
    return log(fraction) / M_LN2 + exponent;
}
