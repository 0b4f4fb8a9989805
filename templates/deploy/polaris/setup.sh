#!/bin/sh
@include parts/header@
#
# Sets up Apache Polaris. What exists is left as it is; what differs is reported.
# It can be run again at any time.
#
# Needs sh, curl, awk and grep, and these variables:
#   POLARIS_ADMIN_CLIENT_ID, POLARIS_ADMIN_CLIENT_SECRET   who may manage Polaris
@for need in polaris.needs@
#   @need.variable|plain@   @need.what|comment@
@end@
# and takes, when they are set:
#   POLARIS_ADMIN_SCOPE      instead of PRINCIPAL_ROLE:ALL
#   POLARIS_MANAGEMENT_URI   instead of the management API beside the catalog's uri
#   POLARIS_REALM            the realm, where there are several
#   POLARIS_WAIT_SECONDS     how long to wait until Polaris answers; 120
#
# Exit status: 0 all is as wanted; 1 something differs; 2 Polaris can't be reached or
# refuses, or a variable is missing.
set -eu
LC_ALL=C
export LC_ALL

newline='
'
made=0
kept=0
differing=0
status=
body=
token=

say() {
    printf 'polaris: %s\n' "$*"
}

fail() {
    printf 'polaris: %s\n' "$*" >&2
    exit 2
}

# NAME VALUE
need() {
    [ -n "$2" ] || fail "\$$1 is not set"
}

differs() {
    differing=$((differing + 1))
    printf 'polaris: differs: %s\n' "$*" >&2
}

# A line of a curl configuration. Values reach curl by its standard input only:
# arguments of a program can be read by everybody on the machine.
option() {
    printf '%s = "' "$1"
    printf '%s' "$2" | awk '{ gsub(/[\\"]/, "\\\\&"); printf "%s%s", NR == 1 ? "" : "\\n", $0 }'
    printf '"\n'
}

# Runs curl with the options that a function prints; sets status and body.
call() {
    status=000
    body=
    if answer=$("$@" | curl -q --config -); then
        status=${answer##*"$newline"}
        body=${answer%"$newline"*}
    fi
}

common_options() {
    printf 'silent\npath-as-is\nconnect-timeout = 5\nmax-time = 60\nproto = "=http,https"\nwrite-out = "\\n%%{http_code}"\n'
    if [ -n "${POLARIS_REALM:-}" ]; then
        option header "Polaris-Realm: $POLARIS_REALM"
    fi
}

request_options() {
    common_options
    option request "$1"
    option url "$2"
    option header "Authorization: Bearer $token"
    option header 'Accept: application/json'
    if [ $# -gt 2 ]; then
        option header 'Content-Type: application/json'
        option data-binary "$3"
    fi
}

# METHOD URL [BODY]
request() {
    call request_options "$@"
}

# "path=value" lines of the JSON document on standard input. An entry of a list is
# list[]; what is in an object in a list is list[0].key, so that it stays together.
flatten() {
    awk '
function fault() { exit 1 }
function leaf(path, text) {
    sub(/\[[0-9]+\]$/, "[]", path)
    sub(/^\.roles\[[0-9]+\]/, ".roles[]", path)
    print path "=" text
}
function blanks() { while (substr(s, i, 1) ~ /^[ \t\r\n]$/) i++ }
function number(hex,   k, n) {
    n = 0
    for (k = 1; k <= length(hex); k++) n = n * 16 + index("0123456789abcdef", tolower(substr(hex, k, 1))) - 1
    return n
}
function utf8(n) {
    if (n < 2048) return sprintf("%c%c", 192 + int(n / 64), 128 + n % 64)
    if (n < 65536) return sprintf("%c%c%c", 224 + int(n / 4096), 128 + int(n / 64) % 64, 128 + n % 64)
    return sprintf("%c%c%c%c", 240 + int(n / 262144), 128 + int(n / 4096) % 64, 128 + int(n / 64) % 64, 128 + n % 64)
}
function escaped(   c, n, low) {
    c = substr(s, i + 1, 1)
    if (c != "u") { i += 2; return index("\"\\/", c) ? c : "\\" c }
    n = number(substr(s, i + 2, 4))
    if (n >= 55296 && n < 56320 && substr(s, i + 6, 2) == "\\u") {
        low = number(substr(s, i + 8, 4))
        i += 12
        return utf8(65536 + (n - 55296) * 1024 + low - 56320)
    }
    i += 6
    if (n >= 32 && n < 127) return sprintf("%c", n)
    return n < 160 ? sprintf("\\u%04x", n) : utf8(n)
}
function text(   out, c) {
    if (substr(s, i, 1) != "\"") fault()
    out = ""
    for (i++; (c = substr(s, i, 1)) != "\""; ) {
        if (c == "") fault()
        if (c == "\\") out = out escaped(); else { out = out c; i++ }
    }
    i++
    return out
}
function value(path,   c, key, n) {
    blanks()
    c = substr(s, i, 1)
    if (c == "{" || c == "[") {
        i++
        blanks()
        for (n = 0; substr(s, i, 1) != (c == "{" ? "}" : "]"); n++) {
            if (n > 0) { if (substr(s, i, 1) != ",") fault(); i++; blanks() }
            if (c == "[") { value(path "[" n "]"); blanks(); continue }
            key = text()
            blanks()
            if (substr(s, i, 1) != ":") fault()
            i++
            value(path "." key)
            blanks()
        }
        i++
    } else if (c == "\"") {
        leaf(path, text())
    } else {
        n = match(substr(s, i), /[],} \t\r\n]/)
        c = n == 0 ? substr(s, i) : substr(s, i, n - 1)
        if (c !~ /^(true|false|null|-?[0-9][-+.0-9eE]*)$/) fault()
        i += length(c)
        leaf(path, c)
    }
}
{ s = s (NR == 1 ? "" : "\n") $0 }
END { i = 1; value(""); blanks(); if (i <= length(s)) fault() }'
}

