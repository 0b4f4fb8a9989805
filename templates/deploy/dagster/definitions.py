@include parts/header@
"""The dbt project as assets, with floe.yaml's jobs, schedules, sensors and partitions.

floe-compile gives dbt its secrets:

    floe-compile -- dagster dev -w deploy/dagster/workspace.yaml
"""
import datetime
import fnmatch
import functools
import importlib
import json
import os
import pathlib
import re

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtCliResource, DbtProject, dbt_assets

NAME = "@project|python@"
PROFILE = "@profile|python@"
@if orchestration.target@
TARGET = "@orchestration.target|python@"
@else@
TARGET = "@usual.name|python@"
@end@
@if orchestration.manifest@
MANIFEST = "@orchestration.manifest|python@"
@else@
MANIFEST = "target/manifest.json"
@end@
ONE_ASSET = @if orchestration.one_asset@True@else@False@end@
ORCHESTRATION = {
    "asset_modules": @if orchestration.definitions.asset_modules@@orchestration.definitions.asset_modules|python_data@@else@[]@end@,
    "partitions": @if orchestration.definitions.partitions@@orchestration.definitions.partitions|python_data@@else@{}@end@,
    "assets": @if orchestration.definitions.assets@@orchestration.definitions.assets|python_data@@else@{}@end@,
    "jobs": @if orchestration.definitions.jobs@@orchestration.definitions.jobs|python_data@@else@{}@end@,
    "schedules": @if orchestration.definitions.schedules@@orchestration.definitions.schedules|python_data@@else@{}@end@,
    "sensors": @if orchestration.definitions.sensors@@orchestration.definitions.sensors|python_data@@else@{}@end@,
    "backfills": @if orchestration.definitions.backfills@@orchestration.definitions.backfills|python_data@@else@{}@end@,
}

# of a part of the assets, dbt runs no test that needs the others
os.environ.setdefault("DBT_INDIRECT_SELECTION", "buildable")

FOLDER = pathlib.Path(__file__).resolve().parents[2]
PROJECT = DbtProject(
    project_dir=FOLDER,
    profiles_dir=FOLDER,
    profile=PROFILE,
    target=TARGET,
    target_path=pathlib.Path(MANIFEST).parent,
)
PROJECT.prepare_if_dev()
if not PROJECT.manifest_path.exists():
    PROJECT.preparer.prepare(PROJECT)


class Translator(DagsterDbtTranslator):
    def get_group_name(self, dbt_resource_props):
        """dbt's own group, else the layer."""
        layer = (dbt_resource_props.get("config") or {}).get("schema") or ""
        return super().get_group_name(dbt_resource_props) or re.sub(r"\W", "_", layer, flags=re.ASCII) or None


def function_of(path):
    module, name = path.rsplit(".", 1)
    return getattr(importlib.import_module(module), name)


def cron(schedule):
    """Five fields: Dagster's schedules have no seconds."""
    fields = schedule.split()
    if len(fields) == 6 and fields[0] != "0":
        raise ValueError(f"{schedule!r} has seconds, which Dagster's schedules have not")
    return " ".join(fields[-5:])


def partitions_of(spec):
    if spec["type"] == "static":
        return dg.StaticPartitionsDefinition(spec["partition_keys"])
    if spec["type"] == "multi":
        return dg.MultiPartitionsDefinition({name: partitions_of(part) for name, part in spec["partitions"].items()})
    if spec["type"] == "dynamic":
        function = spec.get("fn")
        if function is None:
            return None
        return dg.DynamicPartitionsDefinition(lambda now: function_of(function)(now))
    hourly = not re.fullmatch(r"\d+", cron(spec["cron_schedule"]).split()[1])
    day = datetime.datetime.fromisoformat
    return dg.TimeWindowPartitionsDefinition(
        start=day(spec["start"]),
        end=day(spec["end"]) if "end" in spec else None,
        cron_schedule=cron(spec["cron_schedule"]),
        timezone=spec["timezone"],
        fmt=spec.get("fmt", "%Y-%m-%d-%H:%M" if hourly else "%Y-%m-%d"),
    )


