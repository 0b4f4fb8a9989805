"""deploy/polaris/setup.sh: the cases of tests/polaris, in each shell, against a server that records."""
import bench as benches


def check(bench):
    ours = {"FLOE_COMPILE": str(benches.FLOE_COMPILE)}
    status, output = bench.run(benches.TOP / "tests" / "polaris" / "run", variables=ours, seconds=900)
    curl = bench.must("curl", "--version").split()[1]
    bench.row("deploy/polaris/setup.sh", "sh and curl, a recording server", f"curl {curl}", output if status else None)
