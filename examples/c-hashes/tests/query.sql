SELECT filename, status, size, file_type, md5, sha1, sha256, crc32, round(entropy, 6), round(highest_entropy, 6), highest_entropy_offset
FROM __wadup_content LEFT JOIN content_hashes ON content_uuid = uuid
ORDER BY filename
