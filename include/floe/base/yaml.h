/*
 * Text as a YAML scalar: always in double quotes, so that no reader of YAML
 * 1.1 or 1.2 takes it for anything but text (PyYAML 6 reads plain yes, 012,
 * 1_000, 1:30, ~ and dates as other types).
 */
#ifndef FLOE_BASE_YAML_H
#define FLOE_BASE_YAML_H

#include "floe/base/buffer.h"

/* The text is UTF-8; what libyaml 0.2.5 and PyYAML 6 refuse or fold is escaped. */
void yaml_put_text(struct buffer *buffer, struct text text);

#endif
