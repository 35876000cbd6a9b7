-- Readers do not wait for the writer.
PRAGMA journal_mode = WAL;

CREATE TABLE IF NOT EXISTS products (
    sku         TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    category    TEXT NOT NULL,
    price_cents INTEGER NOT NULL CHECK (price_cents >= 0),
    stock       INTEGER NOT NULL CHECK (stock >= 0)
) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS products_by_category ON products (category, price_cents);

CREATE TABLE IF NOT EXISTS orders (
    number   INTEGER PRIMARY KEY AUTOINCREMENT,
    customer TEXT NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS order_lines (
    number      INTEGER NOT NULL REFERENCES orders (number),
    sku         TEXT NOT NULL,
    quantity    INTEGER NOT NULL CHECK (quantity > 0),
    price_cents INTEGER NOT NULL,
    PRIMARY KEY (number, sku)
) STRICT, WITHOUT ROWID;

-- Which database this is. Keys of the cache begin with it, so that entries of one that was made anew, or of another on
-- the same Redis, never answer for this one.
CREATE TABLE IF NOT EXISTS identity (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    id  TEXT NOT NULL
) STRICT;

INSERT OR IGNORE INTO identity VALUES (1, lower(hex(randomblob(8))));
