select
    cast(product_id as bigint) as product_id,
    trim(product_name) as product_name,
    category,
    cast(list_price as decimal(8, 2)) as list_price,
    updated_at
from {{ ref('raw_products') }}
