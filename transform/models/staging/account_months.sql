-- What a bookyear opens with counts in its first month, whether it was entered or goes on from the
-- years before; what has no date at all counts there too.
with first_months as (
  select dossier_id, bookyear_id, month from {{ ref('bookyear_months') }} where is_first = {{ tap_octopus.yes() }}
),

parts as (
  select
    l.dossier_id,
    l.bookyear_id,
    l.account_nr,
    coalesce(l.booking_month, f.month) as month,
    0 as opening,
    l.amount as movement
  from {{ ref('ledger_months') }} as l
  join first_months as f on f.dossier_id = l.dossier_id and f.bookyear_id = l.bookyear_id
  where l.is_opening = {{ tap_octopus.no() }}
  union all
  select b.dossier_id, b.bookyear_id, b.account_nr, f.month, b.opening, 0
  from {{ ref('trial_balance') }} as b
  join first_months as f on f.dossier_id = b.dossier_id and f.bookyear_id = b.bookyear_id
  where b.opening <> 0
)

select
  dossier_id,
  bookyear_id,
  account_nr,
  month,
  case when account_nr = 0 then 1 else {{ tap_octopus.account_class('account_nr') }} end
    as account_class,
  sum(opening) as opening,
  sum(movement) as movement
from parts
group by dossier_id, bookyear_id, account_nr, month
