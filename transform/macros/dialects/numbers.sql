{#- Rounded to cents, half away from zero, whatever the loader made of numbers. -#}
{% macro cents(amount) -%} {{ return(adapter.dispatch('cents', 'tap_octopus')(amount)) }} {%- endmacro %}
{% macro default__cents(amount) -%}
  cast(round(cast({{ amount }} as {{ tap_octopus.type_decimal() }}), 2) as {{ tap_octopus.type_amount() }})
{%- endmacro %}
{% macro bigquery__cents(amount) -%} round(cast({{ amount }} as numeric), 2) {%- endmacro %}

{#- One percent, exactly: a division is not exact everywhere, nor is 0.01. -#}
{% macro percent() -%} cast('0.01' as {{ tap_octopus.type_decimal() }}) {%- endmacro %}

{#- A product of exact numbers, with no more decimals than they have: DuckDB would add them up. -#}
{% macro product(first) -%}
  {%- set so_far = namespace(text=first) -%}
  {%- for factor in varargs -%}
    {%- set times = adapter.dispatch('times', 'tap_octopus')(so_far.text, factor) -%}
    {%- set so_far.text = 'cast(' ~ times ~ ' as ' ~ tap_octopus.type_decimal() ~ ')' -%}
  {%- endfor -%}
  {{ return(so_far.text) }}
{%- endmacro %}

{% macro default__times(first, factor) -%} {{ return(first ~ ' * ' ~ factor) }} {%- endmacro %}

{#- A quotient, rounded to two decimals half away from zero. Warehouses divide with few decimals, or
    inexactly: then what would be left over is taken off first. -#}
{% macro quotient(amount, by) -%} {{ return(adapter.dispatch('quotient', 'tap_octopus')(amount, by)) }} {%- endmacro %}
{% macro default__quotient(amount, by) -%}
  {%- set parts = 'cast(20000 * abs(' ~ amount ~ ') + 100 * abs(' ~ by ~ ') as ' ~ tap_octopus.type_whole() ~ ')' -%}
  {%- set by_parts = 'cast(nullif(200 * abs(' ~ by ~ '), 0) as ' ~ tap_octopus.type_whole() ~ ')' -%}
  cast(
    case when ({{ amount }} < 0 and {{ by }} > 0) or ({{ amount }} > 0 and {{ by }} < 0) then -1 else 1 end
    * (({{ parts }} - {{ tap_octopus.remainder(parts, by_parts) }}) / {{ by_parts }})
    * {{ tap_octopus.percent() }} as {{ tap_octopus.type_amount() }}
  )
{%- endmacro %}
{% macro postgres__quotient(amount, by) -%} round({{ amount }} / nullif({{ by }}, 0), 2) {%- endmacro %}
{% macro duckdb__quotient(amount, by) -%}
  sign({{ amount }}) * sign({{ by }}) * cast(
    cast(200 * 100 * abs({{ amount }}) + 100 * abs({{ by }}) as hugeint)
    // cast(nullif(200 * abs({{ by }}), 0) as hugeint) as decimal(38, 2)
  ) * 0.01
{%- endmacro %}

{#- What a division of whole numbers leaves over. -#}
{% macro remainder(number, by) -%} {{ return(adapter.dispatch('remainder', 'tap_octopus')(number, by)) }} {%- endmacro %}
{% macro default__remainder(number, by) -%} {{ return('mod(' ~ number ~ ', ' ~ by ~ ')') }} {%- endmacro %}
