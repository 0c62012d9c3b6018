with assets as (
  select
    *,
    {{ tap_octopus.account_digits('account_nr', 3) }} as asset_group,
    right({{ tap_octopus.account_digits('account_nr', 4) }}, 1) = '9' as is_write_down
  from {{ ref('trial_balance') }}
  where account_class = 2 and (opening <> 0 or debit <> 0 or credit <> 0)
)

select
  dossier_id,
  bookyear_id,
  account_nr,
  account_description,
  asset_group,
  is_write_down,
  opening,
  case when is_write_down then 0 else debit end as acquisitions,
  case when is_write_down then 0 else credit end as disposals,
  case when is_write_down then credit - debit else 0 end as write_downs,
  balance as book_value
from assets
