with known as (
  select
    f.dossier_id,
    f.bookyear_id,
    f.journal_key,
    f.account_nr,
    nullif(trim(f.bank_account_iban), '') as iban,
    j.name as journal_name,
    row_number() over (
      partition by f.dossier_id, f.journal_key order by y.start_date desc, f.bookyear_id desc
    ) as place
  from {{ ref('live_financial_journals') }} as f
  left join {{ ref('live_bookyears') }} as y
    on y.dossier_id = f.dossier_id and y.bookyear_id = f.bookyear_id
  left join {{ ref('live_journals') }} as j
    on j.dossier_id = f.dossier_id
    and j.bookyear_id = f.bookyear_id
    and j.journal_key = f.journal_key
  where f.account_nr <> 0
),

booked as (
  select dossier_id, bookyear_id, journal_key, account_nr, sum(line_count) as lines
  from {{ ref('ledger_months') }}
  where journal_type = 3
  group by dossier_id, bookyear_id, journal_key, account_nr
),

years as (
  select distinct dossier_id, bookyear_id, journal_key
  from (
    select dossier_id, bookyear_id, journal_key from known
    union all
    select dossier_id, bookyear_id, journal_key from booked
  ) as every_year
),

-- What the bookyear itself says, else the newest one that says something, else the account of money
-- that the journal books on most.
candidates as (
  select dossier_id, bookyear_id, journal_key, account_nr, 1 as choice, 0 as lines
  from known
  union all
  select y.dossier_id, y.bookyear_id, y.journal_key, k.account_nr, 2, 0
  from years as y
  join known as k
    on k.dossier_id = y.dossier_id and k.journal_key = y.journal_key and k.place = 1
  union all
  select b.dossier_id, b.bookyear_id, b.journal_key, b.account_nr, 3, b.lines
  from booked as b
  join {{ ref('dossier_account_roles') }} as c
    on c.dossier_id = b.dossier_id and c.account_nr = b.account_nr and c.role = 'cash'
  left join {{ ref('dossier_account_roles') }} as t
    on t.dossier_id = b.dossier_id and t.account_nr = b.account_nr and t.role = 'transfers'
  where t.account_nr is null
),

chosen as (
  select
    *,
    row_number() over (
      partition by dossier_id, bookyear_id, journal_key order by choice, lines desc, account_nr
    ) as place
  from candidates
)

select
  c.dossier_id,
  c.bookyear_id,
  c.journal_key,
  c.account_nr,
  k.iban,
  k.journal_name
from chosen as c
left join known as k
  on k.dossier_id = c.dossier_id and k.journal_key = c.journal_key and k.place = 1
where c.place = 1
