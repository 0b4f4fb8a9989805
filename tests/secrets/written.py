"""Secrets that somebody wrote into the files: whatever is wrong there, they are not shown.

Each place holds a mark. The program may call it an error or not see it; the
mark is in no message, no output, no written file.
"""
import support

# $M is the mark. A value starts behind 'platform:' or 'floe:'.
CREDENTIALS = {
    "plain": "client_secret: $M",
    "in single quotes": "client_secret: '$M'",
    "in double quotes": 'client_secret: "$M"',
    "as a block": "client_secret: |\n        $M\n        $M",
    "as a folded block": "client_secret: >-\n        $M\n        $M",
    "over two lines": 'client_secret: "$M\n        $M"',
    "with an anchor": "client_secret: &s $M\n      scope: *s",
    "under a tag": "client_secret: !secret $M",
    "under an unknown tag handle": "client_secret: !x!y $M",
    "as a list": "client_secret: [$M, $M]",
    "as a list of lines": "client_secret:\n        - $M",
    "below another key": "client_secret: {value: $M}",
    "beside its secret_ref": "client_secret: {secret_ref: polaris-client-secret, value: $M}",
    "under a misspelt key": "client_secert: $M",
    "under an unknown key": "api_key: $M",
    "under password": "password: $M",
    "under a key of the wrong case": "Client_Secret: $M",
    "twice": "client_secret: $M\n      client_secret: $M",
    "twice, once by name": "client_secret: {secret_ref: x}\n      client_secret: $M",
    "in an unclosed quote": 'client_secret: "$M',
    "in an unclosed single quote": "client_secret: '$M",
    "in an unclosed map": "client_secret: {value: $M",
    "behind a tab": "\tclient_secret: $M",
    "wrongly indented": "  client_secret: $M",
    "with a colon in it": "client_secret: $M: $M",
    "with a hash before it": "client_secret: '#$M'",
    "that begins with @": "client_secret: @$M",
    "that begins with a backtick": "client_secret: `$M",
    "that begins with %": "client_secret: %$M",
    "that looks like an alias": "client_secret: *$M",
    "that looks like an anchor": "client_secret: &$M",
    "that looks like a tag": "client_secret: !$M",
    "that begins with a bar": "client_secret: |$M",
    "that begins with a bracket": "client_secret: [$M",
    "that begins with a brace": "client_secret: {$M",
    "that is Jinja": "client_secret: {{ $M }}",
    "with a control character": "client_secret: \"$M\\u0007\"\n      scope: \x01",
    "as a default of a variable": "client_secret: ${X:-$M}",
    "beside another error in a flow map": "x: 1\n    x-y: {client_secret: $M, client_secret: $M}",
    "with a NUL": 'client_secret: "$M\\0"',
    "in an escape that is none": 'client_secret: "$M\\q"',
    "as a key": "client_secret: {$M: x}",
    "without a blank": "client_secret:$M",
    "without a blank in braces": "x: {client_secret:$M}",
    "behind an equals sign": "password = $M",
    "without a colon": "client_secret $M",
    "in a reference's list": "client_secret: {secret_ref: [$M]}",
    "in a misspelt reference": "client_secret: {secret: $M}",
    "in a list of a private key": "private_key: [$M]",
    "in a line of its own": "client_secret:\n        $M: x: y",
    "in a line of a list of its own": "client_secret:\n      - $M: x: y",
}
STORAGE = {
    "keys of S3": "access_key_id: $M\n      secret_access_key: $M",
    "a session token": "session_token: $M",
    "a misspelt key of S3": "secret_acces_key: $M",
}
FLOE = {
    "password": "password: $M\n",
    "credentials": "credentials: {client_secret: $M}\n",
    "client_secret": "client_secret: $M\n",
    "a key of S3": "aws_secret_access_key: $M\n",
    "in a transform": "transforms:\n  - {type: dbt, path: out, token: $M}\n",
    "api_token": "api_token: '$M'\n",
}


def platforms():
    tail = "\nstorage: {default: {type: local}}\n"
    for title, text in CREDENTIALS.items():
        yield f"in a catalog: {title}", support.FLOE.replace("lake", "default"), (
            "catalogs:\n  main:\n    type: polaris\n    uri: http://127.0.0.1:9\n"
            "    warehouse: shop\n    access_delegation: vended-credentials\n    credentials:\n"
            f"      mode: oauth2\n      {text}{tail}")
    for title, text in STORAGE.items():
        yield f"in a storage: {title}", support.FLOE, (
            "catalogs: {main: {type: local, path: x.duckdb}}\nstorage:\n  lake:\n    type: s3\n"
            f"    bucket: shop-lake\n    credentials:\n      mode: static\n      {text}\n")
    for title, text in FLOE.items():
        yield f"in floe.yaml: {title}", "name: shop\n" + text, tail


def look_at(folder, title, floe, platform, arguments):
    folder.mkdir()
    value = support.mark("written", title)
    platform += "compute: {small: {type: duckdb}, default: {type: duckdb}}\n"
    platform += "" if "catalogs:" in platform else "catalogs: {default: {type: local}}\n"
    support.shop(folder, floe.replace("$M", value), platform.replace("$M", value))
    before = set(folder.rglob("*"))
    done = support.compile(folder, "-p", "platform.yaml", "-o", "out", "--secrets=defer", *arguments)
    form = " ".join(arguments) or "text"
    if done.status < 0:
        yield f"{form}: ends by signal {-done.status}"
    for stream, data in ("stdout", done.stdout), ("stderr", done.stderr):
        if support.is_marked(data):
            yield f"{form}: shown on {stream}{support.marked_lines(data)}"
    for path in set(folder.rglob("*")) - before:
        if path.is_file() and support.is_marked(path.read_bytes()):
            yield f"{form}: written into '{path.relative_to(folder)}'"
    if done.status == 0 and "anchor" not in title:  # an anchor alone leaves the value empty
        yield f"{form}: nobody complains"


def check(report, folder):
    forms = [(f"--format={word}",) for word in support.words_of("format")]
    forms += [("--print=plan",), ("--print=profiles",)]
    number = 0
    for title, floe, platform in platforms():
        troubles = []
        for arguments in forms:
            number += 1
            troubles += look_at(folder / str(number), title, floe, platform, arguments)
        report.check(f"a secret {title}", *troubles)
