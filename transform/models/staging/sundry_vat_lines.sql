{%- set document = ['document_sequence_nr', 'dossier_id', 'bookyear_id', 'journal_key'] -%}
-- A document settles returns when it moves an account that they are settled on, or nothing but VAT. A
-- bank statement does not: each of its lines is a payment by itself.
with roles as (
  select
    dossier_id,
    account_nr,
    max(case when role = 'vat_current_account' then 1 else 0 end) as is_settled_on,
    max(case when role = 'vat_deductible' then 1 else 0 end) as is_deductible
  from {{ ref('dossier_account_roles') }}
  where role in ('vat_due', 'vat_deductible', 'vat_current_account')
  group by dossier_id, account_nr
),

lines as (
  select
    l.dossier_id,
    l.bookyear_id,
    l.bookyear_period_nr,
    l.journal_key,
    l.document_sequence_nr,
    l.line_sequence_nr,
    l.document_date,
    l.booking_date,
    l.relation_id,
    l.account_nr,
    l.booking_amount,
    r.is_settled_on,
    r.is_deductible,
    s.grid as section,
    a.grid as account_grid
  from {{ ref('general_ledger') }} as l
  left join roles as r on r.dossier_id = l.dossier_id and r.account_nr = l.account_nr
  left join {{ ref('dossier_vat_accounts') }} as a
    on a.dossier_id = r.dossier_id and a.account_nr = r.account_nr
  left join {{ ref('vat_section_dossiers') }} as t on t.dossier_id = l.dossier_id
  left join {{ ref('vat_grid_rules') }} as s
    on s.grid = {{ tap_octopus.section_grid('l') }} and t.dossier_id is not null
  where l.is_opening = {{ tap_octopus.no() }} and coalesce(l.journal_type, 0) not in (1, 2)
),

of_documents as (
  select
    l.*,
    {{ tap_octopus.truth("left(l.journal_key, 1) <> 'F' and (
      max(l.is_settled_on) over (" ~ tap_octopus.per(document) ~ ") = 1
      or min(case when l.is_settled_on is null then 0 else 1 end) over (
        " ~ tap_octopus.per(document) ~ "
      ) = 1
    )") }} as is_settlement
  from lines as l
)

select
  d.dossier_id,
  d.bookyear_id,
  d.bookyear_period_nr,
  d.journal_key,
  d.document_sequence_nr,
  d.line_sequence_nr,
  d.document_date,
  d.booking_date,
  d.relation_id,
  d.account_nr,
  d.booking_amount,
  {{ tap_octopus.truth('d.is_settled_on is not null and d.is_settled_on = 0') }} as is_vat,
  {{ tap_octopus.truth('d.is_deductible = 1') }} as is_deductible,
  coalesce(d.is_settlement, {{ tap_octopus.no() }}) as is_settlement,
  coalesce(d.section, d.account_grid) as grid,
  case
    when d.section is not null then 'ledger'
    when d.account_grid is not null then 'account'
    else 'unknown'
  end as grid_source
from of_documents as d
where d.section is not null or d.is_settled_on = 0
