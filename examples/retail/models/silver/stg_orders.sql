select
    cast(order_id as bigint) as order_id,
    cast(customer_id as bigint) as customer_id,
    ordered_at,
    cast(ordered_at as date) as order_date,
    lower(trim(status)) as order_status,
    sales_channel
from {{ ref('raw_orders') }}
where lower(trim(status)) <> 'test'
