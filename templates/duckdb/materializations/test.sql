{#- A test. With store_failures in an Iceberg catalog the failing rows are written as a model's are; otherwise it is
    dbt's own. (store_failures_as: view becomes a table: DuckDB makes no Iceberg views.) -#}
{%- materialization test, adapter='duckdb' -%}
  {%- if not should_store_failures() or not floe_is_iceberg(this) -%}
    {{- return(dbt.materialization_test_default()) -}}
  {%- endif -%}
  {%- set target_relation = this.incorporate(type='table') -%}
  {%- set staged = floe_staged(target_relation) -%}
  {%- call statement('floe_failures', auto_begin=False) -%}
    {%- if flags.REQUIRE_SQL_HEADER_IN_TEST_CONFIGS and config.get('sql_header') -%}{{ config.get('sql_header') }}{%- endif -%}
    create {{ floe_temporary() }}table {{ staged }} as {{ get_limit_subquery_sql(sql, config.get('limit')) }}
  {%- endcall -%}
  {%- do floe_replace(target_relation, staged) -%}
  {%- call statement('main', fetch_result=True) -%}
    {{ get_test_sql('select * from ' ~ staged, config.get('fail_calc'), config.get('warn_if'), config.get('error_if'), limit=none) }}
  {%- endcall -%}
  {%- do adapter.commit() -%}
  {%- do floe_unstage(staged) -%}
  {{- return({'relations': [target_relation]}) -}}
{%- endmaterialization -%}
