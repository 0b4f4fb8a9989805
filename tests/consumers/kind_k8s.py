"""deploy/k8s/: kubeconform, with the schemas that PyPI and the Go module proxy carry."""
import json
import pathlib

import bench as benches

KUBECONFORM = "v0.8.0"
EXTERNAL_SECRETS = "v1.3.2"
KINDS = ("configmap-v1", "secret-v1", "job-batch-v1")


def inlined(schema, definitions, above=frozenset()):
    """The schema without references: kubeconform reads no other file for them."""
    if isinstance(schema, list):
        return [inlined(entry, definitions, above) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return {} if name in above else inlined(definitions[name], definitions, above | {name})
    return {key: inlined(value, definitions, above) for key, value in schema.items()}


def closed(schema):
    """The schema with no keys beside those that it names."""
    if isinstance(schema, list):
        return [closed(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    schema = {key: closed(value) for key, value in schema.items()}
    if schema.get("type") == "object" and isinstance(schema.get("properties"), dict):
        schema.setdefault("additionalProperties", False)
    return schema


def make_schemas(bench, folder, kubernetes):
    """Kubernetes' own schemas and that of ExternalSecret, one file a kind."""
    find = "import kubernetes_validate; print(kubernetes_validate.__path__[0])"
    package = pathlib.Path(bench.must(bench.venv() / "python", "-c", find).strip())
    source = package / "kubernetes-json-schema" / f"v{kubernetes}-local-strict"
    definitions = json.loads((source / "_definitions.json").read_text())["$defs"]
    for kind in KINDS:
        schema = inlined(json.loads((source / f"{kind}.json").read_text()), definitions)
        (folder / f"{kind}.json").write_text(json.dumps(schema))
    crd = bench.go_module("github.com/external-secrets/external-secrets", EXTERNAL_SECRETS)
    crd = bench.yaml(crd / "config" / "crds" / "bases" / "external-secrets.io_externalsecrets.yaml")
    for version in crd["spec"]["versions"]:
        name = f"externalsecret-external-secrets-{version['name']}.json"
        (folder / name).write_text(json.dumps(closed(version["schema"]["openAPIV3Schema"])))


def check(bench):
    kubeconform = bench.go_program("github.com/yannh/kubeconform/cmd/kubeconform", KUBECONFORM)
    kubernetes = bench.version("kubernetes-validate")
    schemas = bench.folder / "schemas"
    schemas.mkdir()
    make_schemas(bench, schemas, kubernetes)
    location = str(schemas / "{{.ResourceKind}}{{.KindSuffix}}.json")
    command = (kubeconform, "-strict", "-schema-location", location)
    for environment in ("dev", "prod", "local"):
        project = bench.project(environment, "k8s,polaris")
        for path in (*sorted((project / "deploy" / "k8s").iterdir()), project / "deploy" / "polaris" / "job.yaml"):
            status, output = bench.run(*command, path)
            version = f"{KUBECONFORM[1:]}, Kubernetes {kubernetes}"
            if path.name == "external-secret.yaml":
                version = f"{KUBECONFORM[1:]}, External Secrets {EXTERNAL_SECRETS[1:]}"
            bench.row(f"{path.relative_to(project)} ({environment})", "kubeconform", version,
                      output if status else None)
    spoiled = (project / "deploy" / "k8s" / "job.yaml").read_text().replace("emptyDir", "emptyDirr")
    status, _ = bench.run(*command, text=spoiled)
    bench.row("a manifest with a wrong key is refused", "kubeconform", KUBECONFORM[1:],
              None if status == 1 else f"exit {status}, expected 1")
    held = bench.yaml(project / "deploy" / "k8s" / "configmap.yaml")["data"]["platform.yaml"]
    given = (benches.EXAMPLE / "platform" / "local" / "platform.yaml").read_text()
    bench.row("platform.yaml in the ConfigMap", "PyYAML", bench.version("pyyaml"),
              None if held == given else "its text is not the file's")
