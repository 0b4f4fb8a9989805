{#- The columns of a relation, looked up where its layer is: a fixture for source('bronze', …) asks for schema bronze. -#}
{% macro duckdb__get_columns_in_relation(relation) %}
  {{- return(dbt.duckdb__get_columns_in_relation(floe_in_its_layer(relation))) -}}
{% endmacro %}
