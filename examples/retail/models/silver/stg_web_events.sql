{{ config(materialized='view') }}

-- The collector delivers at least once: the first delivery of an event counts.
with numbered as (

    select
        *,
        row_number() over (
            partition by event_id
            order by received_at
        ) as delivery
    from {{ source('bronze', 'web_events') }}

)

select
    event_id,
    session_id,
    customer_id,
    traffic_source,
    event_name,
    occurred_at,
    order_id
from numbered
where delivery = 1