PARTITIONS = {
    name: partitions_of(spec) or dg.DynamicPartitionsDefinition(name=name)
    for name, spec in ORCHESTRATION["partitions"].items()
}


def variables(context):
    """What models read of their partitions by var('partition_key') and the like."""
    if not context.has_partition_key_range and not context.has_partition_key:
        return []
    span = context.partition_key_range
    found = {"partition_key": span.start, "partition_start": span.start, "partition_end": span.end}
    if isinstance(context.assets_def.partitions_def, dg.TimeWindowPartitionsDefinition):
        window = context.partition_time_window
        found.update(partition_start=window.start.isoformat(), partition_end=window.end.isoformat())
    return ["--vars", json.dumps(found)]


def one_asset():
    @dg.asset(name=re.sub(r"\W", "_", NAME, flags=re.ASCII), kinds={"dbt"})
    def project(context: dg.AssetExecutionContext, dbt: DbtCliResource):
        dbt.cli(["build"], context=None).wait()

    return [project]


def models():
    """The names of models, seeds and snapshots, in the order of the manifest."""
    nodes = json.loads(PROJECT.manifest_path.read_text())["nodes"].values()
    return [node["name"] for node in nodes if node["resource_type"] in ("model", "seed", "snapshot")]


def assets_of_models():
    """One group of assets for each kind of partitions."""
    by_partitions = {}
    for name in models():
        partitions = ORCHESTRATION["assets"].get(name, {}).get("partitions")
        by_partitions.setdefault(partitions, []).append(name)

    def build(context: dg.AssetExecutionContext, dbt: DbtCliResource):
        yield from dbt.cli(["build", *variables(context)], context=context).stream()

    found = []
    for partitions, names in by_partitions.items():
        policies = {ORCHESTRATION["assets"].get(name, {}).get("backfill_policy") for name in names}
        make = dbt_assets(
            manifest=PROJECT.manifest_path,
            project=PROJECT,
            name="dbt" if partitions is None else f"dbt_{partitions}",
            select=" ".join(names),
            partitions_def=PARTITIONS.get(partitions),
            backfill_policy=dg.BackfillPolicy.single_run() if partitions and "eager" not in policies else None,
            dagster_dbt_translator=Translator(),
        )
        found.append(make(build))
    return found


CONDITIONS = {
    "eager": dg.AutomationCondition.eager,
    "on_missing": dg.AutomationCondition.on_missing,
    "on_cron": None,
}


def crons(names):
    """The schedules that an asset's jobs have."""
    jobs = {name for name, job in ORCHESTRATION["jobs"].items() if names & set(job.get("selection", ()))}
    return [
        (cron(schedule["cron_schedule"]), schedule["timezone"])
        for schedule in ORCHESTRATION["schedules"].values()
        if schedule["job"] in jobs
    ] or [("0 0 * * *", "UTC")]


def configured(spec):
    """An asset with floe.yaml's settings of it, by its name or its whole key."""
    names = {spec.key.path[-1], spec.key.to_user_string()}
    for name in names & set(ORCHESTRATION["assets"]):
        settings = ORCHESTRATION["assets"][name]
        if "group_name" in settings:
            spec = spec.replace_attributes(group_name=settings["group_name"])
        if "compute_kind" in settings:
            spec = spec.merge_attributes(kinds={settings["compute_kind"]})
        condition = settings.get("automation_condition")
        if condition == "on_cron":
            when, timezone = crons(names | {"*", f"group:{spec.group_name}"})[0]
            spec = spec.replace_attributes(automation_condition=dg.AutomationCondition.on_cron(when, timezone))
        elif condition is not None:
            spec = spec.replace_attributes(automation_condition=CONDITIONS[condition]())
    return spec


