with assets as (
  -- Group 29, receivable after one year, is no fixed asset.
  select
    b.*,
    {{ tap_octopus.account_digits('b.account_nr', 3) }} as asset_group,
    {{ tap_octopus.truth('d.account_nr is not null') }} as is_write_down
  from {{ ref('trial_balance') }} as b
  left join {{ ref('dossier_account_roles') }} as d
    on d.dossier_id = b.dossier_id and d.account_nr = b.account_nr and d.role = 'depreciation'
  where
    b.account_class = 2
    and {{ tap_octopus.account_digits('b.account_nr', 2) }} <> '29'
    and (b.opening <> 0 or b.debit <> 0 or b.credit <> 0)
)

select
  dossier_id,
  bookyear_id,
  account_nr,
  account_description,
  asset_group,
  is_write_down,
  opening,
  case when is_write_down = {{ tap_octopus.yes() }} then 0 else debit end as acquisitions,
  case when is_write_down = {{ tap_octopus.yes() }} then 0 else credit end as disposals,
  case when is_write_down = {{ tap_octopus.yes() }} then credit - debit else 0 end as write_downs,
  balance as book_value,
  is_provisional
from assets
