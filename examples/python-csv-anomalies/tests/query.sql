SELECT filename, status,
  (SELECT json_array(rows, columns, empty_cells, repeated_rows, constant_columns) FROM csv_health WHERE content_uuid = uuid) AS health,
  (SELECT json_group_array(line) FROM (
    SELECT printf('%d %s %s %s: %.6g, usually %.6g, score %.4f', line, coalesce(time, '-'), name, kind, value, usual, score) AS line
    FROM csv_anomalies WHERE content_uuid = uuid ORDER BY name, kind, line)) AS anomalies
FROM __wadup_content ORDER BY filename
