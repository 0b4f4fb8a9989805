/*
 * The outside of a compile, faked for the targets that compile.
 */
#ifndef FAKE_WORLD_H
#define FAKE_WORLD_H

#include "floe/base/world.h"

#define MARKER "#--8<--" /* begins the line between two files of an input */
#define FAKE_SECRET "cAn4rY-vAlUe" /* in the values of all faked secrets */

/* One name in four is not set; what must not be read by ${} holds a secret. */
const char *fuzz_variable(void *context, const char *name);

struct secret_lookup fuzz_read_secret(void *context, const char *mount, const char *name,
                                      const char *key, bool many_lines);

/* Where word begins in text at or behind from; the size of text: nowhere. */
size_t fuzz_find(struct text text, size_t from, const char *word);

/* Ends the program unless all documents are YAML, and mappings or empty. */
void fuzz_check_yaml(struct text text);

#endif
