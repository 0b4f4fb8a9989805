/*
 * Calls the library as an editor does: probe FOLDER THREADS ROUNDS
 *
 * Each thread checks, compiles, asks and frees, ROUNDS times; what comes out must
 * be the same each time, and the thread's locale stays.  Status 1: it is not.  "no
 * memory" with status 3: a call returned NULL and ENOMEM.  Status 2: the probe's own.
 */
#include <errno.h>
#include <floe.h>
#include <locale.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIFFERS = -1, NO_LOCALE = -2 };
enum { CALLS = 6, FILE_BYTES_MAX = 1 << 16, THREADS_MAX = 16 };

static const char *const names[] = {"floe.yaml", "platform.yaml", "dbt_project.yml"};
enum { NAME_COUNT = sizeof names / sizeof names[0] };

struct worker {
    pthread_t thread;
    struct floe_file files[NAME_COUNT];
    int rounds;
    unsigned long sum;   /* of all that came out of a round */
    int trouble;         /* errno of a call that failed, or one of those above */
};

static unsigned long add(unsigned long sum, const char *text)
{
    for (; text != NULL && *text != '\0'; text++)
        sum = sum * 31 + (unsigned char)*text;
    return sum;
}

static unsigned long read_result(struct floe_result *result, unsigned long sum)
{
    size_t count;
    const struct floe_diagnostic *list = floe_diagnostics(result, &count);
    for (size_t i = 0; i < count; i++)
        sum = add(add(sum, list[i].message), list[i].code) + list[i].range.start.offset;
    const struct floe_output *outputs = floe_outputs(result, &count);
    for (size_t i = 0; i < count; i++)
        sum = add(add(sum, outputs[i].path), outputs[i].bytes) + outputs[i].size;
    const struct floe_completion *completions = floe_completions(result, &count, NULL);
    for (size_t i = 0; i < count; i++)
        sum = add(add(sum, completions[i].label), completions[i].insert);
    const struct floe_description *description = floe_description(result);
    if (description != NULL)
        sum = add(add(sum, description->name), description->documentation);
    floe_free(result);
    return sum;
}

static struct floe_result *call(const struct worker *worker, unsigned which)
{
    static const struct floe_options options = {.emit = "profiles,macros,k8s,env"};
    switch (which) {
    case 0:
        return floe_check(FLOE_KIND_FLOE, &worker->files[0], NULL);
    case 1:
        return floe_check(FLOE_KIND_PLATFORM, &worker->files[1], NULL);
    case 2:
        return floe_compile(worker->files, NAME_COUNT, &options);
    case 3:
        return floe_compile(worker->files, 1, NULL); /* no platform.yaml */
    case 4: /* at the end of floe.yaml: the names of its catalogs */
        return floe_complete(FLOE_KIND_FLOE, &worker->files[0], worker->files[0].size - 1,
                             &worker->files[1], 1);
    default:
        return floe_describe(FLOE_KIND_PLATFORM, &worker->files[1], 1);
    }
}

static int one_round(struct worker *worker, unsigned long *sum)
{
    *sum = 1;
    for (unsigned which = 0; which < CALLS; which++) {
        struct floe_result *result = call(worker, which);
        if (result == NULL)
            return errno;
        *sum = read_result(result, *sum);
    }
    return 0;
}

static void *work(void *context)
{
    struct worker *worker = context;
    locale_t locale = newlocale(LC_ALL_MASK, "", (locale_t)0);
    if (locale == (locale_t)0) {
        worker->trouble = NO_LOCALE;
        return NULL;
    }
    (void)uselocale(locale);
    for (int round = 0; round < worker->rounds && worker->trouble == 0; round++) {
        unsigned long sum;
        worker->trouble = one_round(worker, &sum);
        if (worker->trouble == 0 && round > 0 && sum != worker->sum)
            worker->trouble = DIFFERS;
        worker->sum = sum;
    }
    if (uselocale((locale_t)0) != locale)
        worker->trouble = DIFFERS;
    (void)uselocale(LC_GLOBAL_LOCALE);
    freelocale(locale);
    return NULL;
}

/* Before the library is called, from memory that no fault takes away. */
static int read_files(const char *folder, struct floe_file *files)
{
    static char room[NAME_COUNT][FILE_BYTES_MAX];
    for (int i = 0; i < NAME_COUNT; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        FILE *file = fopen(path, "rb");
        if (file == NULL)
            return -1;
        files[i] = (struct floe_file){names[i], room[i], fread(room[i], 1, FILE_BYTES_MAX, file)};
        fclose(file);
    }
    return 0;
}

int main(int argc, char **argv)
{
    static struct worker workers[THREADS_MAX];
    int count = argc == 4 ? atoi(argv[2]) : 0;
    struct floe_file files[NAME_COUNT];
    if (count < 1 || count > THREADS_MAX || read_files(argv[1], files) != 0)
        return 2;
    for (int i = 0; i < count; i++) {
        workers[i].rounds = atoi(argv[3]);
        memcpy(workers[i].files, files, sizeof files);
        if (count == 1)
            work(&workers[i]);
        else if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0)
            return 2;
    }
    for (int i = 0; i < count; i++) {
        if (count > 1)
            pthread_join(workers[i].thread, NULL);
        if (workers[i].trouble == NO_LOCALE)
            return 2;
        if (workers[i].trouble == ENOMEM) {
            puts("no memory");
            return 3;
        }
        if (workers[i].trouble != 0 || workers[i].sum != workers[0].sum)
            return 1;
    }
    printf("%lu\n", workers[0].sum);
    return 0;
}
