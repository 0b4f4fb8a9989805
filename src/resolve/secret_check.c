#include <string.h>

#include "floe/base/arena.h"
#include "floe/resolve/secret.h"

struct secret_checker {
    const struct secrets *secrets;
    struct diags *diags;
    const struct world *world;
    struct names messages; /* by the name of the secret_ref */
};

static const char *state_of(const struct secret_checker *checker, const char *variable)
{
    return checker->world->variable(checker->world->context, variable) == NULL ? "not set"
                                                                               : "empty";
}

static void explain_places(struct secret_checker *checker, struct diag *diag,
                           const struct secret *secret, const struct secret_lookup *lookup)
{
    struct arena *arena = checker->secrets->arena;
    const char *mount = checker->secrets->mount;
    const char *what = secret->key == NULL ? "it" : secret->key;
    struct text prefixed = LITERAL("");
    struct text file = secret->key != NULL
                           ? text_format(arena, "and %s/%s/%s", mount, secret->name, secret->key)
                           : text_format(arena, "%s/%s and %s/%s/value", mount, secret->name, mount,
                                         secret->name);
    if (strcmp(secret->emitted, secret->variable) != 0)
        prefixed = text_format(arena, "$%s (%s), ", secret->emitted,
                               state_of(checker, secret->emitted));
    diag_why(checker->diags, diag, "looked for %s in %.*s$%s (%s)%s %.*s (%s)", what,
             TEXT_ARG(prefixed), secret->variable, state_of(checker, secret->variable),
             secret->key == NULL ? "," : "", TEXT_ARG(file), lookup->reason);
}

static struct diag *message_for(struct secret_checker *checker, const struct secret *secret,
                                enum diag_code code, const char *format)
{
    struct diag *diag = names_find(&checker->messages, text_of(secret->name));
    if (diag != NULL)
        return diag;
    struct text message = text_format(checker->secrets->arena, "secret '%s' %s", secret->name,
                                      format);
    diag = diag_add(checker->diags, code, secret->need.span, "%.*s", TEXT_ARG(message));
    names_add(&checker->messages, text_of(secret->name), diag);
    if (secret->need.chosen.source != NULL)
        diag_note(checker->diags, diag, secret->need.chosen, "needed because %.*s",
                  TEXT_ARG(secret->need.choice));
    diag_why(checker->diags, diag, "it is needed for %.*s", TEXT_ARG(secret->need.purpose));
    return diag;
}

static void report_missing(struct secret_checker *checker, const struct secret *secret,
                           const struct secret_lookup *lookup)
{
    bool refused = lookup->state == SECRET_REFUSED;
    struct diag *diag =
        message_for(checker, secret, refused ? SECRET_UNUSABLE : SECRET_MISSING,
                    refused ? "cannot be used" : "was not found");
    explain_places(checker, diag, secret, lookup);
}

static void warn_only_mounted(struct secret_checker *checker, const struct secret *secret)
{
    struct diag *diag = message_for(checker, secret, SECRET_ONLY_MOUNTED,
                                    "is a mounted file, but dbt reads variables only");
    const char *empty = checker->world->variable(checker->world->context, secret->emitted);
    diag_why(checker->diags, diag, "%s/%s is there, $%s is %s", checker->secrets->mount,
             secret->name, secret->emitted,
             empty == NULL ? "not set" : "set but empty, which dbt accepts as a value");
}

static void warn_other_name(struct secret_checker *checker, const struct secret *secret)
{
    struct diag *diag = message_for(checker, secret, SECRET_ONLY_MOUNTED,
                                    "is in a variable that dbt does not read");
    diag_why(checker->diags, diag, "$%s is set, and profiles.yml reads $%s", secret->variable,
             secret->emitted);
}

/* A value in a variable that cannot be what it is meant to be; it is not shown. */
static void check_variable(struct secret_checker *checker, const struct secret *secret,
                           bool handed_over)
{
    const struct world *world = checker->world;
    const char *value = world->variable(world->context, secret->emitted);
    const char *name = secret->emitted;
    if (value == NULL || value[0] == '\0') {
        value = world->variable(world->context, secret->variable);
        name = secret->variable;
        if (!handed_over)
            warn_other_name(checker, secret);
    }
    if (secret->many_lines || strpbrk(value, "\r\n") == NULL)
        return;
    struct diag *diag = message_for(checker, secret, SECRET_UNUSABLE, "cannot be used");
    diag_why(checker->diags, diag, "$%s contains a line break, but this secret must be one line",
             name);
}

static void add_help(struct secret_checker *checker, struct diag *diag)
{
    if (diag->code == SECRET_ONLY_MOUNTED)
        diag_help(checker->diags, diag, "run dbt as 'floe-compile ... -- dbt build', or before it "
                                        "eval \"$(floe-compile --print=env)\"");
    else if (diag->code == SECRET_MISSING)
        diag_help(checker->diags, diag, "set the variables, mount the secret, or use "
                                        "--secrets=defer to leave the look-up to dbt");
    else
        diag_help(checker->diags, diag, "correct it where it is set or mounted");
}

void secrets_check(const struct secrets *secrets, struct diags *diags, const struct world *world,
                   bool handed_over)
{
    struct secret_checker checker = {
        .secrets = secrets,
        .diags = diags,
        .world = world,
        .messages = names_new(secrets->arena, secrets->count),
    };
    uint32_t first = diags->count;
    for (uint32_t i = 0; i < secrets->count; i++) {
        const struct secret *secret = &secrets->list[i];
        struct secret_lookup lookup;
        enum secret_place place = secret_locate(secret, secrets, world, &lookup);
        if (place == SECRET_NOWHERE && secret->need.is_optional && lookup.state != SECRET_REFUSED)
            continue;
        if (place == SECRET_NOWHERE)
            report_missing(&checker, secret, &lookup);
        else if (place == SECRET_IN_VARIABLE)
            check_variable(&checker, secret, handed_over);
        else if (!handed_over)
            warn_only_mounted(&checker, secret);
    }
    for (uint32_t i = first; i < diags->count; i++)
        add_help(&checker, diags->list[i]);
}
