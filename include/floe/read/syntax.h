/*
 * libyaml's complaints, in the words of those who write YAML.
 */
#ifndef FLOE_READ_SYNTAX_H
#define FLOE_READ_SYNTAX_H

#include "floe/base/diag.h"

#define SYNTAX_NOWHERE UINT32_MAX

struct syntax_problem {
    const char *problem; /* libyaml's text, never NULL */
    const char *context; /* libyaml's text or NULL */
    uint32_t at;         /* byte offset of the problem */
    uint32_t opened_at;  /* where what is being parsed began */
    uint32_t quoted_at;  /* where the last scalar began, if it is quoted and has several lines;
                            else SYNTAX_NOWHERE */
};

void syntax_report(struct diags *diags, struct source *source, struct syntax_problem problem);

/* {{ at a place where a value begins: an unquoted template. */
bool syntax_is_template(const struct source *source, uint32_t offset);
void syntax_report_template(struct diags *diags, struct source *source, uint32_t offset);

#endif
