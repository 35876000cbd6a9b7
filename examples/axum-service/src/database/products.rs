//! The queries about products.

use rusqlite::{Connection, OptionalExtension as _, Row};

use crate::model::Product;
use crate::names::{Category, Sku};

const COLUMNS: &str = "sku, name, category, price_cents, stock";

pub(crate) fn find(connection: &Connection, sku: &Sku) -> rusqlite::Result<Option<Product>> {
    let mut query = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM products WHERE sku = ?1"))?;
    query.query_row([sku], product).optional()
}

/// The cheapest first.
pub(crate) fn in_category(connection: &Connection, category: &Category) -> rusqlite::Result<Vec<Product>> {
    let sql = format!("SELECT {COLUMNS} FROM products WHERE category = ?1 ORDER BY price_cents, sku");
    let mut query = connection.prepare_cached(&sql)?;
    query.query_map([category], product)?.collect()
}

/// The product as it is now; `None` where there is none.
pub(crate) fn set_price(
    connection: &Connection,
    sku: &Sku,
    price_cents: u32,
) -> rusqlite::Result<Option<Product>> {
    let sql = format!("UPDATE products SET price_cents = ?2 WHERE sku = ?1 RETURNING {COLUMNS}");
    connection.query_row(&sql, (sku, price_cents), product).optional()
}

/// Takes so many off the stock, of which there have to be enough.
pub(crate) fn take(connection: &Connection, sku: &Sku, quantity: u32) -> rusqlite::Result<()> {
    connection.execute("UPDATE products SET stock = stock - ?2 WHERE sku = ?1", (sku, quantity)).map(drop)
}

/// The product that was there; `None` where there is none.
pub(crate) fn delete(connection: &Connection, sku: &Sku) -> rusqlite::Result<Option<Product>> {
    let sql = format!("DELETE FROM products WHERE sku = ?1 RETURNING {COLUMNS}");
    connection.query_row(&sql, [sku], product).optional()
}

fn product(row: &Row<'_>) -> rusqlite::Result<Product> {
    Ok(Product {
        sku: row.get("sku")?,
        name: row.get("name")?,
        category: row.get("category")?,
        price_cents: row.get("price_cents")?,
        stock: row.get("stock")?,
    })
}
