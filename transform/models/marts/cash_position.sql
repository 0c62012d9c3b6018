with journals as (
  select distinct dossier_id, account_nr, journal_key, journal_name, iban
  from {{ ref('journal_accounts') }}
),

accounts as (
  select
    dossier_id,
    account_nr,
    {{ tap_octopus.text_list('journal_key', "', '", 'journal_key') }} as journal_keys,
    min(journal_name) as journal_name,
    min(iban) as iban
  from journals
  group by dossier_id, account_nr
  union all
  -- Accounts of money that no journal stands on; transfers are under way, and shown beside it.
  select distinct c.dossier_id, c.account_nr
    {%- for column in ['journal_keys', 'journal_name', 'iban'] %}
    , cast(null as {{ dbt.type_string() }}) as {{ column }}
    {%- endfor %}
  from {{ ref('dossier_account_roles') }} as c
  left join {{ ref('dossier_account_roles') }} as t
    on t.dossier_id = c.dossier_id and t.account_nr = c.account_nr and t.role = 'transfers'
  left join journals as j on j.dossier_id = c.dossier_id and j.account_nr = c.account_nr
  where c.role = 'cash' and t.account_nr is null and j.account_nr is null
),

years as (
  select distinct dossier_id, bookyear_id, is_provisional from {{ ref('bookyear_months') }}
),

months as (
  select
    l.dossier_id,
    l.account_nr,
    l.month,
    sum(case when l.is_opening = {{ tap_octopus.yes() }} then l.amount else 0 end) as opening,
    sum(case when l.is_opening = {{ tap_octopus.yes() }} then 0 else l.debit end) as money_in,
    sum(case when l.is_opening = {{ tap_octopus.yes() }} then 0 else l.credit end) as money_out,
    max(case when y.is_provisional = {{ tap_octopus.yes() }} then 1 else 0 end) as is_provisional
  from {{ ref('ledger_months') }} as l
  join accounts as a on a.dossier_id = l.dossier_id and a.account_nr = l.account_nr
  left join years as y on y.dossier_id = l.dossier_id and y.bookyear_id = l.bookyear_id
  where l.is_repeated_opening = {{ tap_octopus.no() }}
  group by l.dossier_id, l.account_nr, l.month
),

-- What was there when the history begins counts before all that moved, whatever its date.
opened as (
  select
    m.*,
    case when row_number() over (partition by m.dossier_id, m.account_nr order by m.month) = 1
      then sum(m.opening) over (partition by m.dossier_id, m.account_nr) else 0 end
      as opening_before
  from months as m
),

beside as (
  select
    dossier_id,
    cash_account_nr as account_nr,
    month,
    sum(open_amount) as unmatched_amount,
    sum(case when status = 'suspense' then amount else 0 end) as suspense_amount,
    sum(case when status = 'transfer' then amount else 0 end) as transfer_amount
  from {{ ref('bank_lines') }}
  group by dossier_id, cash_account_nr, month
),

balances as (
  select
    o.*,
    {{ tap_octopus.running(
      'o.opening_before + o.money_in - o.money_out', ['o.dossier_id', 'o.account_nr'], 'o.month'
    ) }} as balance
  from opened as o
)

select
  b.dossier_id,
  b.account_nr,
  b.month,
  a.journal_keys,
  a.journal_name,
  a.iban,
  b.opening_before as opening,
  b.money_in,
  b.money_out,
  b.money_in - b.money_out as movement,
  b.balance,
  coalesce(s.unmatched_amount, 0) as unmatched_amount,
  coalesce(s.suspense_amount, 0) as suspense_amount,
  coalesce(s.transfer_amount, 0) as transfer_amount,
  {{ tap_octopus.truth('b.is_provisional = 1') }} as is_provisional
from balances as b
join accounts as a on a.dossier_id = b.dossier_id and a.account_nr = b.account_nr
left join beside as s
  on s.dossier_id = b.dossier_id and s.account_nr = b.account_nr and s.month = b.month
where b.opening_before <> 0 or b.money_in <> 0 or b.money_out <> 0
