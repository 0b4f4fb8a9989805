-- What was kept and paid: cancelled and test orders are out, returns taken off.
with items as (

    select
        cast(order_id as bigint) as order_id,
        cast(line_number as integer) as line_number,
        cast(product_id as bigint) as product_id,
        cast(quantity as integer) as quantity,
        cast(unit_price as decimal(8, 2)) as unit_price,
        cast(discount_percent as integer) as discount_percent
    from {{ ref('raw_order_items') }}

),

returned as (

    select
        cast(order_id as bigint) as order_id,
        cast(line_number as integer) as line_number,
        cast(sum(quantity) as integer) as quantity
    from {{ ref('raw_returns') }}
    group by 1, 2

)

select
    items.order_id,
    items.line_number,
    items.product_id,
    items.quantity,
    coalesce(returned.quantity, 0) as returned_quantity,
    -- decimals all the way, so that every engine rounds the same number
    cast(
        round(
            items.unit_price
            * (items.quantity - coalesce(returned.quantity, 0))
            * (100 - items.discount_percent)
            * cast(0.01 as decimal(3, 2)),
            2
        ) as decimal(12, 2)
    ) as net_amount
from items
inner join {{ ref('stg_orders') }} as orders
    on items.order_id = orders.order_id
left join returned
    on items.order_id = returned.order_id
    and items.line_number = returned.line_number
where orders.order_status <> 'cancelled'
