-- What each month left on the control accounts, and how much of it sales and purchases did.
with moved as (
  select
    l.dossier_id,
    l.month,
    sum(case when c.role = 'customers' then l.amount else 0 end) as receivables,
    sum(case when c.role = 'suppliers' then -l.amount else 0 end) as payables,
    sum(case when c.role = 'customers' and l.journal_type = 2 then l.amount else 0 end)
      as sales,
    sum(case when c.role = 'suppliers' and l.journal_type = 1 then -l.amount else 0 end)
      as purchases
  from {{ ref('ledger_months') }} as l
  join {{ ref('dossier_account_roles') }} as c
    on c.dossier_id = l.dossier_id
    and c.account_nr = l.account_nr
    and c.role in ('customers', 'suppliers')
  where l.is_repeated_opening = {{ tap_octopus.no() }} and l.month is not null
  group by l.dossier_id, l.month
),

spans as (
  -- Of the last fifty years, whatever a date may say.
  select
    dossier_id,
    greatest(
      min(month),
      cast({{ dbt.dateadd('month', -599, tap_octopus.first_of_month(tap_octopus.as_of())) }} as date)
    ) as first_month,
    greatest(max(month), {{ tap_octopus.first_of_month(tap_octopus.as_of()) }}) as last_month
  from moved
  group by dossier_id
),

months as (
  select
    s.dossier_id,
    cast({{ dbt.dateadd('month', 'n.number', 's.first_month') }} as date) as month,
    cast({{ dbt.dateadd('month', 'n.number - 12', 's.first_month') }} as date) as year_before
  from spans as s
  join ({{ tap_octopus.numbers(3) }}) as n
    on n.number <= {{ dbt.datediff('s.first_month', 's.last_month', 'month') }}
),

counted as (
  select
    m.dossier_id,
    m.month,
    sum(b.receivables) as receivables,
    sum(b.payables) as payables,
    sum(case when b.month > m.year_before then b.sales else 0 end) as sales_with_vat,
    sum(case when b.month > m.year_before then b.purchases else 0 end) as purchases_with_vat
  from months as m
  join moved as b on b.dossier_id = m.dossier_id and b.month <= m.month
  group by m.dossier_id, m.month
)

select
  dossier_id,
  month,
  receivables,
  sales_with_vat,
  case when sales_with_vat > 0
    then {{ tap_octopus.quotient('365 * receivables', 'sales_with_vat') }} end as dso,
  payables,
  purchases_with_vat,
  case when purchases_with_vat > 0
    then {{ tap_octopus.quotient('365 * payables', 'purchases_with_vat') }} end as dpo
from counted
