-- Three gold tables count the same money on three ways: they have to agree.
with totals as (

    select
        (select sum(revenue) from {{ ref('daily_revenue') }}) as by_day,
        (select sum(revenue) from {{ ref('customer_value') }}) as by_customer,
        (select sum(revenue) from {{ ref('product_sales') }}) as by_product

)

select *
from totals
where by_day <> by_customer
    or by_day <> by_product
