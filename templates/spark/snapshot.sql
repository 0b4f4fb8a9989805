{#- The changes of a snapshot as a view of the session. dbt-spark makes a real one without a namespace, which lands
    in the catalog, if that has views at all. -#}
{% macro spark_build_snapshot_staging_table(strategy, sql, target_relation) %}
  {%- set staged = api.Relation.create(identifier=target_relation.identifier ~ '__dbt_tmp', type='view') -%}
  {%- call statement('build_snapshot_staging_relation') -%}
    create or replace temporary view {{ staged }} as {{ snapshot_staging_table(strategy, sql, target_relation) }}
  {%- endcall -%}
  {{- return(staged) -}}
{% endmacro %}


{% macro spark__post_snapshot(staging_relation) %}
  {%- call statement('drop_snapshot_staging_relation') -%}
    drop view if exists {{ staging_relation }}
  {%- endcall -%}
{% endmacro %}
