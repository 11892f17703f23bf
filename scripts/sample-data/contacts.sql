-- The address book of a telephone, as in archives/phone-backup.zip.
PRAGMA page_size = 1024;
CREATE TABLE contacts (id INTEGER PRIMARY KEY, name TEXT NOT NULL, number TEXT UNIQUE);
CREATE TABLE messages (
  id INTEGER PRIMARY KEY, contact_id INTEGER REFERENCES contacts (id), sent_at INTEGER NOT NULL, body TEXT
);
CREATE INDEX messages_by_contact ON messages (contact_id);
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE "call log" (started_at INTEGER, seconds INTEGER);
CREATE VIEW latest AS SELECT contact_id, max(sent_at) AS sent_at FROM messages GROUP BY contact_id;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 42)
INSERT INTO contacts SELECT i, 'Contact ' || i, printf('+420 555 %06d', i * 7919 % 1000000) FROM n;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 180)
INSERT INTO messages SELECT i, 1 + i * i % 42, 1709200000 + i * 61, 'Message number ' || i FROM n;
INSERT INTO settings VALUES ('language', 'cs'), ('theme', 'dark'), ('backup', 'weekly');
