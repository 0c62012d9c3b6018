{#- What an amount has added up to: the sum of all rows up to and with this one. -#}
{% macro running(amount, of, by) -%}
  sum({{ amount }}) over (
    partition by {{ of | join(', ') }} order by {{ by }}
    rows between unbounded preceding and current row
  )
{%- endmacro %}

{#- Columns, of a table where one is named. -#}
{% macro listed(columns, of=none) -%}
  {%- for column in columns -%}
    {{ of ~ '.' if of }}{{ column }}{{ ', ' if not loop.last }}
  {%- endfor -%}
{%- endmacro %}

{#- The rows that have these columns alike, for a window. -#}
{% macro per(columns) -%} partition by {{ tap_octopus.listed(columns) }} {%- endmacro %}

{#- The first digits of an account, as a text: 70 of 700100. -#}
{% macro account_digits(account_nr, count) -%}
  left({{ tap_octopus.account_text(account_nr) }}, {{ count }})
{%- endmacro %}

{#- The numbers of so many digits, from 0 on. -#}
{% macro numbers(digits) -%}
  select
    {%- for place in range(digits) %}
    {{ '+ ' if not loop.first }}{{ 10 ** place }} * d{{ place }}.digit
    {%- endfor %} as number
  from {% for place in range(digits) -%}
  (
    {%- for digit in range(10) %}
    select {{ digit }} as digit{{ ' union all' if not loop.last }}
    {%- endfor %}
  ) as d{{ place }}{{ ' cross join ' if not loop.last }}
  {%- endfor %}
{%- endmacro %}
