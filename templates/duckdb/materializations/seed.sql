{#- A seed. In an Iceberg catalog its file is loaded into a temporary table and written from there, as a model is:
    no empty table in between, and --full-refresh doesn't drop first. -#}
{% materialization seed, adapter='duckdb' %}
  {%- if not floe_is_iceberg(this) -%}
    {{- return(dbt.materialization_seed_default()) -}}
  {%- endif -%}
  {%- set target_relation = this.incorporate(type='table') -%}
  {%- set is_rebuilt = should_full_refresh() -%}
  {%- set agate_table = load_agate_table() -%}
  {%- do store_result('agate_table', response='OK', agate_table=agate_table) -%}

  {{ run_hooks(pre_hooks, inside_transaction=False) }}
  {{ run_hooks(pre_hooks, inside_transaction=True) }}

  {%- set staged = floe_staged(target_relation) -%}
  {%- set sql = floe_load_seed(staged, agate_table) -%}
  {%- set code = 'CREATE' if is_rebuilt else 'INSERT' -%}
  {%- set rows = agate_table.rows | length -%}
  {%- call noop_statement('main', code ~ ' ' ~ rows, code, rows) -%}
    {{ sql }}
  {%- endcall -%}
  {%- do floe_replace(target_relation, staged, rebuild=is_rebuilt) -%}
  {%- do floe_unstage(staged) -%}

  {{ run_hooks(post_hooks, inside_transaction=True) }}
  {%- do apply_grants(target_relation, config.get('grants'), should_revoke=False) -%}
  {%- do adapter.commit() -%}
  {{ run_hooks(post_hooks, inside_transaction=False) }}

  {{- return({'relations': [target_relation]}) -}}
{% endmaterialization %}


{#- Loads a seed's file into a temporary table: by COPY, or row by row with `fast: false`, which dbt 2
    can't. -#}
{% macro floe_load_seed(staged, agate_table) %}
  {%- set types = config.get('column_types') or {} -%}
  {%- set names = [] -%}
  {%- set items = [] -%}
  {%- for name in agate_table.column_names -%}
    {%- set quoted = adapter.quote_seed_column(name, config.get('quote_columns')) -%}
    {%- do names.append(quoted) -%}
    {%- do items.append(quoted ~ ' ' ~ types.get(name, adapter.convert_type(agate_table, loop.index0))) -%}
  {%- endfor -%}
  {%- set create = 'create ' ~ floe_temporary() ~ 'table ' ~ staged ~ ' (' ~ (items | join(', ')) ~ ')' -%}
  {%- do run_query(create) -%}
  {%- if not agate_table.rows | length -%}
    {{- return(create) -}}
  {%- elif floe_is_dbt2() or floe_config(model, 'fast') is not sameas false -%}
    {%- set load = 'copy ' ~ staged ~ ' from ' ~ floe_literal(adapter.get_seed_file_path(model))
      ~ ' (format csv, header true, delimiter ' ~ floe_literal(config.get('delimiter', ',')) ~ ')' -%}
    {%- do run_query(load) -%}
    {{- return(create ~ ';\n' ~ load) -}}
  {%- endif -%}
  {%- set table = adapter.convert_datetimes_to_strs(agate_table) -%}
  {%- set row = '(' ~ ((['?'] * (names | length)) | join(', ')) ~ ')' -%}
  {%- for chunk in table.rows | batch(1000) -%}
    {%- set bindings = [] -%}
    {%- for values in chunk -%}{%- do bindings.extend(values) -%}{%- endfor -%}
    {%- do adapter.add_query(
      'insert into ' ~ staged ~ ' (' ~ (names | join(', ')) ~ ') values ' ~ (([row] * (chunk | length)) | join(', ')),
      bindings=bindings, abridge_sql_log=True) -%}
  {%- endfor -%}
  {{- return(create) -}}
{% endmacro %}
