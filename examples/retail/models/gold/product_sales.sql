with sold as (

    select
        product_id,
        sum(quantity) as units_sold,
        sum(returned_quantity) as units_returned,
        sum(net_amount) as revenue
    from {{ ref('stg_order_items') }}
    group by product_id

)

select
    products.product_id,
    products.product_name,
    products.category,
    cast(coalesce(sold.units_sold, 0) as bigint) as units_sold,
    cast(coalesce(sold.units_returned, 0) as bigint) as units_returned,
    cast(coalesce(sold.revenue, 0) as decimal(12, 2)) as revenue,
    cast(
        row_number() over (
            partition by products.category
            order by coalesce(sold.revenue, 0) desc, products.product_id
        ) as integer
    ) as place_in_category
from {{ ref('stg_products') }} as products
left join sold
    on products.product_id = sold.product_id
