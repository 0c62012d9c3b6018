-- Fixed assets (20 to 27) stand on the debit side: a credit balance is what was written down.
with accounts as (
  select
    b.*,
    row_number() over (
      partition by b.dossier_id, b.account_nr order by y.place desc, b.bookyear_id desc
    ) as choice
  from {{ ref('trial_balance') }} as b
  left join {{ ref('bookyear_openings') }} as y
    on y.dossier_id = b.dossier_id and y.bookyear_id = b.bookyear_id
  left join {{ ref('dossier_account_roles') }} as m
    on m.dossier_id = b.dossier_id and m.account_nr = b.account_nr and m.role = 'depreciation'
  where
    m.account_nr is null
    and b.balance < 0
    and {{ tap_octopus.account_digits('b.account_nr', 2) }} between '20' and '27'
)

select
  {{ tap_octopus.finding(
    'a.dossier_id',
    bookyear_id='a.bookyear_id',
    account_nr='a.account_nr',
    subject=tap_octopus.account_text('a.account_nr'),
    detail='a.account_description',
    amount='a.balance'
  ) }}
from accounts as a
where a.choice = 1
