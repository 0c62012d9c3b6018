-- On accounts of money, suspense and transfers: what other bookyears than these two hold.
select l.dossier_id, l.account_nr, l.month, sum(l.booking_amount) as amount
from {marts}.general_ledger as l
join ({window}) as w on w.dossier_id = l.dossier_id
join (
  select dossier_id, account_nr from {marts}.cash_position
  union
  select dossier_id, account_nr
  from {staging}.dossier_account_roles
  where role in ('suspense', 'transfers')
) as a on a.dossier_id = l.dossier_id and a.account_nr = l.account_nr
where
  not l.is_repeated_opening
  and l.month <= {as_of}
  and l.bookyear_id <> w.bookyear_id
  and (w.bookyear_before is null or l.bookyear_id <> w.bookyear_before)
group by l.dossier_id, l.account_nr, l.month
having sum(l.booking_amount) <> 0
order by l.dossier_id, l.account_nr, l.month
