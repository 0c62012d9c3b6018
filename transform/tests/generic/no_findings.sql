{#- What a check found. The mart findings tells the same rows in sentences. -#}
{% test no_findings(model) %}
select * from {{ model }}
{% endtest %}
