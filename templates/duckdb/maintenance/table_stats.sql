{#- dbt run-operation floe_table_stats [--args '{models: [orders]}']
    Files, delete files, rows, bytes and snapshots of the project's Iceberg tables. -#}
{% macro floe_table_stats(models=none) %}
  {{- print(floe_stats_line('table', ['files', 'deletes', 'rows', 'bytes', 'snapshots'])) -}}
  {%- for node in floe_iceberg_nodes(models) -%}
    {%- set relation = api.Relation.create(database=node.database, schema=node.schema, identifier=node.alias) -%}
    {%- if {'schema': relation.schema, 'name': relation.identifier} in floe_list_tables(relation.database) -%}
      {%- set name = floe_literal(relation) -%}
      {%- do adapter.commit() -%}
      {%- do floe_begin() -%}
      {%- set stats = run_query(
        "select count(*) filter (manifest_content = 'DATA'), count(*) filter (manifest_content = 'DELETE'),"
        ~ " coalesce(sum(record_count) filter (manifest_content = 'DATA'), 0)"
        ~ " - coalesce(sum(record_count) filter (manifest_content = 'DELETE'), 0),"
        ~ " string_agg('''' || replace(file_path, '''', '''''') || '''', ', ')"
        ~ ' from iceberg_metadata(' ~ name ~ ") where status <> 'DELETED'").rows[0] -%}
      {%- set snapshots = run_query('select count(*) from iceberg_snapshots(' ~ name ~ ')').columns[0].values()[0] -%}
      {%- do adapter.commit() -%}
      {%- set bytes = run_query('select sum(size) from read_blob([' ~ stats[3] ~ '])').columns[0].values()[0] if stats[3] else 0 -%}
      {{- print(floe_stats_line(node.schema ~ '.' ~ node.alias, [stats[0], stats[1], stats[2], bytes, snapshots])) -}}
    {%- endif -%}
  {%- endfor -%}
{% endmacro %}


{% macro floe_stats_line(name, values) %}
  {%- set text = namespace(value=name.ljust(48)) -%}
  {%- for value in values -%}{%- set text.value = text.value ~ floe_padded(value, 14) -%}{%- endfor -%}
  {{- return(text.value) -}}
{% endmacro %}


{#- The nodes of the project that are tables of an Iceberg catalog, all or those named. -#}
{% macro floe_iceberg_nodes(names=none) %}
  {%- set nodes = [] -%}
  {%- for node in graph.nodes.values()
      if node.resource_type in ['model', 'seed', 'snapshot'] and node.config.materialized != 'ephemeral'
      and floe_format(node.database) == 'iceberg' and (names is none or node.name in floe_list(names)) -%}
    {%- do nodes.append(node) -%}
  {%- endfor -%}
  {{- return(nodes | sort(attribute='unique_id')) -}}
{% endmacro %}
