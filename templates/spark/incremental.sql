{#- What an incremental model means on the other engines, too. dbt-spark's default is append even with a unique_key,
    which would double rows; delete+insert, dbt-duckdb's default, is here the one commit of MERGE (which fails when
    two new rows have one key). -#}
{% macro dbt_spark_validate_get_incremental_strategy(raw_strategy, file_format) %}
  {%- set wish = config.get('incremental_strategy') -%}
  {%- if wish in [none, 'default', 'delete+insert'] -%}
    {{- return('merge' if config.get('unique_key') else 'append') -}}
  {%- endif -%}
  {{- return(dbt.dbt_spark_validate_get_incremental_strategy(wish, file_format)) -}}
{% endmacro %}


{#- Iceberg drops columns, dbt-spark's own refuses to (on_schema_change: sync_all_columns). -#}
{% macro spark__alter_relation_add_remove_columns(relation, add_columns, remove_columns) %}
  {%- if remove_columns -%}
    {%- do run_query('alter table ' ~ relation ~ ' drop columns ('
      ~ (remove_columns | map(attribute='quoted') | join(', ')) ~ ')') -%}
  {%- endif -%}
  {%- if add_columns -%}
    {%- set added = [] -%}
    {%- for column in add_columns -%}{%- do added.append(column.quoted ~ ' ' ~ column.data_type) -%}{%- endfor -%}
    {%- do run_query('alter table ' ~ relation ~ ' add columns (' ~ (added | join(', ')) ~ ')') -%}
  {%- endif -%}
{% endmacro %}
