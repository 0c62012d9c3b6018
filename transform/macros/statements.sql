{#- A statement by the lines of the law: one row for each line, and for each total also where it is
    nothing, in every month of a bookyear. -#}
{% macro statutory_statement(name, columns) -%}
with lines as (
  select l.*, {{ tap_octopus.truth('t.line is not null') }} as is_total
  from {{ ref('statutory_lines') }} as l
  left join (select distinct line from {{ ref('statutory_totals') }}) as t on t.line = l.line
  where l.statement = '{{ name }}'
),

parts as (
  select
    b.dossier_id, b.bookyear_id, b.month, b.line, b.amount, b.month_amount, b.presented_amount
  from {{ ref('statutory_balances') }} as b
  join lines as l on l.line = b.line
  union all
  select
    b.dossier_id,
    b.bookyear_id,
    b.month,
    t.line,
    t.factor * b.amount,
    t.factor * b.month_amount,
    t.factor * b.presented_amount
  from {{ ref('statutory_balances') }} as b
  join {{ ref('statutory_totals') }} as t on t.part = b.line
  join lines as l on l.line = t.line
  union all
  select m.dossier_id, m.bookyear_id, m.month, l.line, 0, 0, 0
  from {{ ref('bookyear_months') }} as m
  cross join lines as l
  where l.is_total = {{ tap_octopus.yes() }}
),

sums as (
  select
    dossier_id,
    bookyear_id,
    month,
    line,
    sum(amount) as amount,
    sum(month_amount) as month_amount,
    sum(presented_amount) as presented_amount
  from parts
  group by dossier_id, bookyear_id, month, line
),

both_years as (
  select
    dossier_id, bookyear_id, month, line, amount, month_amount, presented_amount,
    0 as amount_last_year
  from sums
  union all
  select m.dossier_id, m.bookyear_id, m.month, s.line, 0, 0, 0, s.amount
  from {{ ref('bookyear_months') }} as m
  join sums as s
    on s.dossier_id = m.dossier_id
    and s.bookyear_id = m.bookyear_before
    and s.month = m.month_before
),

compared as (
  select
    dossier_id,
    bookyear_id,
    month,
    line,
    sum(amount) as amount,
    sum(month_amount) as month_amount,
    sum(presented_amount) as presented_amount,
    sum(amount_last_year) as amount_last_year
  from both_years
  group by dossier_id, bookyear_id, month, line
)

select
  c.dossier_id,
  c.bookyear_id,
  c.month,
  c.line,
  l.place,
  l.label_nl,
  l.label_fr,
  l.label_en,
  l.is_total,
  {%- for column in columns %}
  {{ column }},
  {%- endfor %}
  c.amount,
  case when m.bookyear_before is not null then c.amount_last_year end as amount_last_year
from compared as c
join lines as l on l.line = c.line
join {{ ref('bookyear_months') }} as m
  on m.dossier_id = c.dossier_id and m.bookyear_id = c.bookyear_id and m.month = c.month
where
  l.is_total = {{ tap_octopus.yes() }}
  or c.amount <> 0
  or c.amount_last_year <> 0
  {%- for column in columns if column in ('c.month_amount', 'c.presented_amount') %}
  or {{ column }} <> 0
  {%- endfor %}
{%- endmacro %}
