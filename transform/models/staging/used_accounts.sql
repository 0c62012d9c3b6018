select
  a.dossier_id,
  a.account_nr,
  {{ tap_octopus.account_text('a.account_nr') }} as account_text,
  {{ tap_octopus.account_class('a.account_nr') }} as account_class
from (
  select distinct dossier_id, account_nr
  from (
    select dossier_id, account_nr from {{ ref('ledger_months') }}
    union all
    select dossier_id, account_nr from {{ ref('account_movements') }}
  ) as every_one
) as a
where a.account_nr is not null
