-- 8. Cash: the bank account of every financial journal stands where Octopus says, and where its
-- statements and opening balance bring it; internal transfers (580) cancel out.
-- A row is a journal and bookyear whose three balances differ, or a bookyear in which as many
-- transfers went out as came in, yet not for the same amount.
-- Where to look: the last statement of that journal; a booking on its account elsewhere; 580.
-- The balance of a journal is no table: account_amounts of its account stands in for it, taken as
-- the movement of each period (for balances up to a period's end, take the last period's).
-- Bookyears that are closed are not read in detail; the opening of the next (test 5) vouches for
-- them. With one leg more than the other a transfer is under way.
with journals as (
  select dossier_id, bookyear_id, journal_key, account_nr
  from live.financial_journals
),
booked as (
  select b.dossier_id, b.bookyear_id, b.journal_key, b.account_nr, b.booking_amount as amount,
    o.journal_key is not null as is_opening
  from live.bookings as b
  left join seeds.opening_journals as o on o.journal_key = b.journal_key
),
ledger as (
  select j.dossier_id, j.bookyear_id, j.journal_key, sum(b.amount) as amount,
    sum(case when b.is_opening then b.amount else 0 end) as opening
  from journals as j
  join booked as b
    on b.dossier_id = j.dossier_id
    and b.bookyear_id = j.bookyear_id
    and b.account_nr = j.account_nr
    and (b.is_opening or b.journal_key = j.journal_key)
  group by j.dossier_id, j.bookyear_id, j.journal_key
),
statements as (
  select d.dossier_id, d.bookyear_id, d.journal_key,
    sum(cast(line ->> 'amount' as numeric)) as amount
  from live.financialdivers_bookings as d
  cross join unnest(d.booking_lines) as line
  where left(d.journal_key, 1) = 'F'
  group by d.dossier_id, d.bookyear_id, d.journal_key
),
octopus as (
  select dossier_id, bookyear_id, account_nr, sum(balance) as amount
  from live.account_amounts
  group by dossier_id, bookyear_id, account_nr
),
balances as (
  select j.dossier_id, j.bookyear_id, j.journal_key, j.account_nr,
    coalesce(l.amount, 0) as ledger,
    coalesce(l.opening, 0) + coalesce(s.amount, 0) as statements,
    coalesce(o.amount, 0) as octopus
  from journals as j
  left join ledger as l
    on l.dossier_id = j.dossier_id
    and l.bookyear_id = j.bookyear_id
    and l.journal_key = j.journal_key
  left join statements as s
    on s.dossier_id = j.dossier_id
    and s.bookyear_id = j.bookyear_id
    and s.journal_key = j.journal_key
  left join octopus as o
    on o.dossier_id = j.dossier_id
    and o.bookyear_id = j.bookyear_id
    and o.account_nr = j.account_nr
),
transfers as (
  select dossier_id, bookyear_id, sum(amount) as amount,
    sum(case when amount > 0 then 1 else -1 end) as legs_more
  from booked
  where account_nr between 580000 and 580999 and not is_opening
  group by dossier_id, bookyear_id
)
select dossier_id, bookyear_id, journal_key, account_nr, ledger, statements, octopus
from balances
where ledger <> octopus or ledger <> statements
union all
select dossier_id, bookyear_id, null, 580000, amount, null, null
from transfers
where amount <> 0 and legs_more = 0
