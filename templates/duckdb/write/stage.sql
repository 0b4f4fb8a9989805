{#- Where a model's rows are put before the catalog is touched. SQL: a TEMP table, which spills to temp_directory.
    Python: a table of the local file, since the adapter writes it from another cursor, which can't see this one's
    TEMP tables. -#}
{% macro floe_staged(relation) %}
  {%- if model.language == 'python' -%}
    {{- return(api.Relation.create(database=floe_local_database(), schema='main', type='table',
      identifier='floe_' ~ local_md5(relation ~ invocation_id ~ thread_id))) -}}
  {%- endif -%}
  {{- return(make_temp_relation(relation).incorporate(type='table')) -}}
{% endmacro %}


{#- What runs the model into `staged`. -#}
{% macro floe_stage_code(staged) %}
  {{- create_table_as(model.language == 'sql', staged, compiled_code, model.language) -}}
{% endmacro %}


{#- A contract's not null, before the table is touched. -#}
{% macro floe_refuse_nulls(staged) %}
  {%- for name in floe_required_columns(model) -%}
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
