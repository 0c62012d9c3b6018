{#- These files hold all that differs from warehouse to warehouse, but for what dbt itself knows
    (dbt.datediff ...). -#}

{#- The type of a column, by the kind that tables.yml gives. -#}
{% macro column_type(kind) -%}
  {%- if kind == 'integer' -%} {{ dbt.type_bigint() }}
  {%- elif kind == 'number' -%} {{ tap_octopus.type_decimal() }}
  {%- elif kind == 'string' -%} {{ dbt.type_string() }}
  {%- elif kind == 'boolean' -%} {{ dbt.type_boolean() }}
  {%- elif kind == 'date' -%} date
  {%- elif kind == 'date-time' -%} {{ dbt.type_timestamp() }}
  {%- elif kind == 'array' -%} {{ tap_octopus.type_array() }}
  {%- else -%} {{ exceptions.raise_compiler_error('no such kind of column: ' ~ kind) }}
  {%- endif -%}
{%- endmacro %}

{#- An exact number with enough decimals for an exchange rate. -#}
{% macro type_decimal() -%} {{ return(adapter.dispatch('type_decimal', 'tap_octopus')()) }} {%- endmacro %}
{% macro default__type_decimal() -%} numeric(38, 10) {%- endmacro %}
{% macro postgres__type_decimal() -%} numeric {%- endmacro %}
{% macro bigquery__type_decimal() -%} numeric {%- endmacro %}

{#- An exact number with two decimals. -#}
{% macro type_amount() -%} {{ return(adapter.dispatch('type_amount', 'tap_octopus')()) }} {%- endmacro %}
{% macro default__type_amount() -%} numeric(18, 2) {%- endmacro %}
{% macro bigquery__type_amount() -%} numeric {%- endmacro %}

{#- An exact number without decimals, as long as there is. -#}
{% macro type_whole() -%} {{ return(adapter.dispatch('type_whole', 'tap_octopus')()) }} {%- endmacro %}
{% macro default__type_whole() -%} numeric(38, 0) {%- endmacro %}
{% macro bigquery__type_whole() -%} numeric {%- endmacro %}
