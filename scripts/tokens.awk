# Tokens of templates (fill.h) that do not end in one of the forms "escapes".
BEGIN { count = split(escapes, names); for (i = 1; i <= count; i++) escape[names[i]] = 1 }
{
    rest = $0
    while (match(rest, /@((for|if|elif|include|#) [^@]*|end|else|[a-z_][a-z0-9_.]*[?]?([|][a-z_]+([(][0-9]+[)])?)*)@/)) {
        token = substr(rest, RSTART + 1, RLENGTH - 2)
        rest = substr(rest, RSTART + RLENGTH)
        if (token ~ /^((for|if|elif|include|#) .*|end|else)$/) continue
        last = token
        sub(/.*[|]/, "", last)
        sub(/[(].*/, "", last)
        if (token ~ /[|]/ && last in escape) continue
        printf "%s:%d: @%s@ does not end in a form of escape.def\n", FILENAME, FNR, token > "/dev/stderr"
        failed = 1
    }
}
END { exit failed }
