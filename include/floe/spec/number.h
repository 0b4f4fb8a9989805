/*
 * Numbers in what the language does not look into.
 */
#ifndef FLOE_SPEC_NUMBER_H
#define FLOE_SPEC_NUMBER_H

#include "floe/base/text.h"

enum { NUMBER_DIGITS_MAX = 1000 }; /* of a whole one: Python reads 4,300 */

/* -12, 0.5, 1e-9: what YAML 1.2 and Python both read as this number. */
bool number_is(struct text text);

/* Whether Python and JSON hold it: not too many digits, and neither infinite nor 0 by rounding. */
bool number_fits(struct text text);

#endif
