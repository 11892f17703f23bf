SELECT content.filename, content.status, encoding, language, title, slug, size
FROM __wadup_content AS content LEFT JOIN documents ON content_uuid = content.uuid
ORDER BY 1
