SELECT filename, status, kind, encoding, file_offset, length, occurrences, substr(text, 1, 100) FROM found_strings
JOIN __wadup_content ON uuid = content_uuid
WHERE filename <> 'more-than-is-stored.txt' OR text LIKE '%host-_99.%'
UNION ALL
SELECT filename, status, kind, 'total', NULL, stored, occurrences, NULL FROM found_string_kinds
JOIN __wadup_content ON uuid = content_uuid
ORDER BY filename, encoding, file_offset
