-- The ledger once: what statements and results are made of is summed here, and nowhere again.
select
  dossier_id,
  bookyear_id,
  account_nr,
  coalesce(cost_centre_id, 0) as cost_centre_id,
  booking_month as month,
  max(cost_centre_description) as cost_centre_description,
  min(account_class) as account_class,
  sum(case when is_opening then booking_amount else 0 end) as opening,
  sum(case when is_opening then 0 else booking_amount end) as movement
from {{ ref('general_ledger') }}
group by dossier_id, bookyear_id, account_nr, coalesce(cost_centre_id, 0), booking_month
