-- with byte-counter
SELECT coalesce(parent.filename || ' > ', '') || content.filename AS which, content.status, content.error_message, size_bytes,
  version, objects, pages, updates, is_encrypted, scripts, opens_by_itself, launches, embedded_files, has_forms,
  title, author, creator, producer, created, modified,
  (SELECT group_concat(kind || ' ' || target, ', ') FROM pdf_actions WHERE pdf_actions.content_uuid = content.uuid)
FROM __wadup_content AS content
LEFT JOIN __wadup_content AS parent ON parent.uuid = content.parent_uuid
LEFT JOIN file_sizes ON file_sizes.content_uuid = content.uuid
LEFT JOIN pdf_documents ON pdf_documents.content_uuid = content.uuid
ORDER BY 1, 4