# The privileges that a list of grants gives on the whole catalog.
catalog_privileges() {
    awk '
{
    at = index($0, "]")
    entry = substr($0, 1, at)
    rest = substr($0, at + 1)
}
rest == ".type=catalog" { whole[entry] = 1 }
rest ~ /^\.privilege=/ { privilege[entry] = substr(rest, 12) }
END { for (entry in whole) print ".grants[]=" privilege[entry] }' | sort
}

flattened() {
    printf '%s\n' "$body" | flatten || fail "the answer to $1 is not JSON"
}

refused() {
    fail "$1: Polaris answers $status: $(printf '%s' "$body" | tr -d '\000-\037\177' | cut -c 1-500)"
}

has() {
    printf '%s\n' "$1" | grep -Fqx -e "$2"
}

# WHAT FOUND [WANTED...]: compares "path=value" lines with those found
compare() {
    what=$1
    found=$2
    shift 2
    for wanted; do
        if ! has "$found" "$wanted"; then
            path=${wanted%%=*}
            here=$(printf '%s\n' "$found" | awk -v path="$path=" 'index($0, path) == 1 { printf "%s%s", sep, substr($0, length(path) + 1); sep = " " }')
            differs "$what: ${path#.} should be '${wanted#*=}' and is '${here}'"
        fi
    done
}

# WHAT FOUND PATH [WANTED...]: names the values of a list that are not wanted
compare_rest() {
    what=$1
    listed=$(printf '%s\n' "$2" | awk -v path="$3=" 'index($0, path) == 1')
    shift 3
    while IFS= read -r line; do
        known=no
        for wanted; do
            if [ "$line" = "$wanted" ]; then
                known=yes
            fi
        done
        if [ -n "$line" ] && [ "$known" = no ]; then
            path=${line%%=*}
            differs "$what: ${path#.} has '${line#*=}', which the platform does not ask for"
        fi
    done <<END
$listed
END
}

