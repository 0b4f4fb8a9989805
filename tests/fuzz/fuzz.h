/*
 * What the fuzz targets share.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdint.h>

#include "floe/base/buffer.h"
#include "floe/base/diag.h"

/* Ends the program, with the place, when something is not as it must be. */
#define FUZZ_CHECK(holds) ((holds) ? (void)0 : fuzz_fail(#holds, __FILE__, __LINE__))

_Noreturn void fuzz_fail(const char *what, const char *file, int line);

/* A copy with nothing behind it, not even a NUL: a step too far is seen. */
struct text fuzz_exact(struct arena *arena, const uint8_t *data, size_t size);

/* All messages in all forms; JSON and SARIF are JSON. */
struct text fuzz_report(struct arena *arena, struct diags *diags);

bool fuzz_holds(struct text text, const char *word);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
