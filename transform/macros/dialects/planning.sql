{#- What a new table needs before others join to it: PostgreSQL plans without a clue until it has
    looked into the table, which it does by itself only later. -#}
{% macro analyzed(table) -%} {{ return(adapter.dispatch('analyzed', 'tap_octopus')(table)) }} {%- endmacro %}
{% macro default__analyzed(table) -%} {%- endmacro %}
{% macro postgres__analyzed(table) -%} analyze {{ table }} {%- endmacro %}
