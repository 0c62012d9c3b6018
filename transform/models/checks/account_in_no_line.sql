select
  {{ tap_octopus.finding(
    'b.dossier_id',
    bookyear_id='b.bookyear_id',
    account_nr='b.account_nr',
    subject=tap_octopus.account_text('b.account_nr'),
    detail='b.account_description',
    amount='b.balance'
  ) }}
from {{ ref('trial_balance') }} as b
left join {{ ref('dossier_statutory_lines') }} as l
  on l.dossier_id = b.dossier_id and l.account_nr = b.account_nr
where
  l.line is null
  and b.account_class > 0
  and b.account_nr <> 0
  and b.balance <> 0
