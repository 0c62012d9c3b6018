{#- What a new table needs before others join to it: PostgreSQL plans without a clue until it has
    looked into the table, which it does by itself only later. A model that is updated by dossier needs
    to find their rows. -#}
{% macro analyzed(table) -%} {{ return(adapter.dispatch('analyzed', 'tap_octopus')(table)) }} {%- endmacro %}
{% macro default__analyzed(table) -%} {%- endmacro %}
{% macro postgres__analyzed(table) -%}
  {%- set is_by_dossier = model.config.materialized == 'by_dossier' -%}
  {%- if not is_by_dossier or tap_octopus.changed_dossiers(model.tags) is none -%}
    {{ 'create index on ' ~ table ~ ' (dossier_id);' if is_by_dossier }}
    analyze {{ table }}
  {%- endif -%}
{%- endmacro %}
