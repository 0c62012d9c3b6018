{%- set document = ['dossier_id', 'bookyear_id', 'journal_key', 'document_sequence_nr'] -%}
with kinds as (
  select
    dossier_id,
    account_nr,
    max(case when role in ('customers', 'suppliers') then role end) as side,
    max(case when role = 'suspense' then 1 else 0 end) as is_suspense,
    max(case when role = 'transfers' then 1 else 0 end) as is_transfer
  from {{ ref('dossier_account_roles') }}
  group by dossier_id, account_nr
),

-- What a line is booked on is the relation, where it is one's control account, else the account:
-- so it is found among the lines of the statement, which have no number.
lines as (
  select
    l.*,
    j.account_nr as cash_account_nr,
    k.side,
    coalesce(k.is_suspense, 0) as is_suspense,
    coalesce(k.is_transfer, 0) as is_transfer,
    case when k.side is not null and l.relation_id is not null then -l.relation_id
      else l.account_nr end as booked_on,
    -coalesce(l.document_amount, l.booking_amount) as stated_amount
  from {{ ref('general_ledger') }} as l
  left join {{ ref('journal_accounts') }} as j
    on j.dossier_id = l.dossier_id
    and j.bookyear_id = l.bookyear_id
    and j.journal_key = l.journal_key
  left join kinds as k on k.dossier_id = l.dossier_id and k.account_nr = l.account_nr
  where l.journal_type = 3 and l.account_nr <> coalesce(j.account_nr, 0)
),

numbered as (
  select
    *,
    {{ tap_octopus.structured_part('reference') }} as part_of_reference,
    {{ tap_octopus.structured_part('comment') }} as part_of_comment,
    row_number() over (
      partition by {{ document | join(', ') }}, booked_on, stated_amount
      order by coalesce(reference, ''), line_sequence_nr
    ) as place
  from lines
),

statements as (
  select
    *,
    {{ tap_octopus.structured_part('reference') }} as part_of_reference,
    row_number() over (
      partition by {{ document | join(', ') }}, booked_on, amount
      order by coalesce(reference, ''), coalesce(coda_text, '')
    ) as place
  from (
    select
      s.*,
      case when coalesce(s.account_nr, 0) <> 0 then s.account_nr else -s.relation_id end
        as booked_on
    from {{ ref('statement_lines') }} as s
    where left(s.journal_key, 1) = 'F'
  ) as stated
),

matched as (
  select side, {{ document | join(', ') }}, line_sequence_nr, sum(amount) as amount
  from {{ ref('open_item_movements') }}
  where kind = 'match' and left(journal_key, 1) = 'F'
  group by side, {{ document | join(', ') }}, line_sequence_nr
),

told as (
  select
    l.*,
    case when l.side is null then 0 else -l.booking_amount - coalesce(m.amount, 0) end
      as open_amount,
    s.reference as stated_reference,
    s.part_of_reference as part_of_statement,
    s.coda_text,
    case
      when l.is_suspense = 1 then 'suspense'
      when l.is_transfer = 1 then 'transfer'
      when l.side is null then 'booked'
      when l.booking_amount + coalesce(m.amount, 0) = 0 then 'matched'
      when coalesce(m.amount, 0) = 0 then 'unmatched'
      else 'partly_matched'
    end as status
  from numbered as l
  left join statements as s
    on s.dossier_id = l.dossier_id
    and s.bookyear_id = l.bookyear_id
    and s.journal_key = l.journal_key
    and s.document_sequence_nr = l.document_sequence_nr
    and s.booked_on = l.booked_on
    and s.amount = l.stated_amount
    and s.place = l.place
  left join matched as m
    on m.side = l.side
    and m.dossier_id = l.dossier_id
    and m.bookyear_id = l.bookyear_id
    and m.journal_key = l.journal_key
    and m.document_sequence_nr = l.document_sequence_nr
    and m.line_sequence_nr = l.line_sequence_nr
)

select
  {{ document | join(', ') }},
  line_sequence_nr,
  document_date,
  month,
  cash_account_nr,
  account_nr,
  relation_id,
  relation_name,
  -booking_amount as amount,
  open_amount,
  nullif(trim(comment), '') as comment,
  coalesce(nullif(trim(reference), ''), nullif(trim(stated_reference), '')) as reference,
  coalesce(
    {{ tap_octopus.structured_reference('part_of_reference') }},
    {{ tap_octopus.structured_reference('part_of_comment') }},
    {{ tap_octopus.structured_reference('part_of_statement') }}
  ) as structured_reference,
  coda_text,
  status
from told
