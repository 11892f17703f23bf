-- with byte-counter
SELECT coalesce(parent.filename || ' > ', '') || content.filename AS which, content.status, size_bytes,
  coalesce(tar.name, gzip.name), tar.type, CAST(tar.size AS TEXT), tar.mode, tar.owner, coalesce(tar.modified, gzip.modified), tar.link_target,
  gzip.members, gzip.compressed_size, gzip.uncompressed_size, coalesce(tar.problem, gzip.problem)
FROM __wadup_content AS content
LEFT JOIN __wadup_content AS parent ON parent.uuid = content.parent_uuid
LEFT JOIN file_sizes ON file_sizes.content_uuid = content.uuid
LEFT JOIN tar_entries AS tar ON tar.content_uuid = content.uuid
LEFT JOIN gzip_files AS gzip ON gzip.content_uuid = content.uuid
ORDER BY 1, 3, tar.rowid
