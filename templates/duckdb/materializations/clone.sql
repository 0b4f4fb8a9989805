{#- dbt clone. Nothing here copies a table without its rows, so a clone is a table with the same rows. dbt would make a
    view of it: Iceberg has none, and a seed or an incremental model can't go on from one. -#}
{% macro duckdb__can_clone_table() %}
  {{- return(true) -}}
{% endmacro %}


{#- Called for what becomes the statement of the clone: the rows are written before it. -#}
{% macro duckdb__create_or_replace_clone(this_relation, defer_relation) %}
  {%- do floe_replace(this_relation, defer_relation) -%}
  {{- return('select 1') -}}
{% endmacro %}