# WHAT URL PARENT_URL BODY [WANTED...]: makes it unless it is there, else compares
ensure() {
    what=$1
    url=$2
    parent=$3
    text=$4
    shift 4
    request GET "$url"
    if [ "$status" = 404 ]; then
        request POST "$parent" "$text"
        case $status in
        2??)
            made=$((made + 1))
            say "made: $what"
            return
            ;;
        409) request GET "$url" ;;
        *) refused "$what cannot be made" ;;
        esac
    fi
    [ "$status" = 200 ] || refused "$what cannot be read"
    kept=$((kept + 1))
    found=$(flattened "$what") || exit 2
    compare "$what" "$found" "$@"
    compare_rest "$what" "$found" .storageConfigInfo.allowedLocations[] "$@"
}

# WHAT LIST_URL NAME BODY: puts an entry into a list of roles unless it is there
ensure_role() {
    request GET "$2"
    [ "$status" = 200 ] || refused "$1 cannot be read"
    found=$(flattened "$1") || exit 2
    put_unless_found "$1" "$found" ".roles[].name=$3" "$2" "$4"
}

put_unless_found() {
    if has "$2" "$3"; then
        kept=$((kept + 1))
        return
    fi
    request PUT "$4" "$5"
    case $status in
    2??) ;;
    *) refused "$1 cannot be made" ;;
    esac
    made=$((made + 1))
    say "made: $1"
}

# WHAT URL PRIVILEGE...: grants what is missing, names what is too much
ensure_grants() {
    owner=$1
    url=$2
    shift 2
    request GET "$url"
    [ "$status" = 200 ] || refused "grants of $owner cannot be read"
    granted=$(flattened "grants of $owner") || exit 2
    granted=$(printf '%s\n' "$granted" | catalog_privileges)
    for privilege; do
        put_unless_found "grant of $privilege to $owner" "$granted" ".grants[]=$privilege" "$url" \
            "{\"grant\":{\"type\":\"catalog\",\"privilege\":\"$privilege\"}}"
    done
    for privilege; do
        shift
        set -- "$@" ".grants[]=$privilege"
    done
    compare_rest "$owner" "$granted" '.grants[]' "$@"
}

# WHAT URL ROLE ROLE_BODY: a principal is made by people, since its secret is shown once
ensure_principal() {
    request GET "$2"
    if [ "$status" = 404 ]; then
        differs "$1 is not there: make it, keep its credentials, and run this again"
        return
    fi
    [ "$status" = 200 ] || refused "$1 cannot be read"
    ensure_role "principal role $3 of $1" "$2/principal-roles" "$3" "$4"
}

# The text of a JSON string for what a variable holds.
json() {
    printf '%s' "$1" | awk '{ gsub(/[\\"]/, "\\\\&"); printf "%s%s", NR == 1 ? "" : "\\n", $0 }'
}

token_options() {
    common_options
    option url "$1"
    option data-urlencode 'grant_type=client_credentials'
    option data-urlencode "client_id=$POLARIS_ADMIN_CLIENT_ID"
    option data-urlencode "client_secret=$POLARIS_ADMIN_CLIENT_SECRET"
    option data-urlencode "scope=${POLARIS_ADMIN_SCOPE:-PRINCIPAL_ROLE:ALL}"
}

# TOKEN_URI: waits until Polaris answers, and signs in
sign_in() {
    need POLARIS_ADMIN_CLIENT_ID "${POLARIS_ADMIN_CLIENT_ID:-}"
    need POLARIS_ADMIN_CLIENT_SECRET "${POLARIS_ADMIN_CLIENT_SECRET:-}"
    start=$(date +%s)
    while :; do
        call token_options "$1"
        case $status in
        000 | 404 | 429 | 5??) ;;
        *) break ;;
        esac
        waited=$(($(date +%s) - start))
        if [ "$waited" -ge "${POLARIS_WAIT_SECONDS:-120}" ]; then
            fail "Polaris is not ready after $waited s: $1 answers $status"
        fi
        sleep 1
    done
    [ "$status" = 200 ] || fail "Polaris answers $status to POLARIS_ADMIN_CLIENT_ID at $1"
    token=$(printf '%s\n' "$body" | flatten | awk 'index($0, ".access_token=") == 1 { print substr($0, 15) }')
    [ -n "$token" ] || fail "there is no access_token in the answer of $1"
}

@include parts/polaris-steps@

say "$made made, $kept there already, $differing different"
[ "$differing" -eq 0 ]
