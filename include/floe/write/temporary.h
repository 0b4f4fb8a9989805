/*
 * Temporary files beside those they stand for.
 *
 * Their names end in .tmp, so that dbt, which looks for *.sql and *.yml, never
 * takes one for a macro or a profile.
 */
#ifndef FLOE_WRITE_TEMPORARY_H
#define FLOE_WRITE_TEMPORARY_H

#include "floe/base/text.h"

struct temporary {
    char name[64]; /* empty: there is none */
};

bool temporary_is_name(const char *name);

/*
 * A new file that holds bytes, synced, with this very mode.  Its name carries
 * number, or the next one that is free.  0, or an errno value.
 */
int temporary_write(struct temporary *temporary, int folder, unsigned number, struct text bytes,
                    unsigned mode);

/* Another name for a file (or symbolic link) that exists.  0, or an errno value. */
int temporary_link(struct temporary *temporary, int folder, unsigned number, const char *name);

/* Puts it in the place of name.  0, or an errno value. */
int temporary_rename(struct temporary *temporary, int folder, const char *name);

/* Harmless when there is none. */
void temporary_remove(struct temporary *temporary, int folder);

/*
 * Removes what killed runs have left in folder and in the folders below it, as
 * many levels down as depth says, and those of these that are empty then.
 * True when there was something.  Only for who holds the lock.
 */
bool temporary_sweep(int folder, unsigned depth);

/* True for errors of chmod that say: modes are not ours to set here. */
bool temporary_mode_refused(int error);

#endif
