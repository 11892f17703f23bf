SELECT filename, status,
  (SELECT json_group_array(json_array(name, type, missing, "distinct", minimum, maximum, most_frequent)) FROM (
    SELECT * FROM frame_columns WHERE content_uuid = uuid ORDER BY position)) AS columns,
  (SELECT json_group_array(printf('%s to %s: %d, %.1f, %.1f', "from", "to", "count", median_days, longest_days)) FROM spans
    WHERE content_uuid = uuid) AS spans,
  (SELECT json_group_array(line) FROM (
    SELECT printf('%s %s %d %s %s', month, name, observations, coalesce(printf('%.6g', mean), '-'), coalesce(printf('%.6g', volatility), '-')) AS line
    FROM monthly WHERE content_uuid = uuid ORDER BY month, name)) AS monthly,
  (SELECT json_group_array(line) FROM (
    SELECT printf('%s %s %.6f', one, other, correlation) AS line
    FROM correlations WHERE content_uuid = uuid ORDER BY one, other)) AS correlations
FROM __wadup_content ORDER BY filename
