{#- What an amount has added up to: the sum of all rows up to and with this one. -#}
{% macro running(amount, of, by) -%}
  sum({{ amount }}) over (
    partition by {{ of | join(', ') }} order by {{ by }}
    rows between unbounded preceding and current row
  )
{%- endmacro %}

{#- The first digits of an account, as a text: 70 of 700100. -#}
{% macro account_digits(account_nr, count) -%}
  left({{ tap_octopus.account_text(account_nr) }}, {{ count }})
{%- endmacro %}
