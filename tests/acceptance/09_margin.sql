-- 9. Margin: costs and revenue (classes 6 and 7) by cost centre and by relation, those without
-- either included, come to Octopus' own totals.
-- A row is a bookyear and class that does not, with the three totals.
-- Where to look: lines without a cost centre, and cost centres or relations that a report joins
-- to but that are not in their table. As in test 3, a balance is the movement of its period.
with documents as (
  -- Only the control line of a purchase or sale names its relation.
  select dossier_id, bookyear_id, journal_key, document_sequence_nr, max(relation_id) as relation_id
  from live.bookings
  where journal_type in (1, 2)
  group by dossier_id, bookyear_id, journal_key, document_sequence_nr
),
lines as (
  select b.dossier_id, b.bookyear_id, b.cost_centre_id, d.relation_id, b.booking_amount as amount,
    case when b.account_nr < 700000 then 6 else 7 end as class
  from live.bookings as b
  left join documents as d
    on d.dossier_id = b.dossier_id
    and d.bookyear_id = b.bookyear_id
    and d.journal_key = b.journal_key
    and d.document_sequence_nr = b.document_sequence_nr
  where b.account_nr between 600000 and 799999
),
by_cost_centre as (
  select l.dossier_id, l.bookyear_id, l.class, sum(l.amount) as amount
  from lines as l
  left join live.costcentres as c
    on c.dossier_id = l.dossier_id and c.cost_centre_id = l.cost_centre_id
  where l.cost_centre_id is null or c.cost_centre_id is not null
  group by l.dossier_id, l.bookyear_id, l.class
),
by_relation as (
  select l.dossier_id, l.bookyear_id, l.class, sum(l.amount) as amount
  from lines as l
  left join live.relations as r on r.dossier_id = l.dossier_id and r.relation_id = l.relation_id
  where l.relation_id is null or r.relation_id is not null
  group by l.dossier_id, l.bookyear_id, l.class
),
octopus as (
  select dossier_id, bookyear_id, case when account_nr < 700000 then 6 else 7 end as class,
    sum(balance) as amount
  from live.account_amounts
  where account_nr between 600000 and 799999
  group by dossier_id, bookyear_id, case when account_nr < 700000 then 6 else 7 end
),
places as (
  select dossier_id, bookyear_id, class from by_cost_centre
  union
  select dossier_id, bookyear_id, class from by_relation
  union
  select dossier_id, bookyear_id, class from octopus
)
select p.dossier_id, p.bookyear_id, p.class, c.amount as by_cost_centre,
  r.amount as by_relation, o.amount as octopus
from places as p
left join by_cost_centre as c
  on c.dossier_id = p.dossier_id and c.bookyear_id = p.bookyear_id and c.class = p.class
left join by_relation as r
  on r.dossier_id = p.dossier_id and r.bookyear_id = p.bookyear_id and r.class = p.class
left join octopus as o
  on o.dossier_id = p.dossier_id and o.bookyear_id = p.bookyear_id and o.class = p.class
where coalesce(c.amount, 0) <> coalesce(o.amount, 0)
  or coalesce(r.amount, 0) <> coalesce(o.amount, 0)
