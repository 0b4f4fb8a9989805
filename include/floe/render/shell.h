/*
 * Text as a POSIX shell reads it.
 */
#ifndef FLOE_RENDER_SHELL_H
#define FLOE_RENDER_SHELL_H

#include "floe/base/buffer.h"

/*
 * One word that is the text, byte by byte, in single quotes; within
 * them a shell takes all bytes as they are but the quote itself.  A line feed
 * stays one; other characters that disturb a line are printf's to make.
 */
void shell_put_word(struct buffer *buffer, struct text text);

#endif
