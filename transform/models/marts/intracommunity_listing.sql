-- A credit note that is matched with an invoice of an earlier return corrects that one.
with months as (
  select dossier_id, month, return_start, return_end from {{ ref('vat_months') }}
),

sales as (
  select
    l.dossier_id,
    l.bookyear_id,
    l.journal_key,
    l.document_sequence_nr,
    m.return_start,
    m.return_end,
    l.relation_id,
    case l.operation
      when 'sale_eu_goods' then 'L'
      when 'sale_triangular' then 'T'
      else 'S'
    end as code,
    l.is_credit,
    l.base_amount
  from {{ ref('trade_lines') }} as l
  join months as m
    on m.dossier_id = l.dossier_id
    and m.month = {{ tap_octopus.first_of_month('l.booking_date') }}
  where l.operation in ('sale_eu_goods', 'sale_triangular', 'sale_eu_services')
),

documents as (
  select distinct
    dossier_id,
    bookyear_id,
    journal_key,
    document_sequence_nr,
    return_start,
    is_credit
  from sales
),

-- Of several invoices the newest counts; one of the same return makes it no correction.
corrections as (
  select
    c.dossier_id,
    c.bookyear_id,
    c.journal_key,
    c.document_sequence_nr,
    c.return_start,
    max(i.return_start) as corrected
  from documents as c
  join {{ ref('live_balancings') }} as b
    on b.dossier_id = c.dossier_id
    and b.credit_bookyear_id = c.bookyear_id
    and b.credit_journal_key = c.journal_key
    and b.credit_document_sequence_nr = c.document_sequence_nr
  join documents as i
    on i.dossier_id = b.dossier_id
    and i.bookyear_id = b.debet_bookyear_id
    and i.journal_key = b.debet_journal_key
    and i.document_sequence_nr = b.debet_document_sequence_nr
    and not i.is_credit
  where c.is_credit
  group by c.dossier_id, c.bookyear_id, c.journal_key, c.document_sequence_nr, c.return_start
),

lines as (
  select
    s.dossier_id,
    s.return_start,
    s.return_end,
    coalesce(n.vat_identity, n.written, '') as vat_nr,
    s.code,
    case when s.is_credit and c.corrected < s.return_start then c.corrected end as correcting_start,
    n.name,
    s.relation_id,
    s.base_amount
  from sales as s
  left join {{ ref('relation_numbers') }} as n
    on n.dossier_id = s.dossier_id and n.relation_id = s.relation_id
  left join corrections as c
    on c.dossier_id = s.dossier_id
    and c.bookyear_id = s.bookyear_id
    and c.journal_key = s.journal_key
    and c.document_sequence_nr = s.document_sequence_nr
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
