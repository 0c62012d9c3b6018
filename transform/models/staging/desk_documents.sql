{%- set last_year = "l.month >= " ~ tap_octopus.month_away(-12)
  ~ " and l.month < " ~ tap_octopus.month_away(0) -%}
-- What the documents of a dossier tell up to the day of the answers: how recent they are, how many
-- there were in the twelve full months before, and which sales are written but not booked.
with booked as (
  select
    l.dossier_id,
    {%- for name, journal_type in {'purchase': 1, 'sale': 2, 'statement': 3}.items() %}
    max(case
      when l.journal_type = {{ journal_type }} and l.document_date <= {{ tap_octopus.as_of() }}
        then l.document_date
    end) as last_{{ name }}_date,
    {%- endfor %}
    sum(case when {{ last_year }} and l.is_first_line = {{ tap_octopus.yes() }} then 1 else 0 end) as documents,
    sum(case when {{ last_year }} then 1 else 0 end) as lines
  from {{ ref('general_ledger') }} as l
  where l.is_opening = {{ tap_octopus.no() }}
  group by l.dossier_id
),

written as (
  select distinct dossier_id, bookyear_id, journal_key, document_sequence_nr
  from {{ ref('live_invoices') }}
),

not_booked as (
  select w.dossier_id, count(*) as documents
  from written as w
  left join {{ ref('booked_sales') }} as l
    on l.dossier_id = w.dossier_id
    and l.bookyear_id = w.bookyear_id
    and l.journal_key = w.journal_key
    and l.document_sequence_nr = w.document_sequence_nr
  where l.dossier_id is null
  group by w.dossier_id
)

select
  i.dossier_id,
  b.last_purchase_date,
  b.last_sale_date,
  b.last_statement_date,
  coalesce(n.documents, 0) as documents_not_booked,
  coalesce(b.documents, 0) as documents,
  coalesce(b.lines, 0) as lines
from {{ ref('dossier_ids') }} as i
left join booked as b on b.dossier_id = i.dossier_id
left join not_booked as n on n.dossier_id = i.dossier_id
