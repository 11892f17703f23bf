-- with byte-counter
WITH RECURSIVE named (uuid, name) AS (
  SELECT uuid, filename FROM __wadup_content WHERE parent_uuid IS NULL
  UNION ALL SELECT child.uuid, named.name || ' > ' || child.filename FROM __wadup_content AS child JOIN named ON child.parent_uuid = named.uuid
)
SELECT named.name, 1 AS what, printf('%s, %d bytes', status, size_bytes), replace(trim(stderr, char(10)), char(10), ' / '), date, from_address, substr(subject, 1, 60), parts, files, problem
FROM named JOIN __wadup_content USING (uuid) JOIN file_sizes ON file_sizes.content_uuid = uuid
LEFT JOIN email_messages ON email_messages.content_uuid = uuid
LEFT JOIN __wadup_module_output AS output ON output.content_uuid = uuid
UNION ALL
SELECT named.name, 2, printf('header %d', count(*)), group_concat(email_headers.name || ':' || length(value)), NULL, NULL, NULL, NULL, NULL, NULL
FROM named JOIN email_headers ON content_uuid = uuid WHERE number <= 12 GROUP BY named.name
UNION ALL
SELECT named.name, 3, field, email_addresses.name, address, NULL, NULL, NULL, NULL, NULL
FROM named JOIN email_addresses ON content_uuid = uuid WHERE email_addresses.rowid NOT IN (SELECT rowid FROM email_addresses WHERE address GLOB 'u[1-9]*')
UNION ALL
SELECT named.name, 4, 'part ' || part, content_type, charset, encoding, disposition, filename, size, coalesce(emitted_as, '-') || coalesce(' ! ' || problem, '')
FROM named JOIN email_parts ON content_uuid = uuid
UNION ALL
SELECT named.name, 5, printf('message %d', number), from_line, file_offset, size, NULL, NULL, NULL, NULL
FROM named JOIN email_mailboxes ON content_uuid = uuid
ORDER BY 1, 2, 3, 4, 5
