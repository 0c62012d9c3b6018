-- What a bookyear without an opening entry goes on from.
select b.dossier_id, b.bookyear_id, b.account_nr, b.opening as amount
from {marts}.trial_balance as b
join ({window}) as w
  on w.dossier_id = b.dossier_id and b.bookyear_id in (w.bookyear_id, w.bookyear_before)
where b.opening_source = 'carried' and b.opening <> 0
order by b.dossier_id, b.bookyear_id, b.account_nr
