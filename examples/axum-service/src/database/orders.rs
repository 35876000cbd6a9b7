//! The queries about orders.

use rusqlite::{Connection, OptionalExtension as _};

use crate::model::{Line, Order};

pub(crate) fn find(connection: &Connection, number: i64) -> rusqlite::Result<Option<Order>> {
    let customer = connection
        .query_row("SELECT customer FROM orders WHERE number = ?1", [number], |row| row.get(0))
        .optional()?;
    let Some(customer) = customer else { return Ok(None) };
    let mut query = connection.prepare_cached(
        "SELECT sku, quantity, price_cents FROM order_lines WHERE number = ?1 ORDER BY sku",
    )?;
    let lines = query.query_map([number], |row| {
        Ok(Line {
            sku: row.get("sku")?,
            quantity: row.get("quantity")?,
            price_cents: row.get("price_cents")?,
        })
    })?;
    Ok(Some(Order { number, customer, lines: lines.collect::<Result<_, _>>()? }))
}

/// Writes an order, and says its number.
pub(crate) fn insert(connection: &Connection, customer: &str, lines: &[Line]) -> rusqlite::Result<i64> {
    connection.execute("INSERT INTO orders (customer) VALUES (?1)", [customer])?;
    let number = connection.last_insert_rowid();
    let mut insert = connection.prepare_cached("INSERT INTO order_lines VALUES (?1, ?2, ?3, ?4)")?;
    for line in lines {
        insert.execute((number, &line.sku, line.quantity, line.price_cents))?;
    }
    Ok(number)
}
