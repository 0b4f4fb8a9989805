profiles.yml: \
  floe.yaml \
  platform.yaml \
  dbt_project.yml
floe.yaml:
platform.yaml:
dbt_project.yml:
