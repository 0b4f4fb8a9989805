{% materialization table, adapter='duckdb' %} {# #~ F0502
#}
{% endmaterialization %}
{% materialization table, adapter='snowflake' %}
{% endmaterialization %}
