{#- What payments of invoices tell of whoever made them, by the columns that they are grouped by. One
    whose date is not known has no days. -#}
{% macro payment_sums() -%}
  {%- set hundred = "sum(case when days_late > 0 then " ~ tap_octopus.cents('100') ~ " else 0 end)" -%}
  {%- set dated = "sum(case when days_late is not null then amount end)" -%}
  count(*) as payments,
  sum(amount) as paid_amount,
  {{ tap_octopus.quotient('sum(days_to_pay * amount)', dated) }} as average_days_to_pay,
  {{ tap_octopus.quotient('sum(days_late * amount)', dated) }} as average_days_late,
  {{ tap_octopus.quotient('sum(' ~ tap_octopus.cents('days_late') ~ ')', 'count(days_late)') }}
    as average_days_late_simple,
  sum(case when days_late > 0 then 1 else 0 end) as late_payments,
  {{ tap_octopus.quotient(hundred, 'count(*)') }} as late_share,
  sum(case when days_late > 0 then amount else 0 end) as paid_late_amount
{%- endmacro %}
