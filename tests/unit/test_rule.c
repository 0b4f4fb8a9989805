/*
 * The rows of rules.def: what they name is in the tables.
 */
#include "unit.h"

#include "floe/spec/rule.h"

static const struct field *field_of(const struct rule *rule, const char *key)
{
    const struct field *field = record_field(rule->record, text_of(key));
    if (field == NULL)
        fail_msg("a rule of %s names %s", rule->record->type, key);
    return field;
}

static void keys_are_fields(void **state)
{
    (void)state;
    for (const struct rule *rule = rules; rule->record != NULL; rule++) {
        assert_null(rule->keys[RULE_KEYS_MAX - 1]);
        assert_true((rule->keys[0] == NULL) == (rule->verb == RULE_CODE));
        for (unsigned i = 0; rule->keys[i] != NULL; i++)
            if (rule->verb != RULE_FORM || i == 0)
                field_of(rule, rule->keys[i]);
    }
}

/* Every word of a condition is one that the field can be. */
static void conditions_can_hold(void **state)
{
    (void)state;
    for (const struct rule *rule = rules; rule->record != NULL; rule++) {
        assert_null(rule->when[RULE_CONDITIONS_MAX - 1].key);
        for (const struct rule_condition *each = rule->when; each->key != NULL; each++) {
            const struct field *field = field_of(rule, each->key);
            assert_non_null(each->words[0]);
            assert_null(each->words[RULE_WORDS_MAX - 1]);
            for (unsigned i = 0; each->words[i] != NULL; i++)
                if (field->kind == FIELD_BOOL)
                    assert_true(strcmp(each->words[i], "true") == 0 ||
                                strcmp(each->words[i], "false") == 0);
                else
                    assert_true(words_find(field->words, text_of(each->words[i])) >= 0);
        }
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_fields),
        cmocka_unit_test(conditions_can_hold),
    };
    return UNIT_RUN(tests);
}
