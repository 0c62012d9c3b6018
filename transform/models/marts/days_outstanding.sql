with months as (
  select distinct
    dossier_id,
    month,
    cast({{ dbt.dateadd('month', -12, 'month') }} as date) as year_before
  from {{ ref('bookyear_months') }}
),

-- What each month left on the control accounts, and how much of it sales and purchases did.
moved as (
  select
    l.dossier_id,
    l.month,
    sum(case when c.role = 'customers' then l.booking_amount else 0 end) as receivables,
    sum(case when c.role = 'suppliers' then -l.booking_amount else 0 end) as payables,
    sum(case when c.role = 'customers' and l.journal_type = 2 then l.booking_amount else 0 end)
      as sales,
    sum(case when c.role = 'suppliers' and l.journal_type = 1 then -l.booking_amount else 0 end)
      as purchases
  from {{ ref('general_ledger') }} as l
  join {{ ref('dossier_account_roles') }} as c
    on c.dossier_id = l.dossier_id
    and c.account_nr = l.account_nr
    and c.role in ('customers', 'suppliers')
  where not l.is_repeated_opening
  group by l.dossier_id, l.month
),

counted as (
  select
    m.dossier_id,
    m.month,
    sum(coalesce(b.receivables, 0)) as receivables,
    sum(coalesce(b.payables, 0)) as payables,
    sum(case when b.month > m.year_before then b.sales else 0 end)
      as sales_with_vat,
    sum(case when b.month > m.year_before then b.purchases else 0 end)
      as purchases_with_vat
  from months as m
  left join moved as b on b.dossier_id = m.dossier_id and b.month <= m.month
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
