{#- The checks of models/checks, in the order of the seed checks. -#}
{% macro check_names() -%}
  {{ return([
    'document_not_balanced',
    'document_missing',
    'account_total_differs',
    'ledger_empty',
    'open_customer_item_differs',
    'open_supplier_item_differs',
    'open_customers_differ',
    'open_suppliers_differ',
    'opening_differs',
    'opening_doubtful',
    'row_twice',
    'journal_missing',
    'account_missing',
    'relation_missing',
    'cost_centre_missing',
    'bookyear_missing',
    'dossier_missing',
    'date_missing',
    'account_in_no_line',
    'balance_sheet_differs',
    'results_differ',
    'carried_result_differs',
    'cash_ledger_differs',
    'cash_statements_differ',
    'transfers_do_not_cancel',
    'depreciation_unmarked',
    'vat_code_unknown',
    'vat_code_inferred',
    'vat_without_grid',
    'vat_ledger_differs',
    'sales_ledger_differ',
    'purchases_ledger_differ',
    'listing_ledger_differs',
    'vat_number_not_understood',
    'vat_number_invalid',
    'vat_rule_o',
    'vat_rule_p',
    'vat_rule_q',
    'vat_rule_s',
    'vat_rule_t',
    'vat_rule_u',
  ]) }}
{%- endmacro %}

{#- The columns of a check: who and what it is about. What is not given is null. -#}
{% macro finding(dossier_id) -%}
  {%- set kinds = {
    'bookyear_id': dbt.type_bigint(),
    'journal_key': dbt.type_string(),
    'document_sequence_nr': dbt.type_bigint(),
    'account_nr': dbt.type_bigint(),
    'relation_id': dbt.type_bigint(),
    'subject': dbt.type_string(),
    'detail': dbt.type_string(),
    'amount': tap_octopus.type_amount(),
    'expected': tap_octopus.type_amount(),
  } -%}
  cast({{ dossier_id }} as {{ dbt.type_bigint() }}) as dossier_id,
  {%- for name, kind in kinds.items() %}
  cast({{ kwargs.get(name, 'null') }} as {{ kind }}) as {{ name }}{{ ',' if not loop.last }}
  {%- endfor %}
{%- endmacro %}

{#- The dossiers of which a check can be made: all that it compares was read at one time. -#}
{% macro dossiers_to_check(check_name) -%}
  (
    select dossier_id
    from {{ ref('tap_octopus', 'check_dossiers') }}
    where check_name = '{{ check_name }}' and is_made = {{ tap_octopus.yes() }}
  )
{%- endmacro %}

{#- A sentence of the seed checks with what a finding says in its places. -#}
{% macro sentence(language) -%}
  {%- set places = {
    'subject': "f.subject",
    'detail': "f.detail",
    'bookyear': "coalesce(nullif(trim(y.bookyear_description), ''), cast(f.bookyear_id as "
      ~ dbt.type_string() ~ "))",
    'amount': tap_octopus.amount_text('f.amount', language),
    'expected': tap_octopus.amount_text('f.expected', language),
  } -%}
  {{ tap_octopus.filled('c.sentence_' ~ language, places) }}
{%- endmacro %}

{#- An amount as a text, with a comma where the language has one. -#}
{% macro amount_text(amount, language) -%}
  {%- set text = "cast(" ~ amount ~ " as " ~ dbt.type_string() ~ ")" -%}
  {{ return(text if language == 'en' else "replace(" ~ text ~ ", '.', ',')") }}
{%- endmacro %}

{#- At the end of a command that made them: how many findings there are of each check. -#}
{% macro tell_findings() -%}
  {%- set name = 'model.tap_octopus.findings' -%}
  {%- set made = results | selectattr('node.unique_id', 'equalto', name)
    | selectattr('status', 'equalto', 'success') | list if execute else [] -%}
  {%- if made -%}
    {%- set node = made[0].node -%}
    {%- set findings = api.Relation.create(node.database, node.schema, node.alias) -%}
    {%- set counted = run_query(
      'select severity, check_name, count(*) as findings, count(distinct dossier_id) as dossiers'
      ~ ' from ' ~ findings ~ ' group by severity, check_name order by severity, check_name'
    ).rows -%}
    {{ log(
      (counted | map(attribute=2) | map('int') | sum or 'No')
      ~ ' findings about the books, each a sentence in ' ~ findings, info=True
    ) }}
    {%- for row in counted -%}
      {{ log('  ' ~ row[0] ~ ' ' ~ row[1] ~ ': ' ~ row[2] ~ ', in dossiers: ' ~ row[3], info=True) }}
    {%- endfor -%}
  {%- endif -%}
{%- endmacro %}

{#- Before models are made: stop where the tap has loaded nothing, or into another schema. -#}
{% macro check_source() -%}
  {%- if execute and flags.WHICH in ('build', 'run', 'test') and flags.INTROSPECT -%}
    {%- set database = var('octopus_database') or target.database -%}
    {%- set found = adapter.get_relation(database, var('octopus_schema'), 'sync_status') -%}
    {%- set empty = found is not none
      and run_query('select max(dossier_id) from ' ~ found).rows[0][0] is none -%}
    {%- if found is none or empty -%}
      {{ exceptions.raise_compiler_error(
        'The table sync_status ' ~ ('is empty' if empty else 'is missing') ~ ' in schema "'
        ~ var('octopus_schema') ~ '" of database "' ~ database
        ~ '". Either the tap has loaded nothing there yet, or the variables octopus_schema and'
        ~ ' octopus_database name another place than the loader: nothing was built.'
      ) }}
    {%- endif -%}
  {%- endif -%}
{%- endmacro %}
