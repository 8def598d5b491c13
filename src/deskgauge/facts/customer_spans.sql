-- grain: one row per customer with the span in which they were one
-- key: customer_id
-- needs: customers
-- made: view
-- columns:
--   customer_id: the customer
--   from_at: since when; null means always
--   to_at: until when; null means still
SELECT customer_id, created_at AS from_at, ended_at AS to_at, segment, country, language
FROM customers
