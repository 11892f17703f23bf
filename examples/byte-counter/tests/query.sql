SELECT content.filename, content.status, size_bytes
FROM file_sizes JOIN __wadup_content AS content ON content.uuid = content_uuid
ORDER BY 1
