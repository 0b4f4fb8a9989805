"""Load definitions.py as Dagster does and print what it defines, as JSON: probe FILE [ASSET…].

The named assets are materialized first; the answer says how that ended.
"""
import importlib.util
import json
import sys

import dagster as dg

spec = importlib.util.spec_from_file_location("definitions", sys.argv[1])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
defs = module.defs
repository = defs.get_repository_def()
graph = repository.asset_graph
wanted = [module.key_of(name) for name in sys.argv[2:]]
built = []
instance = dg.DagsterInstance.get()
if wanted:
    job = repository.get_implicit_global_asset_job_def() if hasattr(
        repository, "get_implicit_global_asset_job_def") else defs.get_implicit_global_asset_job_def()
    result = job.execute_in_process(instance=instance, asset_selection=wanted, raise_on_error=True)
    built = sorted(event.asset_key.path[-1] for event in result.get_asset_materialization_events())


def asked(sensor):
    """How many runs a sensor asks for on a first look."""
    context = dg.build_sensor_context(instance=instance, repository_def=repository)
    return len(sensor.evaluate_tick(context).run_requests)


schedules = {schedule.name: schedule for schedule in repository.schedule_defs}
sensors = {sensor.name: sensor for sensor in repository.sensor_defs}
answer = {
    "assets": sorted(key.to_user_string() for key in graph.materializable_asset_keys),
    "groups": {key.path[-1]: graph.get(key).group_name for key in graph.materializable_asset_keys},
    "partitioned": sorted(key.path[-1] for key in graph.materializable_asset_keys if graph.get(key).is_partitioned),
    "automated": sorted(
        key.path[-1] for key in graph.materializable_asset_keys if graph.get(key).automation_condition),
    "jobs": {job.name: job.description for job in repository.get_all_jobs() if not job.name.startswith("__")},
    "schedules": {
        name: [schedule.cron_schedule, schedule.execution_timezone, schedule.job_name, schedule.default_status.value]
        for name, schedule in schedules.items()},
    "sensors": {name: [sensor.minimum_interval_seconds, sensor.default_status.value]
                for name, sensor in sensors.items()},
    "asked": {name: asked(sensors[name]) for name in ("files", "built", "backfill_january") if name in sensors},
    "keys": {name: part.get_partition_keys()[:2] for name, part in module.PARTITIONS.items() if name == "shops"},
    "built": built,
}
json.dump(answer, sys.stdout)
