-- Messages by hand: read, cast, keys checked, stored with where they came from.

-- name: csv
INSERT INTO messages
SELECT
  message_id, ticket_id, "at" AT TIME ZONE 'UTC', author_id, author_kind, is_public, is_auto, channel, body, NULL, 'messages.csv', now() AT TIME ZONE 'UTC'
FROM read_csv('$file', header = true, columns = {
  'message_id': 'VARCHAR', 'ticket_id': 'VARCHAR', 'at': 'TIMESTAMPTZ', 'author_id': 'VARCHAR', 'author_kind': 'VARCHAR',
  'is_public': 'BOOLEAN', 'is_auto': 'BOOLEAN', 'channel': 'VARCHAR', 'body': 'VARCHAR'
});

-- name: parquet
INSERT INTO messages
SELECT
  message_id, ticket_id, "at" AT TIME ZONE 'UTC', author_id, author_kind, is_public, is_auto, channel, body, NULL, 'messages.parquet', now() AT TIME ZONE 'UTC'
FROM read_parquet('$file');

-- name: check
SELECT count(*) = count(DISTINCT message_id) AND count(*) = count(ticket_id) AND count(*) = count("at") FROM messages;
