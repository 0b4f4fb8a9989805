/*
 * The forms that texts must have; shapes.def says in which words and patterns.
 * Each takes a text whose length is checked already.
 */
#ifndef FLOE_SPEC_SHAPE_H
#define FLOE_SPEC_SHAPE_H

#include "floe/base/text.h"

/* ASCII only, whatever the locale. */
static inline bool shape_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool shape_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* How many digits are at text.bytes[from..]. */
size_t shape_digits(struct text text, size_t from);

/* What an amount with a unit is as a number: "12Gi", "8GB", "500m", "1e9"; 0 when it is none. */
double shape_amount(struct text amount);

/* Names. */
bool shape_is_profile_name(struct text text);
bool shape_is_identifier(struct text text);
bool shape_is_alias(struct text text);
bool shape_is_function(struct text text);
bool shape_is_secret_name(struct text text);
bool shape_is_version(struct text text);
bool shape_is_tls_version(struct text text);
bool shape_is_namespace(struct text text);
bool shape_is_domain(struct text text);
bool shape_is_uri(struct text text);
bool shape_is_location(struct text text); /* of files: SCHEME://BUCKET/FOLDER */
bool shape_is_s3_location(struct text text);
bool shape_is_gs_location(struct text text);

/* Amounts. */
bool shape_is_count(struct text text);
bool shape_is_cpu_quantity(struct text text);
bool shape_is_memory_quantity(struct text text);
bool shape_is_duckdb_memory(struct text text);
bool shape_is_retention(struct text text);
bool shape_is_interval(struct text text);

/* Names and ids of AWS. */
bool shape_is_bucket(struct text text);
bool shape_is_account_id(struct text text);
bool shape_is_role_arn(struct text text);
bool shape_is_kms_arn(struct text text);
bool shape_is_vpc_id(struct text text);

/* Time. */
bool shape_is_date(struct text text);
bool shape_is_partition_key(struct text text);
bool shape_is_time_zone(struct text text);
bool shape_is_cron(struct text text);

/* The time zone that only capitals tell apart, or that is spelt nearly so; empty: none. */
struct text shape_near_time_zone(struct text text);

/* What is wrong in a cron schedule: part of it, and words for the message. */
struct cron_fault {
    size_t start;
    size_t size;
    const char *problem;  /* "has an hour out of range" */
    const char *expected; /* "0 to 23" */
};

/* problem NULL: nothing is wrong. */
struct cron_fault shape_cron_fault(struct text text);

#endif
