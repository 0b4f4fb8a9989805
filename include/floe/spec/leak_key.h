/*
 * What the name of a key or of a variable says: whether its value is a secret,
 * and which values are none.
 */
#ifndef FLOE_SPEC_LEAK_KEY_H
#define FLOE_SPEC_LEAK_KEY_H

#include <stdbool.h>

#include "floe/base/text.h"

/* Whether a key is named like one whose value is a secret: client_secret, apiKey. */
bool leak_is_secret_key(struct text key);

/* The same of KEY=VALUE in an address or a connection string. */
bool leak_is_secret_parameter(struct text key);

/* Of such a key: whether what is below it, a mapping or list, is a secret, too. */
bool leak_covers_below(struct text key);

/* Whether the value of such a key only refers to a secret, or is none. */
bool leak_is_reference(struct text key, struct text value);

/* Whether something else is to be put here: ${NAME}, <token>, *****. */
bool leak_is_placeholder(struct text value);

/* Whether an environment variable is named like one that holds a secret, in whatever case. */
bool leak_is_secret_variable(struct text name);

#endif
