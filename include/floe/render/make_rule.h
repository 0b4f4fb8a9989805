/*
 * Names of files in a rule of make (GNU make 4.3, and ninja where it knows the
 * escape).
 */
#ifndef FLOE_RENDER_MAKE_RULE_H
#define FLOE_RENDER_MAKE_RULE_H

#include "floe/base/buffer.h"

/* Whether make has a form for the name: it has none for ; = | & % \ ( ) and line ends. */
bool make_rule_fits(struct text name);

void make_rule_put_name(struct buffer *buffer, struct text name);

#endif
