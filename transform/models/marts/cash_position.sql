with years as (
  select * from {{ ref('live_bookyears') }}
),

journals as (
  -- The newest bookyear says on which account of the ledger a journal stands.
  select dossier_id, journal_key, account_nr, iban, journal_name
  from (
    select
      f.dossier_id,
      f.journal_key,
      f.account_nr,
      f.bank_account_iban as iban,
      j.name as journal_name,
      row_number() over (
        partition by f.dossier_id, f.journal_key order by y.start_date desc, f.bookyear_id desc
      ) as place
    from {{ ref('live_financial_journals') }} as f
    left join years as y on y.dossier_id = f.dossier_id and y.bookyear_id = f.bookyear_id
    left join {{ ref('live_journals') }} as j
      on j.dossier_id = f.dossier_id
      and j.bookyear_id = f.bookyear_id
      and j.journal_key = f.journal_key
  ) as f
  where place = 1
),

months as (
  select
    j.dossier_id,
    j.journal_key,
    l.month,
    min(j.journal_name) as journal_name,
    min(j.account_nr) as account_nr,
    min(j.iban) as iban,
    sum(l.debit) as money_in,
    sum(l.credit) as money_out,
    sum(l.booking_amount) as movement
  from journals as j
  join {{ ref('general_ledger') }} as l
    on l.dossier_id = j.dossier_id and l.account_nr = j.account_nr
  where not l.is_repeated_opening
  group by j.dossier_id, j.journal_key, l.month
)

select
  dossier_id,
  journal_key,
  month,
  journal_name,
  account_nr,
  iban,
  money_in,
  money_out,
  movement,
  {{ tap_octopus.running('movement', ['dossier_id', 'journal_key'], 'month') }} as balance
from months
where money_in <> 0 or money_out <> 0
