/*
 * Text that stays on its line.
 *
 * One rule for what is put into comments, messages and files: characters that
 * end a line for some reader, that a terminal obeys, or that turn the order of
 * what people see.  A writer that can escape writes them as escapes; one that
 * cannot shows '?'; a form that has neither refuses the text.
 */
#ifndef FLOE_BASE_LINE_H
#define FLOE_BASE_LINE_H

#include "floe/base/buffer.h"

/*
 * C0 (tab and line feed too), DEL, C1 with NEL, the line ends LS and PS, marks
 * that turn the direction, byte order marks, surrogates (so bytes that are no
 * character), U+FFFE and U+FFFF.
 */
bool line_is_disturbed_by(unsigned long point);

/* Whether all of a text fits into one line. */
bool line_fits(struct text text);

/* The text with '?' for what would disturb the line, and a space for a tab. */
void line_put(struct buffer *buffer, struct text text);
struct text line_shown(struct arena *arena, struct text text);

#endif
