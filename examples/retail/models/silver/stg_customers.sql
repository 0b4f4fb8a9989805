select
    cast(customer_id as bigint) as customer_id,
    trim(full_name) as full_name,
    lower(trim(email)) as email,
    coalesce(upper(country), 'unknown') as country,
    cast(signed_up_on as date) as signed_up_on
from {{ ref('raw_customers') }}
