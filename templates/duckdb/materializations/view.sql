{#- DuckDB can't make Iceberg views, so a view model of an Iceberg catalog becomes a table there, and the log says
    so once. compute.properties.views: local keeps it as a view in the local file. -#}
{% materialization view, adapter='duckdb' %}
  {%- if not floe_is_iceberg(this) -%}
    {{- return(materialization_view_default()) -}}
  {%- endif -%}
  {%- if graph.setdefault('floe_views_said', model.unique_id) == model.unique_id -%}
    {{- log('floe: Iceberg views are not made by DuckDB: view models become tables in the catalog '
      ~ '(compute.properties.views: local keeps them as views in the local file)', info=True) -}}
  {%- endif -%}
  {{- return(materialization_table_duckdb()) -}}
{% endmaterialization %}
