{%- set key = ['dossier_id', 'bookyear_id', 'line'] -%}
with leaves as (
  select
    a.dossier_id,
    a.bookyear_id,
    a.month,
    l.line,
    a.opening,
    a.movement
  from {{ ref('account_months') }} as a
  join {{ ref('dossier_statutory_lines') }} as l
    on l.dossier_id = a.dossier_id and l.account_nr = a.account_nr
  union all
  select
    dossier_id,
    bookyear_id,
    month,
    case when account_nr = 0 then 'unallocated_before' else 'unallocated' end,
    opening,
    movement
  from {{ ref('account_months') }}
  where account_class in (6, 7) or account_nr = 0
  union all
  select a.dossier_id, a.bookyear_id, a.month, '14_before', a.opening, 0
  from {{ ref('account_months') }} as a
  join {{ ref('dossier_statutory_lines') }} as l
    on l.dossier_id = a.dossier_id and l.account_nr = a.account_nr
  where l.line = '14'
),

-- Accounts that a credit balance takes to the other side, one by one.
turning as (
  select
    a.dossier_id,
    a.bookyear_id,
    a.account_nr,
    l.line,
    l.line_when_credit,
    a.month,
    a.opening + a.movement as amount
  from {{ ref('account_months') }} as a
  join {{ ref('dossier_statutory_lines') }} as l
    on l.dossier_id = a.dossier_id and l.account_nr = a.account_nr
  where l.line_when_credit is not null
),

-- Each month of the bookyear has a row, also when nothing moved: it has a balance.
every_turning as (
  select * from turning
  union all
  select t.dossier_id, t.bookyear_id, t.account_nr, t.line, t.line_when_credit, m.month, 0
  from (
    select distinct dossier_id, bookyear_id, account_nr, line, line_when_credit from turning
  ) as t
  join {{ ref('bookyear_months') }} as m
    on m.dossier_id = t.dossier_id and m.bookyear_id = t.bookyear_id
),

turned as (
  select
    dossier_id,
    bookyear_id,
    month,
    line,
    line_when_credit,
    {{ tap_octopus.running(
      'sum(amount)', ['dossier_id', 'bookyear_id', 'account_nr'], 'month'
    ) }} as balance
  from every_turning
  group by dossier_id, bookyear_id, account_nr, line, line_when_credit, month
),

every_month as (
  select {{ key | join(', ') }}, month, opening, movement from leaves
  union all
  select l.dossier_id, l.bookyear_id, l.line, m.month, 0, 0
  from (select distinct {{ key | join(', ') }} from leaves) as l
  join {{ ref('bookyear_months') }} as m
    on m.dossier_id = l.dossier_id and m.bookyear_id = l.bookyear_id
),

balances as (
  select
    {{ key | join(', ') }},
    month,
    sum(opening + movement) as month_amount,
    {{ tap_octopus.running('sum(opening + movement)', key, 'month') }} as balance
  from every_month
  group by {{ key | join(', ') }}, month
),

-- Debit positive so far; from here each line has the sign of its side.
sides as (
  select distinct
    line,
    case when side in ('assets', 'costs') or is_deducted = {{ tap_octopus.yes() }} then 1 else -1 end as sign
  from {{ ref('statutory_lines') }}
  union all
  select '14_before', -1
),

parts as (
  select
    b.dossier_id,
    b.bookyear_id,
    b.month,
    b.line,
    s.sign * b.balance as amount,
    s.sign * b.month_amount as month_amount,
    s.sign * b.balance as presented_amount
  from balances as b
  join sides as s on s.line = b.line
  union all
  select dossier_id, bookyear_id, month, line, 0, 0, -balance
  from turned
  where balance < 0
  union all
  select dossier_id, bookyear_id, month, line_when_credit, 0, 0, -balance
  from turned
  where balance < 0
)

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
