SELECT content.filename, content.status, stats.table_name, stats.row_count, trim(output.stderr, char(10))
FROM __wadup_content AS content
LEFT JOIN db_table_stats AS stats ON stats.content_uuid = content.uuid
LEFT JOIN __wadup_module_output AS output ON output.content_uuid = content.uuid
ORDER BY 1, 3
