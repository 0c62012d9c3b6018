with accounts as (
  select distinct dossier_id, bookyear_id, account_nr from {{ ref('journal_accounts') }}
)

select
  {{ tap_octopus.finding(
    'b.dossier_id',
    bookyear_id='b.bookyear_id',
    account_nr='b.account_nr',
    subject=tap_octopus.account_text('b.account_nr'),
    detail='b.account_description',
    amount='b.octopus_balance + b.difference',
    expected='b.octopus_balance'
  ) }}
from {{ ref('trial_balance') }} as b
join accounts as a
  on a.dossier_id = b.dossier_id
  and a.bookyear_id = b.bookyear_id
  and a.account_nr = b.account_nr
join {{ tap_octopus.dossiers_to_check('cash_ledger_differs') }} as d
  on d.dossier_id = b.dossier_id
where b.difference <> 0
