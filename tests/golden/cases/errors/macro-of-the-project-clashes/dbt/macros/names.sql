{# {% macro generate_schema_name() %} in a comment is none #}
{% macro helper() %}{% endmacro %}
{%- macro generate_schema_name(custom_schema_name, node) -%} {# #~ F0502
#}
  {{ custom_schema_name }}
{%- endmacro %}
