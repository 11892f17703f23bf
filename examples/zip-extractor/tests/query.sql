SELECT content.filename, content.status, entry.name, entry.method, entry.encrypted, entry.uncompressed_size, entry.crc32,
  entry.problem, child.filename, child.status
FROM __wadup_content AS content
LEFT JOIN zip_entries AS entry ON entry.content_uuid = content.uuid
LEFT JOIN __wadup_content AS child ON child.parent_uuid = content.uuid AND child.filename = entry.name
WHERE content.parent_uuid IS NULL OR entry.name IS NOT NULL
ORDER BY content.parent_uuid IS NOT NULL, content.filename, entry.name
