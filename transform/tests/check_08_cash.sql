-- 8. Cash: the bank account of every financial journal stands where Octopus says, and where its
-- statements and opening balance bring it; internal transfers (580) cancel out.
-- A row is a journal and bookyear whose three balances differ, or a bookyear in which as many
-- transfers went out as came in, yet not for the same amount.
-- Bookyears that are closed are not read in detail; the opening of the next (test 5) vouches for
-- them. With one leg more than the other a transfer is under way.
with ledger as (
  select
    j.dossier_id,
    j.bookyear_id,
    j.journal_key,
    sum(l.booking_amount) as amount,
    sum(case when l.is_opening then l.booking_amount else 0 end) as opening
  from {{ ref('live_financial_journals') }} as j
  join {{ ref('general_ledger') }} as l
    on l.dossier_id = j.dossier_id
    and l.bookyear_id = j.bookyear_id
    and l.account_nr = j.account_nr
  where l.is_opening or l.journal_key = j.journal_key
  group by j.dossier_id, j.bookyear_id, j.journal_key
),

statements as (
  select dossier_id, bookyear_id, journal_key, sum(amount) as amount
  from {{ ref('statement_lines') }}
  group by dossier_id, bookyear_id, journal_key
),

balances as (
  select
    j.dossier_id,
    j.bookyear_id,
    j.journal_key,
    j.account_nr,
    coalesce(l.amount, 0) as ledger,
    case when f.dossier_id is not null then coalesce(l.opening, 0) + coalesce(s.amount, 0) end
      as statements,
    case when a.dossier_id is not null then coalesce(b.octopus_balance, 0) end as octopus
  from {{ ref('live_financial_journals') }} as j
  left join ledger as l
    on l.dossier_id = j.dossier_id
    and l.bookyear_id = j.bookyear_id
    and l.journal_key = j.journal_key
  left join statements as s
    on s.dossier_id = j.dossier_id
    and s.bookyear_id = j.bookyear_id
    and s.journal_key = j.journal_key
  left join {{ ref('trial_balance') }} as b
    on b.dossier_id = j.dossier_id
    and b.bookyear_id = j.bookyear_id
    and b.account_nr = j.account_nr
  left join {{ tap_octopus.dossiers_with('financialdivers_bookings') }} as f
    on f.dossier_id = j.dossier_id
  left join {{ tap_octopus.dossiers_with('account_amounts') }} as a
    on a.dossier_id = j.dossier_id
),

transfers as (
  select
    dossier_id,
    bookyear_id,
    sum(booking_amount) as amount,
    sum(case when booking_amount > 0 then 1 else -1 end) as legs_more
  from {{ ref('general_ledger') }}
  where account_nr between 580000 and 580999 and not is_opening
  group by dossier_id, bookyear_id
)

select
  b.dossier_id,
  b.bookyear_id,
  b.journal_key,
  {{ tap_octopus.say(
    "'Journal '", 'b.journal_key', "' in bookyear '", 'b.bookyear_id', "' of dossier '",
    'b.dossier_id', "' stands at '", 'b.ledger', "' in the ledger, at '", 'b.statements',
    "' by its statements, and account '", 'b.account_nr', "' at '", 'b.octopus',
    "' by Octopus. Look at its last statement, and at bookings on its account elsewhere.'"
  ) }} as message
from balances as b
where b.ledger <> b.octopus or b.ledger <> b.statements
union all
select
  t.dossier_id,
  t.bookyear_id,
  null,
  {{ tap_octopus.say(
    "'Transfers (580) in bookyear '", 't.bookyear_id', "' of dossier '", 't.dossier_id',
    "' leave '", 't.amount', "', though as many went out as came in. Look at that account.'"
  ) }}
from transfers as t
where t.amount <> 0 and t.legs_more = 0
