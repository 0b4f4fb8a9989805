/*
 * Names and ids of AWS.
 */
#include <string.h>

#include "floe/spec/shape.h"

static bool is_bucket_part(char c)
{
    return (c >= 'a' && c <= 'z') || shape_digit(c) || c == '-' || c == '.';
}

/* Names that AWS keeps for itself. */
static bool is_reserved_bucket(struct text text)
{
    return text_starts(text, "xn--") || text_starts(text, "sthree-") ||
           text_ends(text, "-s3alias") || text_ends(text, "--ol-s3");
}

/* S3: no dots beside dots or hyphens, not like an IPv4 address. */
bool shape_is_bucket(struct text text)
{
    size_t dots = 0, numeric = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (!is_bucket_part(text.bytes[i]))
            return false;
        bool dot = text.bytes[i] == '.';
        if (dot && i > 0 && (text.bytes[i - 1] == '.' || text.bytes[i - 1] == '-'))
            return false;
        if (text.bytes[i] == '-' && i > 0 && text.bytes[i - 1] == '.')
            return false;
        dots += dot;
        numeric += dot || shape_digit(text.bytes[i]);
    }
    if (text.size < 3 || is_reserved_bucket(text))
        return false;
    char first = text.bytes[0], last = text.bytes[text.size - 1];
    bool address = dots == 3 && numeric == text.size;
    return first != '.' && first != '-' && last != '.' && last != '-' && !address;
}

static bool is_role_part(char c)
{
    return shape_letter(c) || shape_digit(c) || strchr("_+=,.@-", c) != NULL;
}

/* Behind "arn:PARTITION:SERVICE:"; empty when the text does not begin so. */
static struct text behind_arn(struct text text, const char *service)
{
    static const char *const partitions[] = {
        "aws",       "aws-us-gov", "aws-cn",    "aws-iso",
        "aws-iso-b", "aws-iso-e",  "aws-iso-f", "aws-eusc",
    };
    struct text rest = {text.bytes, 0};
    if (!text_starts(text, "arn:"))
        return rest;
    const char *end = memchr(text.bytes + 4, ':', text.size - 4);
    struct text partition = {text.bytes + 4, end == NULL ? 0 : (size_t)(end - text.bytes) - 4};
    size_t known = sizeof partitions / sizeof partitions[0];
    for (size_t i = 0; i < known && end != NULL; i++) {
        if (!text_is(partition, partitions[i]))
            continue;
        rest = (struct text){end + 1, text.size - partition.size - 5};
        if (!text_starts(rest, service))
            rest.size = 0;
        rest.bytes += rest.size > 0 ? strlen(service) : 0;
        rest.size -= rest.size > 0 ? strlen(service) : 0;
        return rest;
    }
    return rest;
}

bool shape_is_account_id(struct text text)
{
    return text.size == 12 && shape_digits(text, 0) == 12;
}

/* Names between slashes; the last is the role's. */
static bool is_role_path(struct text path)
{
    bool part_began = false;
    for (size_t i = 0; i < path.size; i++) {
        bool slash = path.bytes[i] == '/';
        if (slash ? !part_began : !is_role_part(path.bytes[i]))
            return false;
        part_began = !slash;
    }
    return part_began;
}

/* arn:PARTITION:iam::ACCOUNT:role/PATH/NAME */
bool shape_is_role_arn(struct text text)
{
    struct text rest = behind_arn(text, "iam::");
    if (shape_digits(rest, 0) != 12)
        return false;
    struct text role = {rest.bytes + 12, rest.size - 12};
    if (!text_starts(role, ":role/"))
        return false;
    return is_role_path((struct text){role.bytes + 6, role.size - 6});
}

static bool is_key_part(char c)
{
    return (c >= 'a' && c <= 'f') || shape_digit(c) || c == '-';
}

static bool all_key_parts(struct text text, size_t from)
{
    for (size_t i = from; i < text.size; i++)
        if (!is_key_part(text.bytes[i]))
            return false;
    return from < text.size;
}

static bool is_region_part(char c)
{
    return (c >= 'a' && c <= 'z') || shape_digit(c) || c == '-';
}

/* arn:PARTITION:kms:REGION:ACCOUNT:key/ID */
bool shape_is_kms_arn(struct text text)
{
    struct text rest = behind_arn(text, "kms:");
    size_t region = 0;
    while (region < rest.size && is_region_part(rest.bytes[region]))
        region++;
    bool named = region > 0 && region < rest.size && rest.bytes[region] == ':';
    if (!named || shape_digits(rest, region + 1) != 12)
        return false;
    struct text key = {rest.bytes + region + 13, rest.size - region - 13};
    return text_starts(key, ":key/") && all_key_parts(key, 5);
}

bool shape_is_vpc_id(struct text text)
{
    return text_starts(text, "vpc-") && all_key_parts(text, 4) &&
           memchr(text.bytes + 4, '-', text.size - 4) == NULL;
}
