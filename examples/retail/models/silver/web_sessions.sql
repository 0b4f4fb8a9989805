select
    session_id,
    max(customer_id) as customer_id,
    min(traffic_source) as traffic_source,
    min(occurred_at) as started_at,
    max(occurred_at) as ended_at,
    cast(sum(case when event_name = 'page_view' then 1 else 0 end) as integer) as page_views,
    max(case when event_name = 'add_to_cart' then 1 else 0 end) = 1 as filled_cart,
    max(case when event_name = 'purchase' then 1 else 0 end) = 1 as purchased,
    max(order_id) as order_id
from {{ ref('stg_web_events') }}
group by session_id
