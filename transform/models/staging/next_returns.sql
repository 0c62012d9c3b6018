-- The VAT return that is to be filed next: the oldest that is not due yet, else the newest.
select
  dossier_id,
  return_start,
  return_end,
  declarant_type,
  due_date_tolerated,
  grid_71 - grid_72 as vat_amount,
  is_protected
from (
  select
    r.*,
    row_number() over (
      partition by r.dossier_id
      order by
        case when r.due_date_tolerated >= {{ tap_octopus.as_of() }} then 0 else 1 end,
        case when r.due_date_tolerated >= {{ tap_octopus.as_of() }} then r.return_start end,
        r.return_start desc
    ) as place
  from {{ ref('vat_returns') }} as r
) as placed
where place = 1
