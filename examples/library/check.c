/*
 * Checks floe.yaml and prints what is wrong as compilers do:
 *
 *     $ ./check <floe.yaml
 *     <stdin>:3:10: error: unknown key 'pth' in transforms[0] (did you mean 'path'?) [F0102]
 *
 * Exit: 0 nothing is wrong, 1 something is, 2 it cannot be checked.
 */
#include <floe.h>
#include <stdio.h>
#include <stdlib.h>

/* All of stdin; NULL with errno set.  The caller frees it. */
static char *read_input(size_t *size)
{
    char *bytes = NULL;
    size_t capacity = 0, more = 1;
    *size = 0;
    while (more > 0) {
        if (*size == capacity) {
            capacity = capacity == 0 ? 4096 : capacity * 2;
            char *larger = realloc(bytes, capacity);
            if (larger == NULL) {
                free(bytes);
                return NULL;
            }
            bytes = larger;
        }
        more = fread(bytes + *size, 1, capacity - *size, stdin);
        *size += more;
    }
    if (ferror(stdin)) {
        free(bytes);
        return NULL;
    }
    return bytes;
}

static void print(const struct floe_diagnostic *diagnostic)
{
    static const char *const severities[] = {
        [FLOE_SEVERITY_NOTE] = "note",
        [FLOE_SEVERITY_WARNING] = "warning",
        [FLOE_SEVERITY_ERROR] = "error",
    };
    const struct floe_range *range = &diagnostic->range;
    if (range->path != NULL)
        printf("%s:%u:%u: ", range->path, range->start.line, range->start.column);
    printf("%s: %s", severities[diagnostic->severity], diagnostic->message);
    if (diagnostic->label != NULL)
        printf(" (%s)", diagnostic->label);
    printf(" [%s]\n", diagnostic->code);
    for (size_t i = 0; i < diagnostic->help_count; i++)
        printf("    %s\n", diagnostic->help[i]);
}

int main(void)
{
    struct floe_file file = {.path = "<stdin>"};
    char *bytes = read_input(&file.size);
    if (bytes == NULL) {
        perror("check: cannot read");
        return 2;
    }
    file.bytes = bytes;
    struct floe_result *result = floe_check(FLOE_KIND_FLOE, &file, NULL);
    free(bytes);
    if (result == NULL) {
        perror("check");
        return 2;
    }
    size_t count;
    const struct floe_diagnostic *list = floe_diagnostics(result, &count);
    for (size_t i = 0; i < count; i++)
        print(&list[i]);
    int status = floe_succeeded(result) ? 0 : 1;
    floe_free(result);
    return status;
}
