with ledger as (
  select dossier_id, bookyear_id, bookyear_period_nr, account_nr, sum(amount) as amount
  from {{ ref('ledger_months') }}
  group by dossier_id, bookyear_id, bookyear_period_nr, account_nr
),

octopus as (
  select dossier_id, bookyear_id, bookyear_period_nr, account_nr, sum(amount) as amount
  from {{ ref('account_movements') }}
  group by dossier_id, bookyear_id, bookyear_period_nr, account_nr
),

compared as (
  select
    coalesce(l.dossier_id, o.dossier_id) as dossier_id,
    coalesce(l.bookyear_id, o.bookyear_id) as bookyear_id,
    coalesce(l.bookyear_period_nr, o.bookyear_period_nr) as bookyear_period_nr,
    coalesce(l.account_nr, o.account_nr) as account_nr,
    coalesce(l.amount, 0) as amount,
    coalesce(o.amount, 0) as expected
  from ledger as l
  full outer join octopus as o
    on o.dossier_id = l.dossier_id
    and o.bookyear_id = l.bookyear_id
    and o.bookyear_period_nr = l.bookyear_period_nr
    and o.account_nr = l.account_nr
)

select
  {{ tap_octopus.finding(
    'c.dossier_id',
    bookyear_id='c.bookyear_id',
    account_nr='c.account_nr',
    subject=tap_octopus.account_text('c.account_nr'),
    detail='c.bookyear_period_nr',
    amount='c.amount',
    expected='c.expected'
  ) }}
from compared as c
join {{ tap_octopus.dossiers_to_check('account_total_differs') }} as d
  on d.dossier_id = c.dossier_id
where c.amount <> c.expected
