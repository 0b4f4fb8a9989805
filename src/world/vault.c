/* For madvise, mlock2, prctl and explicit_bzero, which POSIX lacks. */
#define _GNU_SOURCE

#include "floe/world/vault.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>

enum { ALIGNMENT = 16, CHAINS = 4096 };

struct vault_entry {
    struct vault_entry *older; /* of the same chain */
    struct text label;
    struct text value;
};

/* Lies at the start of the mapping itself. */
struct vault {
    size_t used;
    char *newest;
    /* By the labels' hash; pages that stay untouched cost nothing. */
    struct vault_entry *chains[CHAINS];
    _Alignas(ALIGNMENT) char bytes[];
};

enum { CAPACITY = VAULT_BYTES_MAX - sizeof(struct vault) };

/*
 * All three are courtesies of the system: without the right to lock memory, or
 * with a kernel before 4.4, the run goes on.  A debugger's core of the running
 * process follows MADV_DONTDUMP only.  MLOCK_ONFAULT keeps untouched pages free.
 */
struct vault *vault_open(void)
{
    void *memory = mmap(NULL, VAULT_BYTES_MAX, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return NULL;
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    (void)madvise(memory, VAULT_BYTES_MAX, MADV_DONTDUMP);
    (void)mlock2(memory, VAULT_BYTES_MAX, MLOCK_ONFAULT);
    return memory;
}

static size_t aligned(size_t size)
{
    return (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
}

char *vault_room(struct vault *vault, size_t size)
{
    size_t start = aligned(vault->used);
    if (start > CAPACITY || size > CAPACITY - start)
        return NULL;
    vault->used = start + size;
    vault->newest = vault->bytes + start;
    return vault->newest;
}

void vault_trim(struct vault *vault, char *room, size_t size)
{
    size_t start = (size_t)(room - vault->bytes);
    assert(room == vault->newest && size <= vault->used - start);
    explicit_bzero(room + size, vault->used - start - size);
    vault->used = start + size;
}

static struct vault_entry **chain_of(struct vault *vault, struct text label)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < label.size; i++)
        hash = (hash ^ (unsigned char)label.bytes[i]) * 16777619u;
    return &vault->chains[(hash ^ hash >> 16) % CHAINS];
}

bool vault_keep(struct vault *vault, struct text label, struct text value)
{
    assert(value.bytes >= vault->bytes && value.bytes <= vault->bytes + vault->used);
    char *room = vault_room(vault, sizeof(struct vault_entry) + label.size);
    if (room == NULL)
        return false;
    char *copy = room + sizeof(struct vault_entry);
    memcpy(copy, label.bytes, label.size);
    struct vault_entry *entry = (struct vault_entry *)(void *)room;
    struct vault_entry **chain = chain_of(vault, label);
    *entry = (struct vault_entry){
        .older = *chain,
        .label = {copy, label.size},
        .value = value,
    };
    *chain = entry;
    return true;
}

struct text vault_find(struct vault *vault, struct text label)
{
    for (const struct vault_entry *entry = *chain_of(vault, label); entry != NULL;
         entry = entry->older)
        if (text_equal(entry->label, label))
            return entry->value;
    return (struct text){0};
}

void vault_wipe(struct vault *vault)
{
    explicit_bzero(vault->bytes, vault->used);
    vault->used = 0;
    vault->newest = NULL;
    memset(vault->chains, 0, sizeof vault->chains);
}

void vault_close(struct vault *vault)
{
    if (vault == NULL)
        return;
    vault_wipe(vault);
    munmap(vault, VAULT_BYTES_MAX);
}
