-- Which thread gets a content is not known; that each thread counts 1, 2, 3, … is.
SELECT count(*) AS contents,
  max(call_number) = count(DISTINCT call_number) AS no_number_left_out,
  max(call_number) >= count(*) / 2 AS goes_on_from_content_to_content,
  max(threads) <= 2 AS at_most_one_count_for_each_thread
FROM (SELECT call_number, count(*) OVER (PARTITION BY call_number) AS threads FROM call_counter)
