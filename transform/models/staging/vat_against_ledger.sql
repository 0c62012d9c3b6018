-- A line without a grid counts here as what it would be: it is told by itself.
with roles as (
  select
    dossier_id,
    account_nr,
    max(case when role in ('vat_due', 'vat_deductible') then 1 else 0 end) as is_vat
  from {{ ref('dossier_account_roles') }}
  where role in ('customers', 'suppliers', 'vat_due', 'vat_deductible', 'vat_current_account')
  group by dossier_id, account_nr
),

ledger as (
  select
    l.dossier_id,
    l.bookyear_id,
    l.bookyear_period_nr,
    l.month,
    l.journal_type,
    sum(case when r.is_vat = 1 then l.booking_amount else 0 end) as vat,
    sum(case when r.account_nr is null then l.booking_amount else 0 end) as trade
  from {{ ref('general_ledger') }} as l
  left join roles as r on r.dossier_id = l.dossier_id and r.account_nr = l.account_nr
  where l.journal_type in (1, 2)
  group by l.dossier_id, l.bookyear_id, l.bookyear_period_nr, l.month, l.journal_type
),

parts as (
  select
    l.dossier_id,
    l.bookyear_id,
    l.bookyear_period_nr,
    {{ tap_octopus.part_of_date('year', 'coalesce(l.document_date, l.booking_date)') }} as calendar_year,
    case when left(l.journal_key, 1) in ('A', 'V') then left(l.journal_key, 1) else 'D' end as kind,
    sum(case
      when l.part = 'base' then 0
      when g.total = 'XX' or g.total is null and l.deductible_vat is null then l.amount
      else -coalesce(case when g.total is null then l.deductible_vat end, l.amount)
    end) as vat,
    sum(case
      when l.grid in ('48', '49') then -l.amount
      when left(l.grid, 1) in ('0', '4', '?') and l.part = 'base' then l.amount
      else 0
    end) as sales,
    sum(case when l.grid in ('81', '82', '83', '?') and l.part = 'base' then l.amount else 0 end)
      as purchases,
    0 as ledger_vat,
    0 as ledger_trade
  from {{ ref('vat_lines') }} as l
  left join {{ ref('vat_grid_rules') }} as g on g.grid = l.grid
  group by 1, 2, 3, 4, 5
  union all
  select
    dossier_id,
    bookyear_id,
    bookyear_period_nr,
    {{ tap_octopus.part_of_date('year', 'month') }},
    case when journal_type = 1 then 'A' else 'V' end,
    0,
    0,
    0,
    -vat,
    trade
  from ledger
  union all
  select
    dossier_id,
    bookyear_id,
    bookyear_period_nr,
    {{ tap_octopus.part_of_date('year', 'coalesce(document_date, booking_date)') }},
    'D',
    0,
    0,
    0,
    -booking_amount,
    0
  from {{ ref('sundry_vat_lines') }}
  where is_vat = {{ tap_octopus.yes() }} and is_settlement = {{ tap_octopus.no() }}
)

select
  dossier_id,
  bookyear_id,
  bookyear_period_nr,
  calendar_year,
  sum(vat) as vat,
  sum(ledger_vat) as ledger_vat,
  sum(case when kind = 'V' then sales else 0 end) as sales,
  -sum(case when kind = 'V' then ledger_trade else 0 end) as ledger_sales,
  sum(case when kind = 'A' then purchases else 0 end) as purchases,
  sum(case when kind = 'A' then ledger_trade else 0 end) as ledger_purchases
from parts
group by dossier_id, bookyear_id, bookyear_period_nr, calendar_year
