/*
 * Preloaded: the allocation whose number is in $FAULT_AT fails, once; with
 * $FAULT_LOG, a file that gets their count at the end.
 *
 * Only glibc lets its own functions be called by another name.
 */
#define _GNU_SOURCE /* unsetenv */

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

static unsigned long calls;
static unsigned long fails_at;

static bool fails(void)
{
    calls++;
    if (calls != fails_at)
        return false;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    return fails() ? NULL : __libc_realloc(old, size);
}

__attribute__((constructor)) static void begin(void)
{
    const char *at = getenv("FAULT_AT");
    calls = 0;
    fails_at = at == NULL ? 0 : strtoul(at, NULL, 10);
    unsetenv("LD_PRELOAD"); /* what the program starts is left alone */
}

__attribute__((destructor)) static void end(void)
{
    const char *path = getenv("FAULT_LOG");
    char line[32];
    int fd = path == NULL ? -1 : open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    int size = snprintf(line, sizeof line, "%lu\n", calls);
    if (fd < 0)
        return;
    if (write(fd, line, (size_t)size) != size)
        _exit(125);
    close(fd);
}
