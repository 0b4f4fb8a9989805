{{ config(materialized='view') }}

select
    traffic_source,
    count(*) as web_sessions,
    cast(sum(case when filled_cart then 1 else 0 end) as bigint) as carts,
    cast(sum(case when purchased then 1 else 0 end) as bigint) as purchases,
    cast(
        avg(case when purchased then 100.0 else 0.0 end) as decimal(5, 1)
    ) as purchase_percent
from {{ ref('web_sessions') }}
group by traffic_source
