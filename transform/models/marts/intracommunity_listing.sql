{%- set document = ['dossier_id', 'bookyear_id', 'journal_key', 'document_sequence_nr'] -%}
with sales as (
  select
    {{ tap_octopus.joined(document, 'l') }} as document_key,
    m.return_start,
    m.return_end,
    l.dossier_id,
    l.relation_id,
    l.vat_code,
    case l.operation
      when 'sale_eu_goods' then 'L'
      when 'sale_triangular' then 'T'
      else 'S'
    end as code,
    l.is_credit,
    l.base_amount
  from {{ ref('trade_lines') }} as l
  join {{ ref('vat_months') }} as m
    on m.dossier_id = l.dossier_id
    and m.month = {{ tap_octopus.first_of_month('l.booking_date') }}
  where l.operation in ('sale_eu_goods', 'sale_triangular', 'sale_eu_services')
),

-- Sales documents that are matched with one another, below the invoices that they may be. Seen
-- through a window: databases guess badly how many there are.
invoices_and_matches as (
  select distinct
    document_key as invoice_key,
    cast(null as {{ dbt.type_string() }}) as credit_note_key,
    return_start
  from sales
  where is_credit = {{ tap_octopus.no() }}
  union all
  select
    {{ tap_octopus.joined(
      ['dossier_id', 'debet_bookyear_id', 'debet_journal_key', 'debet_document_sequence_nr']
    ) }},
    {{ tap_octopus.joined(
      ['dossier_id', 'credit_bookyear_id', 'credit_journal_key', 'credit_document_sequence_nr']
    ) }},
    null
  from {{ ref('live_balancings') }}
  where left(credit_journal_key, 1) = 'V' and left(debet_journal_key, 1) = 'V'
),

matches as (
  select
    i.credit_note_key,
    max(i.return_start) over (partition by i.invoice_key) as return_start
  from invoices_and_matches as i
),

-- A credit note that is matched with an invoice of an earlier return corrects that one, the earliest
-- of several.
corrections as (
  select credit_note_key, min(return_start) as corrected
  from matches
  where credit_note_key is not null
  group by credit_note_key
),

-- A credit note may not tell by itself what it is of, as its grid is 48: its VAT code does.
coded as (
  select
    s.*,
    min(case when s.is_credit = {{ tap_octopus.no() }} then s.code end) over (
      partition by s.dossier_id, s.vat_code
    ) as first_code,
    max(case when s.is_credit = {{ tap_octopus.no() }} then s.code end) over (
      partition by s.dossier_id, s.vat_code
    ) as last_code
  from sales as s
),

lines as (
  select
    s.dossier_id,
    s.return_start,
    s.return_end,
    coalesce(n.vat_identity, n.written, '') as vat_nr,
    case when s.first_code = s.last_code then s.first_code else s.code end as code,
    case when s.is_credit = {{ tap_octopus.yes() }} and c.corrected < s.return_start then c.corrected end as correcting_start,
    n.name,
    s.relation_id,
    s.base_amount
  from coded as s
  left join {{ ref('relation_numbers') }} as n
    on n.dossier_id = s.dossier_id and n.relation_id = s.relation_id
  left join corrections as c on c.credit_note_key = s.document_key
)

select
  dossier_id,
  return_start,
  return_end,
  vat_nr,
  code,
  correcting_start,
  min(name) as name,
  count(distinct relation_id) as relations,
  sum(base_amount) as amount
from lines
group by dossier_id, return_start, return_end, vat_nr, code, correcting_start
