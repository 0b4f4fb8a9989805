{{ config(materialized='incremental', unique_key=['order_date', 'country']) }}

-- Returns come in late: each run does the last 30 days again.
select
    orders.order_date,
    customers.country,
    count(distinct orders.order_id) as orders,
    cast(sum(items.quantity - items.returned_quantity) as bigint) as units,
    cast(sum(items.net_amount) as decimal(12, 2)) as revenue
from {{ ref('stg_order_items') }} as items
inner join {{ ref('stg_orders') }} as orders
    on items.order_id = orders.order_id
inner join {{ ref('stg_customers') }} as customers
    on orders.customer_id = customers.customer_id
{% if is_incremental() %}
where orders.order_date >= (
    select {{ dbt.dateadd('day', -30, 'max(order_date)') }} from {{ this }}
)
{% endif %}
group by orders.order_date, customers.country
