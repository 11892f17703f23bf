SELECT filename, status, error_message, 'document' AS what, kind AS a, has_macros AS b, title AS c, subject, author, last_modified_by, created, modified, revision, application, app_version, company, template, editing_minutes
FROM __wadup_content LEFT JOIN office_documents ON content_uuid = uuid
UNION ALL
SELECT filename, NULL, NULL, 'link', part, type, target, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM __wadup_content JOIN office_links ON content_uuid = uuid
UNION ALL
SELECT filename, NULL, NULL, 'part', name, kind, CAST(size AS TEXT), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM __wadup_content JOIN office_parts ON content_uuid = uuid
UNION ALL
SELECT filename, NULL, NULL, 'sheet', name, state, CAST(position AS TEXT), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM __wadup_content JOIN office_sheets ON content_uuid = uuid
ORDER BY 1, 4, 7, 5
