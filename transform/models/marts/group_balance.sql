with months as (
  select
    account_nr,
    month,
    max(account_description) as account_description,
    count(distinct dossier_id) as dossiers,
    sum(booking_amount) as movement
  from {{ ref('general_ledger') }}
  where not is_repeated_opening
  group by account_nr, month
  having sum(booking_amount) <> 0
)

select
  account_nr,
  month,
  account_description,
  dossiers,
  movement,
  {{ tap_octopus.running('movement', ['account_nr'], 'month') }} as balance
from months
