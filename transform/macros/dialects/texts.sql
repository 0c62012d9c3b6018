{#- The first part of a text that a pattern fits; null where there is none. -#}
{% macro first_match(text, pattern) -%} {{ return(adapter.dispatch('first_match', 'tap_octopus')(text, pattern)) }} {%- endmacro %}
{% macro default__first_match(text, pattern) -%} regexp_substr({{ text }}, '{{ pattern }}') {%- endmacro %}
{% macro postgres__first_match(text, pattern) -%} substring({{ text }} from '{{ pattern }}') {%- endmacro %}
{% macro duckdb__first_match(text, pattern) -%} nullif(regexp_extract({{ text }}, '{{ pattern }}'), '') {%- endmacro %}
{% macro bigquery__first_match(text, pattern) -%} regexp_extract({{ text }}, r'{{ pattern }}') {%- endmacro %}

{#- A text without every part of it that a regular expression describes. -#}
{% macro without(text, pattern) -%} {{ return(adapter.dispatch('without', 'tap_octopus')(text, pattern)) }} {%- endmacro %}
{% macro default__without(text, pattern) -%} regexp_replace({{ text }}, '{{ pattern }}', '') {%- endmacro %}
{% macro postgres__without(text, pattern) -%} regexp_replace({{ text }}, '{{ pattern }}', '', 'g') {%- endmacro %}
{% macro duckdb__without(text, pattern) -%} regexp_replace({{ text }}, '{{ pattern }}', '', 'g') {%- endmacro %}

{#- The texts of several rows as one, in an order; those that are null are left out. -#}
{% macro text_list(text, between, order) -%} {{ return(adapter.dispatch('text_list', 'tap_octopus')(text, between, order)) }} {%- endmacro %}
{% macro default__text_list(text, between, order) -%} {{ dbt.listagg(text, between, 'order by ' ~ order) }} {%- endmacro %}
{% macro snowflake__text_list(text, between, order) -%}
  {#- It gives an empty text where there is none. #}
  nullif({{ dbt.listagg(text, between, 'order by ' ~ order) }}, '')
{%- endmacro %}
{% macro spark__text_list(text, between, order) -%}
  listagg({{ text }}, {{ between }}) within group (order by {{ order }})
{%- endmacro %}

{#- Texts one behind the other; null where one of them is. -#}
{% macro concat() -%} {{ return(adapter.dispatch('concat_texts', 'tap_octopus')(varargs)) }} {%- endmacro %}
{% macro default__concat_texts(texts) -%} {{ return(texts | join(' || ')) }} {%- endmacro %}

{#- The name of a column that is a word of T-SQL. -#}
{% macro name_of(column) -%} {{ return(adapter.dispatch('name_of', 'tap_octopus')(column)) }} {%- endmacro %}
{% macro default__name_of(column) -%} {{ return(column) }} {%- endmacro %}
