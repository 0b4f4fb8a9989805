with months as (

    select
        cast({{ dbt.date_trunc('month', 'order_date') }} as date) as month_start,
        sum(orders) as orders,
        sum(revenue) as revenue
    from {{ ref('daily_revenue') }}
    group by 1

)

select
    month_start,
    cast(orders as bigint) as orders,
    cast(revenue as decimal(12, 2)) as revenue,
    cast(
        revenue - lag(revenue) over (order by month_start)
        as decimal(12, 2)
    ) as change
from months