ASSETS = [
    *(one_asset() if ONE_ASSET else assets_of_models()),
    *dg.load_assets_from_modules([importlib.import_module(name) for name in ORCHESTRATION["asset_modules"]]),
]
ASSETS = dg.map_asset_specs(configured, ASSETS)
KEYS = {key.to_user_string(): key for assets in ASSETS for key in assets.keys}
BY_NAME = {key.path[-1]: key for key in KEYS.values()} | KEYS
UNKNOWN = set(ORCHESTRATION["assets"]) - set(BY_NAME)
if UNKNOWN and not ONE_ASSET:
    raise ValueError(f"floe.yaml has settings of assets that don't exist: {', '.join(sorted(UNKNOWN))}")


def key_of(name):
    if name not in BY_NAME:
        raise ValueError(f"floe.yaml names the asset {name!r}, which doesn't exist")
    return BY_NAME[name]


def selected(entry):
    return dg.AssetSelection.assets(BY_NAME[entry]) if entry in BY_NAME else dg.AssetSelection.from_string(entry)


def job_of(name, spec):
    description, tags = spec.get("description"), spec.get("tags")
    if spec["type"] == "batch":
        chosen = functools.reduce(lambda one, other: one | other, map(selected, spec["selection"]))
        return dg.define_asset_job(name, selection=chosen, description=description, tags=tags)

    @dg.op(name=f"{name}_call")
    def call():
        function_of(spec["target_function"])(**spec.get("args", {}))

    @dg.job(name=name, description=description, tags=tags)
    def job():
        call()

    return job


JOBS = {name: job_of(name, spec) for name, spec in ORCHESTRATION["jobs"].items()}


def partitions_of_job(name):
    """What the job's assets are divided by, None for nothing."""
    if ORCHESTRATION["jobs"][name]["type"] != "batch":
        return None
    keys = JOBS[name].selection.resolve(ASSETS)
    found = [assets.partitions_def for assets in ASSETS if assets.keys & keys and assets.partitions_def]
    return found[0] if found else None


def schedule_of(name, spec):
    status = dg.DefaultScheduleStatus.RUNNING if spec["enabled"] else dg.DefaultScheduleStatus.STOPPED
    common = {
        "name": name,
        "job": JOBS[spec["job"]],
        "cron_schedule": cron(spec["cron_schedule"]),
        "execution_timezone": spec["timezone"],
        "default_status": status,
        "description": spec.get("description"),
    }
    partitions = partitions_of_job(spec["job"])
    if partitions is None:
        return dg.ScheduleDefinition(**common)

    @dg.schedule(**common)
    def of_partitions(context):
        now = context.scheduled_execution_time
        keys = partitions.get_partition_keys(current_time=now, dynamic_partitions_store=context.instance)
        chosen = keys if spec.get("partition_selector") == "all" else keys[-1:]
        return [dg.RunRequest(run_key=f"{now.isoformat()} {key}", partition_key=key) for key in chosen]

    return of_partitions


def files_below(spec):
    """Each file that matches, with the time of its last change."""
    folder = pathlib.Path(spec["path"])
    folder = folder if folder.is_absolute() else FOLDER / folder
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    return {
        path.name: path.stat().st_mtime_ns
        for path in found
        if path.is_file() and fnmatch.fnmatch(path.name, spec.get("pattern", "*"))
    }


def look_for_files(spec, context):
    seen = json.loads(context.cursor or "{}")
    found = files_below(spec)
    context.update_cursor(json.dumps(found))
    fresh = [name for name, changed in found.items() if seen.get(name) != changed]
    return [dg.RunRequest(run_key=f"{name} {found[name]}") for name in fresh] or dg.SkipReason("no new file")


