{%- set keys = {
  'bookings': ['bookyear_id', 'journal_key', 'document_sequence_nr', 'line_sequence_nr'],
  'buysell_bookings': ['bookyear_id', 'journal_key', 'document_sequence_nr'],
  'financialdivers_bookings': ['bookyear_id', 'journal_key', 'document_sequence_nr'],
  'balancings': [
    'debet_bookyear_id', 'debet_journal_key',
    'debet_document_sequence_nr', 'debet_line_sequence_nr',
    'credit_bookyear_id', 'credit_journal_key',
    'credit_document_sequence_nr', 'credit_line_sequence_nr',
  ],
  'account_amounts': ['bookyear_id', 'bookyear_period_nr', 'account_nr'],
  'report_open_clients': ['bookyear_id', 'journal_key', 'document_sequence_nr', 'line_sequence_nr'],
  'report_open_suppliers': ['bookyear_id', 'journal_key', 'document_sequence_nr', 'line_sequence_nr'],
  'accounts': ['bookyear_id', 'account_nr'],
  'journals': ['bookyear_id', 'journal_key'],
  'financial_journals': ['bookyear_id', 'journal_key'],
  'vat_codes': ['code', 'type'],
  'relations': ['relation_id'],
  'costcentres': ['cost_centre_id'],
  'bookyears': ['bookyear_id'],
  'dossiers': [],
} -%}
-- A key that comes more than once: the loader added rows instead of replacing them. Of the ledger the
-- mart is asked, which has the same lines as the live view and is a table.
with doubled as (
  {%- for table, key in keys.items() %}
  select
    '{{ table }}' as table_name,
    dossier_id,
    {{ 'bookyear_id' if 'bookyear_id' in key else 'cast(null as ' ~ dbt.type_bigint() ~ ')' }}
      as bookyear_id,
    {{ tap_octopus.joined(key) if key else "''" }} as its_key,
    count(*) as times
  from {{ ref('general_ledger' if table == 'bookings' else 'live_' ~ table) }}
  group by {{ (['dossier_id'] + key) | join(', ') }}
  having count(*) > 1
  {{ 'union all' if not loop.last }}
  {%- endfor %}
)

select
  {{ tap_octopus.finding(
    'k.dossier_id',
    bookyear_id='k.bookyear_id',
    subject='k.table_name',
    detail='k.its_key',
    amount='k.times',
    expected='1'
  ) }}
from doubled as k
