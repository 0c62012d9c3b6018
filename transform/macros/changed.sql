{#- Models that are rebuilt for the dossiers that changed: the materialization by_dossier, in dbt_project.yml.
    Such a model reads, deletes and inserts rows of these dossiers only. Which they are, the model
    dossier_versions says; docs/answers.md explains it. -#}

{#- The dossiers for which a model is made in this run, or none where it is made for all of them: unless
    dossier_versions was made before it in this run, and when more than a third of them changed. A model
    that is tagged today is made for all of them on a new day. -#}
{% macro changed_dossiers(tags) -%}
  {%- if not execute or not flags.INTROSPECT or 'model.tap_octopus.dossier_versions' not in selected_resources -%}
    {{ return(none) }}
  {%- endif -%}
  {%- if 'changed_dossiers' not in graph -%}  {#- all nodes of a run have one graph: so it is asked once -#}
    {%- do graph.update({'changed_dossiers': {
      false: tap_octopus.dossiers_where('built_version is null'),
      true: tap_octopus.dossiers_where('built_version is null or built_as_of is null'),
    }}) -%}
  {%- endif -%}
  {{ return(graph.changed_dossiers['today' in tags]) }}
{%- endmacro %}
{% macro dossiers_where(condition) -%}
  {%- set found = [] -%}
  {%- set rows = run_query(
    'select dossier_id, case when ' ~ condition ~ ' then 1 else 0 end from '
    ~ tap_octopus.relation_of('model.tap_octopus.dossier_versions')
  ).rows -%}
  {%- for row in rows if row[1] == 1 -%}
    {%- do found.append(row[0] | int) -%}
  {%- endfor -%}
  {{ return(none if 3 * found | length > rows | length else found) }}
{%- endmacro %}

{#- The table of a model, or none. -#}
{% macro relation_of(unique_id) -%}
  {%- set node = graph.nodes[unique_id] -%}
  {{ return(adapter.get_relation(node.database, node.schema, node.alias)) }}
{%- endmacro %}

{#- The rows of some dossiers, to select from; of all where these are none. -#}
{% macro of_dossiers(relation, dossiers) -%}
  {%- if dossiers is none -%} {{ return(relation) }} {%- endif -%}
  {%- set rows = '(select * from ' ~ relation ~ ' where dossier_id in (' ~ (dossiers or ['null']) | join(', ') ~ '))' -%}
  {{ return(adapter.dispatch('with_or_without_name', 'tap_octopus')(rows)) }}
{%- endmacro %}
{% macro default__with_or_without_name(rows) -%} {{ return(rows) }} {%- endmacro %}
{#- Before version 16 a query that is selected from needs a name, but a join needs none. -#}
{% macro postgres__with_or_without_name(rows) -%}
  {{ return('(' ~ rows ~ ' as some_dossiers cross join (select) as nothing)') }}
{%- endmacro %}

{#- What the model that is being made reads of a table: all of it, or its changed dossiers. -#}
{% macro of_this_run(relation) -%}
  {%- set is_whole = model.config.materialized != 'by_dossier' -%}
  {{ return(tap_octopus.of_dossiers(relation, none if is_whole else tap_octopus.changed_dossiers(model.tags))) }}
{%- endmacro %}

{#- In the place of dbt's own, for the models of this project: every model that is made by dossier comes after
    dossier_versions, and reads changed dossiers. Seeds are read as they are: a row of theirs may be for
    every dossier. -#}
{% macro ref() -%}
  {%- set relation = builtins.ref(*varargs, **kwargs) -%}
  {%- if model.config.materialized != 'by_dossier' -%} {{ return(relation) }} {%- endif -%}
  {%- do builtins.ref('tap_octopus', 'dossier_versions') -%}
  {%- for kind in ('model', 'snapshot') if execute -%}
    {%- set node = graph.nodes.get(kind ~ '.tap_octopus.' ~ varargs[-1]) -%}
    {%- if node and ('dossier_id' in node.columns or not node.columns) -%}
      {{ return(tap_octopus.of_this_run(relation)) }}
    {%- endif -%}
  {%- endfor -%}
  {{ return(relation) }}
{%- endmacro %}

{#- A table, of which only the rows of changed dossiers are made again. A dossier that has no rows any more
    loses those that it had. -#}
{% materialization by_dossier, default -%}
  {%- set changed = tap_octopus.changed_dossiers(model.tags) -%}
  {%- if changed is none -%}
    {%- set table = context.get('materialization_table_' ~ target.type, dbt.materialization_table_default) -%}
    {{ return(table()) }}
  {%- endif -%}
  {{ run_hooks(pre_hooks, inside_transaction=False) }}
  {{ run_hooks(pre_hooks, inside_transaction=True) }}
  {%- if changed -%}
    {%- set these = ' where dossier_id in (' ~ changed | join(', ') ~ ')' -%}
    {%- call statement('main') -%}
      {{ adapter.dispatch('in_transaction', 'tap_octopus')(
        'delete from ' ~ this ~ these ~ ';'
        ~ ' insert into ' ~ this ~ ' select * from (' ~ sql ~ ') as made' ~ these ~ ';'
      ) }}
    {%- endcall -%}
  {%- else -%}
    {%- call noop_statement('main', 'nothing changed') -%} {%- endcall -%}
  {%- endif -%}
  {{ run_hooks(post_hooks, inside_transaction=True) }}
  {%- do adapter.commit() -%}
  {{ run_hooks(post_hooks, inside_transaction=False) }}
  {{ return({'relations': [this.incorporate(type='table')]}) }}
{%- endmaterialization %}
{#- dbt begins one by itself. -#}
{% macro default__in_transaction(statements) -%} {{ statements }} {%- endmacro %}
{% macro snowflake__in_transaction(statements) -%} begin; {{ statements }} commit; {%- endmacro %}

{#- In the place of dbt's own: a snapshot compares changed dossiers. -#}
{% macro snapshot_staging_table(strategy, source_sql, target_relation) -%}
  {%- set changed = tap_octopus.changed_dossiers(['today']) -%}
  {%- set rows = 'select * from ' ~ tap_octopus.of_dossiers('(' ~ source_sql ~ ') as found', changed) ~ ' as changed' -%}
  {{ dbt.snapshot_staging_table(
    strategy, source_sql if changed is none else rows, tap_octopus.of_dossiers(target_relation, changed)
  ) }}
{%- endmacro %}

{#- In the place of dbt's own: what a test looks into. In dbt build, that of a model which was made for
    changed dossiers looks at these; what a check found is told of all. -#}
{% macro get_where_subquery(relation) -%}
  {%- set rows = dbt.get_where_subquery(relation) -%}
  {%- set node = graph.nodes['model.tap_octopus.' ~ relation.identifier] if execute -%}
  {%- if node and node.config.materialized == 'by_dossier' and 'checks' not in node.fqn
    and 'dossier_id' in node.columns and flags.WHICH == 'build' -%}
    {%- set changed = tap_octopus.changed_dossiers(node.tags) -%}
    {%- if changed is not none -%}
      {{ return(tap_octopus.of_dossiers(rows, changed) ~ ' as changed') }}
    {%- endif -%}
  {%- endif -%}
  {{ return(rows) }}
{%- endmacro %}
