{#- A table of the tap, to select from; without rows where it was not loaded. With --no-introspect,
    which keeps dbt from asking the warehouse, every table is taken to be there. -#}
{% macro raw(table) -%}
  {%- set relation = source('octopus', table) -%}
  {%- if not execute or not flags.INTROSPECT or load_relation(relation) is not none -%}
    {{ tap_octopus.of_this_run(relation) }}
  {%- else -%}
    (
      select
        {%- for column in tap_octopus.columns_of(table) %}
        cast(null as {{ tap_octopus.column_type(column.data_type) }}) as {{ tap_octopus.name_of(column.name) }}
        {{- ',' if not loop.last }}
        {%- endfor %}
      from (select 1 as nothing) as nothing
      where nothing.nothing = 0
    )
  {%- endif -%}
{%- endmacro %}

{#- The columns of a table, as models/live/tables.yml declares them. -#}
{% macro columns_of(table) -%}
  {%- set known = graph.sources['source.tap_octopus.octopus.' ~ table] if execute -%}
  {{ return(known.columns.values() | list if known else []) }}
{%- endmacro %}

{#- The columns of a table, for a select. -#}
{% macro all_columns(table, of) -%}
  {%- for column in tap_octopus.columns_of(table) %}
  {{ of }}.{{ tap_octopus.name_of(column.name) }}{{ ',' if not loop.last }}
  {%- else -%} {{ of }}.* {%- endfor %}
{%- endmacro %}

{#- The dossiers of which a table is read: what is compared with it can be wrong only there. -#}
{% macro dossiers_with(table) -%}
  (
    select distinct dossier_id
    from {{ ref('tap_octopus', 'live_sync_status') }}
    where stream = '{{ table }}'
  )
{%- endmacro %}
