/*
 * The least that reading YAML costs: libyaml's parser over the bytes of each
 * file, and nothing else.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <yaml.h>

static unsigned char *read_all(const char *path, size_t *size)
{
    struct stat status;
    FILE *file = fopen(path, "rb");
    if (file == NULL || fstat(fileno(file), &status) != 0)
        return NULL;
    setvbuf(file, NULL, _IONBF, 0);
    unsigned char *bytes = malloc((size_t)status.st_size + 1);
    *size = bytes == NULL ? 0 : fread(bytes, 1, (size_t)status.st_size, file);
    fclose(file);
    return bytes;
}

static bool parse(const unsigned char *bytes, size_t size)
{
    yaml_parser_t parser;
    yaml_event_t event;
    bool parsed = true, ended = false;
    if (!yaml_parser_initialize(&parser))
        return false;
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, bytes, size);
    while (parsed && !ended) {
        parsed = yaml_parser_parse(&parser, &event) != 0;
        ended = parsed && event.type == YAML_STREAM_END_EVENT;
        if (parsed)
            yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return parsed;
}

int main(int count, char **paths)
{
    bool parsed = true;
    for (int i = 1; i < count; i++) {
        size_t size;
        unsigned char *bytes = read_all(paths[i], &size);
        if (bytes == NULL)
            return 2;
        parsed &= parse(bytes, size);
        free(bytes);
    }
    return parsed ? 0 : 1;
}
