SELECT coalesce(parent.filename || ' > ', '') || content.filename, content.status, '', format, bits, byte_order, machine, type,
  printf('%x', entry_point), subsystem, interpreter, CAST(sections AS TEXT), overlay_size, trim(stderr, char(10))
FROM __wadup_content AS content
LEFT JOIN __wadup_content AS parent ON parent.uuid = content.parent_uuid
LEFT JOIN executables ON executables.content_uuid = content.uuid
LEFT JOIN __wadup_module_output AS output ON output.content_uuid = content.uuid
UNION ALL
SELECT filename, status, printf('%s %03d', kind, number), name, printf('%x', address), file_offset, size, memory_size, permissions,
  round(entropy, 4), problem, NULL, NULL, NULL
FROM executable_sections JOIN __wadup_content ON uuid = content_uuid
UNION ALL
SELECT filename, status, 'library', library, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM executable_libraries JOIN __wadup_content ON uuid = content_uuid
ORDER BY 1, 3, 4
