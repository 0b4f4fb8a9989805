{#- A table. In an Iceberg catalog: the model runs once, into a temporary table of DuckDB's own, and only its rows
    are written then. So a model that fails, or whose process is killed, has not touched the table; one that
    reads its own table (this) still finds it; and its columns are known. Elsewhere: dbt-duckdb's own, but for Python:
    dbt takes a Python model from the materialization itself only, not from one that it calls. -#}
{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}
  {%- if not floe_is_iceberg(this) and model.language == 'sql' -%}
    {{- return(dbt.materialization_table_duckdb()) -}}
  {%- endif -%}
  {%- set target_relation = this.incorporate(type='table') -%}

  {{ run_hooks(pre_hooks, inside_transaction=False) }}
  {{ run_hooks(pre_hooks, inside_transaction=True) }}

  {%- set staged = floe_staged(target_relation) -%}
  {%- call statement('main', language=model.language) -%}
    {{ floe_stage_code(staged) }}
  {%- endcall -%}
  {%- do floe_refuse_nulls(staged) -%}
  {%- do floe_replace(target_relation, staged, rebuild=should_full_refresh()) -%}
  {%- do floe_unstage(staged) -%}

  {{ run_hooks(post_hooks, inside_transaction=True) }}
  {%- do apply_grants(target_relation, config.get('grants'), should_revoke=False) -%}
  {%- do adapter.commit() -%}
  {{ run_hooks(post_hooks, inside_transaction=False) }}

  {{- return({'relations': [target_relation]}) -}}
{% endmaterialization %}
