-- Medians with the order statistics that bound them at 95 %, means with their standard deviation.
CREATE OR REPLACE TEMP MACRO gathered(x) AS list_sort(list(x) FILTER (x IS NOT NULL));
CREATE OR REPLACE TEMP MACRO middle(x) AS (x[(len(x) + 1) // 2] + x[len(x) // 2 + 1]) / 2;
CREATE OR REPLACE TEMP MACRO lowest(x) AS
  CASE WHEN len(x) >= 6 THEN x[CAST(greatest(1, floor(len(x) / 2 - 1.959963984540054 * sqrt(len(x) / 4) + 1e-9)) AS BIGINT)] END;
CREATE OR REPLACE TEMP MACRO highest(x) AS
  CASE WHEN len(x) >= 6 THEN x[CAST(least(len(x), ceil(len(x) / 2 + 1.959963984540054 * sqrt(len(x) / 4) - 1e-9) + 1) AS BIGINT)] END;
CREATE OR REPLACE TEMP MACRO spread(x) AS stddev_samp(x);
