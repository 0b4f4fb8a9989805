{#- An incremental model. In an Iceberg catalog the new rows are staged first (dbt_lines.sql) and applied by
    dbt-duckdb's own strategies (append, delete+insert, merge, microbatch, a project's own) in one transaction
    that can be repeated after a conflict. The first build and --full-refresh are those of a table. Python models go
    the same way in every catalog (materializations/table.sql says why). -#}
{% materialization incremental, adapter='duckdb', supported_languages=['sql', 'python'] -%}
  {%- if not floe_is_iceberg(this) and model.language == 'sql' -%}
    {{- return(dbt.materialization_incremental_duckdb()) -}}
  {%- endif -%}
  {%- set target_relation = this.incorporate(type='table') -%}
  {%- set existing_relation = load_cached_relation(this) -%}
  {%- set is_rebuilt = should_full_refresh() or (existing_relation is not none and existing_relation.is_view) -%}
  {%- set strategy = config.get('incremental_strategy') or 'default' -%}
  {%- if strategy == 'merge' -%}
    {%- do floe_require_duckdb_15('the incremental strategy merge', target_relation) -%}
  {%- endif -%}

  {{ run_hooks(pre_hooks, inside_transaction=False) }}
  {{ run_hooks(pre_hooks, inside_transaction=True) }}

  {%- set existing = none -%}
  {%- if existing_relation is not none and not is_rebuilt and floe_is_iceberg(this) -%}
    {%- set existing = floe_inspect_readable(target_relation) -%}
  {%- endif -%}
  {%- set staged = floe_staged(target_relation) -%}
  {%- call statement('main', language=model.language) -%}
    {{ floe_stage_code(staged) }}
  {%- endcall -%}
  {%- if model.language == 'python' -%}{%- do adapter.commit() -%}{%- endif -%}{#- a transaction that is open sees no rows of it -#}
  {%- do floe_refuse_nulls(staged) -%}
  {%- if existing_relation is none or is_rebuilt -%}
    {%- do floe_replace(target_relation, staged, rebuild=is_rebuilt) -%}
  {%- else -%}
    {%- do floe_apply(target_relation, existing, staged, adapter.get_incremental_strategy_macro(context, strategy)) -%}
  {%- endif -%}
  {%- do floe_unstage(staged) -%}

  {{ run_hooks(post_hooks, inside_transaction=True) }}
  {%- do apply_grants(target_relation, config.get('grants'), should_revoke=False) -%}
  {%- do adapter.commit() -%}
  {{ run_hooks(post_hooks, inside_transaction=False) }}

  {{- return({'relations': [target_relation]}) -}}
{%- endmaterialization %}
