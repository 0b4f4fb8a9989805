{#- Runs the model into a table outside of the catalog and returns its relation. SQL: a TEMP table, which
    spills to temp_directory. Python: a table of the local file, since the adapter writes it from another
    cursor, which can't see this one's TEMP tables. -#}
{% macro floe_stage(relation) %}
  {%- if model.language == 'python' -%}
    {%- set staged = api.Relation.create(database=floe_local_database(), schema='main', type='table',
      identifier='floe_' ~ local_md5(relation ~ invocation_id ~ thread_id)) -%}
    {%- call statement('main', language='python') -%}
      {{- create_table_as(False, staged, compiled_code, 'python') -}}
    {%- endcall -%}
  {%- else -%}
    {%- set staged = make_temp_relation(relation).incorporate(type='table') -%}
    {%- call statement('main') -%}
      {{- create_table_as(True, staged, compiled_code) -}}
    {%- endcall -%}
    {%- do floe_refuse_nulls(staged) -%}
  {%- endif -%}
  {{- return(staged) -}}
{% endmacro %}


{#- A contract's not null, before the table is touched. -#}
{% macro floe_refuse_nulls(staged) %}
  {%- for name in floe_required_columns() -%}
    {%- call statement('floe_not_null') -%}
      alter table {{ staged }} alter column {{ floe_quote(name) }} set not null
    {%- endcall -%}
  {%- endfor -%}
{% endmacro %}


{% macro floe_unstage(staged) %}
  {%- call statement('floe_unstage', auto_begin=False) -%}
    drop table if exists {{ staged }}
  {%- endcall -%}
{% endmacro %}
