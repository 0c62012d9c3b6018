-- 3. Octopus' own totals: what is booked on an account in a period is what Octopus counts there.
-- A row is an account and period of which the ledger and account_amounts differ.
with ledger as (
  select dossier_id, bookyear_id, bookyear_period_nr, account_nr, sum(booking_amount) as amount
  from {{ ref('general_ledger') }}
  group by dossier_id, bookyear_id, bookyear_period_nr, account_nr
),

compared as (
  select
    coalesce(l.dossier_id, o.dossier_id) as dossier_id,
    coalesce(l.bookyear_id, o.bookyear_id) as bookyear_id,
    coalesce(l.bookyear_period_nr, o.bookyear_period_nr) as bookyear_period_nr,
    coalesce(l.account_nr, o.account_nr) as account_nr,
    coalesce(l.amount, 0) as ledger,
    coalesce(o.amount, 0) as octopus
  from ledger as l
  full outer join {{ ref('account_movements') }} as o
    on o.dossier_id = l.dossier_id
    and o.bookyear_id = l.bookyear_id
    and o.bookyear_period_nr = l.bookyear_period_nr
    and o.account_nr = l.account_nr
)

select
  c.*,
  {{ tap_octopus.say(
    "'Account '", 'c.account_nr', "' in period '", 'c.bookyear_period_nr', "' of bookyear '",
    'c.bookyear_id', "' of dossier '", 'c.dossier_id', "': the ledger has '", 'c.ledger',
    "', Octopus counts '", 'c.octopus', "'. Look at the history of that account in that period.'"
  ) }} as message
from compared as c
join {{ tap_octopus.dossiers_with('account_amounts') }} as d on d.dossier_id = c.dossier_id
where ledger <> octopus
