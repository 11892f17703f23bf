SELECT filename, status,
  (SELECT printf('mean %.4f, deviation %.4f, entropy %.4f, distinct %d', mean, deviation, entropy, "distinct")
    FROM byte_statistics WHERE content_uuid = uuid) AS bytes,
  (SELECT printf('%d: %.4f', length, correlation) FROM record_lengths WHERE content_uuid = uuid) AS record,
  (SELECT printf('%s of %d: rank %d, condition %.4g, r squared %.9g', response, observations, rank, condition, r_squared)
    FROM linear_models WHERE content_uuid = uuid) AS model,
  (SELECT json_group_array(line) FROM (
    SELECT printf('%s %.8g (%.6g)', name, value, standard_error) AS line
    FROM coefficients WHERE content_uuid = uuid ORDER BY position)) AS coefficients
FROM __wadup_content ORDER BY filename