def look_for_assets(spec, context):
    seen = json.loads(context.cursor or "{}")
    found = {}
    for name in spec["watched_assets"]:
        record = context.instance.get_latest_materialization_event(key_of(name))
        if record is not None:
            found[name] = record.timestamp
    context.update_cursor(json.dumps(found))
    fresh = any(seen.get(name) != when for name, when in found.items())
    return dg.RunRequest() if fresh else dg.SkipReason("nothing was built")


def ask_function(spec, context):
    answer = function_of(spec["target_function"])(context, **spec.get("args", {}))
    return dg.RunRequest() if answer is True else answer or dg.SkipReason("the function says no")


LOOKS = {"file_watcher": look_for_files, "asset_sensor": look_for_assets, "custom": ask_function}
STATUSES = {
    "SUCCESS": dg.DagsterRunStatus.SUCCESS,
    "FAILURE": dg.DagsterRunStatus.FAILURE,
    "STARTED": dg.DagsterRunStatus.STARTED,
}


def sensor_of(name, spec):
    common = {
        "name": name,
        "minimum_interval_seconds": spec["poll_interval_seconds"],
        "default_status": dg.DefaultSensorStatus.RUNNING,
        "description": spec.get("description"),
    }
    if spec["type"] == "run_status":
        watched = [JOBS[job] for job in spec["watched_jobs"]]

        @dg.run_status_sensor(
            run_status=STATUSES[spec["status"]], monitored_jobs=watched, request_job=JOBS[spec["job"]], **common
        )
        def of_runs(context):
            return dg.RunRequest(run_key=context.dagster_run.run_id)

        return of_runs

    @dg.sensor(job=JOBS[spec["job"]], **common)
    def of_looks(context):
        return LOOKS[spec["type"]](spec, context)

    return of_looks


def backfill_of(name, spec):
    """A sensor that is off; switched on, it asks for each batch of partitions once."""
    partitions = partitions_of_job(spec["job"])
    if partitions is None:
        raise ValueError(f"floe.yaml has the backfill {name!r} of a job without partitions")
    first, last = spec["partition_range"]["start"], spec["partition_range"]["end"]

    @dg.sensor(
        name=f"backfill_{name}",
        job=JOBS[spec["job"]],
        default_status=dg.DefaultSensorStatus.STOPPED,
        description=spec.get("description"),
    )
    def backfill(context):
        keys = partitions.get_partition_keys(dynamic_partitions_store=context.instance)
        if first not in keys or last not in keys:
            raise ValueError(f"{first} to {last} are no partitions of the job {spec['job']!r}")
        keys = keys[keys.index(first) : keys.index(last) + 1]
        size = spec["batch_size"]
        for batch in (keys[start : start + size] for start in range(0, len(keys), size)):
            tags = {
                **spec.get("tags", {}),
                "dagster/asset_partition_range_start": batch[0],
                "dagster/asset_partition_range_end": batch[-1],
            }
            yield dg.RunRequest(run_key=f"{batch[0]} {batch[-1]}", tags=tags)

    return backfill


def automation():
    """Looks at the conditions of assets; Dagster's own is off."""
    conditions = {settings.get("automation_condition") for settings in ORCHESTRATION["assets"].values()}
    if conditions == {None} or not conditions:
        return []
    return [
        dg.AutomationConditionSensorDefinition(
            "automation", target=dg.AssetSelection.all(), default_status=dg.DefaultSensorStatus.RUNNING
        )
    ]


defs = dg.Definitions(
    assets=ASSETS,
    jobs=list(JOBS.values()),
    schedules=[schedule_of(name, spec) for name, spec in ORCHESTRATION["schedules"].items()],
    sensors=[
        *(sensor_of(name, spec) for name, spec in ORCHESTRATION["sensors"].items()),
        *(backfill_of(name, spec) for name, spec in ORCHESTRATION["backfills"].items()),
        *automation(),
    ],
    resources={"dbt": DbtCliResource(project_dir=PROJECT)},
)
