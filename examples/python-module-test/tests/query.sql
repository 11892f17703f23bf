SELECT content.filename, content.status, module, result
FROM module_test JOIN __wadup_content AS content ON content.uuid = content_uuid
ORDER BY 1, module_test.rowid
