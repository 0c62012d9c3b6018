-- What was planned for the months of the bookyear so far, for the whole dossier.
select b.dossier_id, b.month, b.line, b.budget as amount
from {marts}.results_against_budget as b
join ({window}) as w on w.dossier_id = b.dossier_id and b.month <= w.month
join {staging}.bookyear_months as m
  on m.dossier_id = w.dossier_id and m.bookyear_id = w.bookyear_id and m.month = b.month
where b.cost_centre_id = -1
order by b.dossier_id, b.line, b.month
