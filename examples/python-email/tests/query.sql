-- with byte-counter, zip-extractor
SELECT content.filename, parent.filename AS inside, content.status,
  (SELECT json_array(sent, sender, subject, recipients) FROM mails WHERE content_uuid = content.uuid) AS email,
  (SELECT json_group_array(json_array(content_type, filename, size, defects)) FROM mail_parts
    WHERE content_uuid = content.uuid) AS parts,
  (SELECT count(*) FROM mail_headers WHERE content_uuid = content.uuid) AS headers,
  (SELECT size_bytes FROM file_sizes WHERE content_uuid = content.uuid) AS size
FROM __wadup_content AS content LEFT JOIN __wadup_content AS parent ON parent.uuid = content.parent_uuid
ORDER BY content.filename, parent.filename
