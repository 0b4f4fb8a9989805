with bought as (

    select
        orders.customer_id,
        count(distinct orders.order_id) as orders,
        min(orders.order_date) as first_order_on,
        max(orders.order_date) as last_order_on,
        sum(items.net_amount) as revenue
    from {{ ref('stg_order_items') }} as items
    inner join {{ ref('stg_orders') }} as orders
        on items.order_id = orders.order_id
    group by orders.customer_id

),

visited as (

    select
        customer_id,
        count(*) as web_sessions
    from {{ ref('web_sessions') }}
    where customer_id is not null
    group by customer_id

)

select
    customers.customer_id,
    customers.full_name,
    customers.country,
    bought.first_order_on,
    bought.last_order_on,
    coalesce(bought.orders, 0) as orders,
    coalesce(visited.web_sessions, 0) as web_sessions,
    cast(coalesce(bought.revenue, 0) as decimal(12, 2)) as revenue,
    case
        when bought.orders is null then 'prospect'
        when bought.revenue >= 800 then 'champion'
        when bought.orders >= 3 then 'regular'
        else 'occasional'
    end as segment
from {{ ref('stg_customers') }} as customers
left join bought
    on customers.customer_id = bought.customer_id
left join visited
    on customers.customer_id = visited.customer_id
