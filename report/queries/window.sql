-- The bookyear that each dossier is in on the day, the month that it has reached, and the bookyear
-- and month of a year before.
select dossier_id, bookyear_id, month, is_provisional, bookyear_before, month_before
from (
  select
    m.*,
    row_number() over (
      partition by m.dossier_id order by m.month desc, m.bookyear_id desc
    ) as place
  from {staging}.bookyear_months as m
  where m.month <= {as_of} and m.dossier_id in ({dossiers})
) as months
where place = 1
