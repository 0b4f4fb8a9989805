{#- dbt-spark's own ends in to_timestamp of a number, which is NULL without a word where a timestamp has no time zone
    (spark.sql.timestampType: TIMESTAMP_NTZ, as on the other engines). -#}
{% macro spark__dateadd(datepart, interval, from_date_or_timestamp) %}
  timestampadd({{ datepart }}, cast({{ interval }} as int), cast({{ from_date_or_timestamp }} as timestamp))
{% endmacro %}
