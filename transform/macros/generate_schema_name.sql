{#- The models of this project go into the schemas that its variables name, as they are. dbt uses
    this macro for them alone, also where the project is a package of another. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
  {%- if custom_schema_name is none -%}
    {{ target.schema }}
  {%- else -%}
    {{ var(custom_schema_name ~ '_schema', custom_schema_name) }}
  {%- endif -%}
{%- endmacro %}
