-- The working clock of the one office by hand: Monday to Friday, 9 to 17 in Warsaw, without Polish holidays.
-- A row is a UTC day: the working microseconds before it, and its open span in microseconds since midnight UTC.
CREATE OR REPLACE TEMP TABLE office_days AS
WITH days AS (
  SELECT CAST(unnest(range(DATE '2020-01-01', DATE '2027-01-10', INTERVAL 1 DAY)) AS DATE) AS day
),
hours AS (
  SELECT
    day,
    epoch_us(timezone('Europe/Warsaw', day + TIME '09:00')) - epoch_us(CAST(day AS TIMESTAMP)) AS open_us,
    CASE WHEN isodow(day) <= 5 AND day NOT IN (SELECT day FROM holidays) THEN 28800000000 ELSE 0 END AS long_us
  FROM days
)
SELECT
  day, open_us, open_us + long_us AS close_us,
  CAST(COALESCE(SUM(long_us) OVER (ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS BIGINT) AS before_us
FROM hours;

CREATE OR REPLACE TEMP MACRO reading(before_us, open_us, close_us, t) AS
  before_us + greatest(least(epoch_us(t) - epoch_us(CAST(CAST(t AS DATE) AS TIMESTAMP)), close_us), open_us) - open_us;
CREATE OR REPLACE TEMP MACRO secs(a, b) AS (epoch_us(b) - epoch_us(a)) / 1e6;

-- The newest instant of anything that happened.
SET VARIABLE now_at = (
  SELECT greatest(
    (SELECT max(greatest(created_at, status_at)) FROM tickets), (SELECT max("at") FROM ticket_events),
    (SELECT max("at") FROM messages), (SELECT max(greatest(queued_at, ended_at)) FROM calls),
    (SELECT max(answered_at) FROM survey_responses)
  )
);
