{#- dbt run-operation floe_drop_leftovers
    Drops what killed runs left beside a table that exists ('<name>__floe_<id>'). One whose table is missing is kept: the
    next run puts it back (floe_heal). Not while another run is under way: its swap may be among them. -#}
{% macro floe_drop_leftovers() %}
  {%- for database, format in floe_platform().catalogs.items() if format == 'iceberg' -%}
    {%- set tables = floe_list_tables(database) -%}
    {%- for table in tables if floe_swap_owner(table.name) -%}
      {%- set relation = api.Relation.create(database=database, schema=table.schema, identifier=table.name, type='table') -%}
      {%- set owner = relation.incorporate(path={'identifier': floe_swap_owner(table.name)}) -%}
      {%- if {'schema': table.schema, 'name': owner.identifier} in tables and not floe_is_unfinished(owner) -%}
        {%- do adapter.drop_relation(relation) -%}
        {{- print('dropped ' ~ relation) -}}
      {%- else -%}
        {{- print('kept ' ~ relation ~ ': its table is missing; the next dbt run restores it') -}}
      {%- endif -%}
    {%- endfor -%}
  {%- endfor -%}
{% endmacro %}
