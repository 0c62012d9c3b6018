with results as (
  select
    *,
    {{ tap_octopus.account_digits('account_nr', 2) }} as account_group
  from {{ ref('general_ledger') }}
  where account_class in (6, 7)
),

sums as (
  select
    dossier_id,
    bookyear_id,
    coalesce(cost_centre_id, 0) as cost_centre_id,
    month,
    max(cost_centre_description) as cost_centre_description,
    sum(case when account_group = '70' then -booking_amount else 0 end) as revenue,
    sum(case when account_group between '71' and '77' then -booking_amount else 0 end)
      as other_income,
    sum(case when account_group between '60' and '67' then booking_amount else 0 end) as costs,
    sum(case when account_group in ('68', '69', '78', '79') then booking_amount else 0 end)
      as appropriation
  from results
  group by dossier_id, bookyear_id, coalesce(cost_centre_id, 0), month
)

select
  dossier_id,
  bookyear_id,
  cost_centre_id,
  month,
  cost_centre_description,
  revenue,
  other_income,
  costs,
  revenue + other_income - costs as margin,
  appropriation
from sums
where revenue <> 0 or other_income <> 0 or costs <> 0 or appropriation <> 0
