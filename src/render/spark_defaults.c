/*
 * deploy/spark/spark-defaults.conf, for a Spark server: no setting holds a
 * secret (plan/spark.c).
 */
#include "floe/base/arena.h"
#include "floe/plan/spark.h"
#include "floe/render/emit.h"
#include "floe/render/deploy.h"
#include "floe/render/properties.h"

static void put_variables(struct buffer *out, const struct plan_spark *spark, struct arena *arena)
{
    for (uint32_t i = 0; i < spark->setting_count; i++) {
        struct text value = spark->settings[i].value.text;
        if (spark->settings[i].looked_up)
            properties_put_comment(out, text_format(arena, "%s is read from $%.*s.",
                                                    spark->settings[i].name,
                                                    (int)value.size - 4, value.bytes + 4));
    }
}

static void put_target(struct emission *emission, const struct plan_target *target)
{
    struct arena *arena = emission->arena;
    const struct plan_spark *spark = &target->spark;
    struct buffer out = buffer_new(arena);
    buffer_text(&out, deploy_header(arena, emission->plan, target));
    put_variables(&out, spark, arena);
    buffer_byte(&out, '\n');
    for (uint32_t i = 0; i < spark->setting_count; i++)
        properties_put(&out, text_of(spark->settings[i].name), spark->settings[i].value.text);
    emit_add(emission, deploy_path(emission, target, "spark", "spark-defaults.conf"),
             buffer_finish(&out), EMIT_SHARED);
}

void emit_spark(struct emission *emission)
{
    const struct plan *plan = emission->plan;
    for (uint32_t i = 0; i < plan->target_count; i++)
        if (plan->targets[i].spark.setting_count > 0) {
            spark_refuse_lookups(emission->diags, &plan->targets[i].spark);
            put_target(emission, &plan->targets[i]);
        }
}
