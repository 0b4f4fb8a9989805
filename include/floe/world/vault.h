/*
 * The one place in memory that holds values of secrets.
 *
 * A mapping of its own: left out of core files, kept from the swap where the
 * system allows it, and wiped before it is given back.  What is put into it
 * stays where it is until vault_wipe(); nothing in it is freed alone.
 *
 * Variables are on the stack and parts of values in registers, where no mapping
 * covers them, so a process that has opened a vault leaves no core file at all.
 * exec undoes that: COMMAND leaves cores as it would otherwise.
 */
#ifndef FLOE_WORLD_VAULT_H
#define FLOE_WORLD_VAULT_H

#include "floe/base/text.h"

enum {
    VAULT_BYTES_MAX = 4 * 1024 * 1024, /* all that one run looks at */
};

struct vault;

/* NULL when there is no memory; errno says why. */
struct vault *vault_open(void);

/* Zeroed bytes, NULL when fewer are left. */
char *vault_room(struct vault *vault, size_t size);

/* Wipes the newest room from its byte size on, and takes that part back. */
void vault_trim(struct vault *vault, char *room, size_t size);

/*
 * Remembers a value that is in the vault under a label, which is copied.  The
 * newest one wins.  False when the vault is full.
 */
bool vault_keep(struct vault *vault, struct text label, struct text value);

/* The value that was kept under a label; text.bytes is NULL when there is none. */
struct text vault_find(struct vault *vault, struct text label);

/* Overwrites everything; the vault is empty and usable after it. */
void vault_wipe(struct vault *vault);

/* Wipes and unmaps; NULL is allowed. */
void vault_close(struct vault *vault);

#endif
