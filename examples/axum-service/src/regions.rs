//! The schema of the cache: what is kept, under which keys, for how long.
//!
//! Everything here is read from the database and changes there, so each entry is named again in `changes.rs`, where it
//! is said which change makes it stale. The lifetimes only bound what an invalidation could cost that never arrived.

use std::time::Duration;

use cachekit::{CacheKit, CacheRegion, Cached, CachekitError, cachekit};

use crate::database::{Database, DatabaseError, orders, products};
use crate::model::{Order, Product};
use crate::names::{Category, Sku};

/// The longest lifetime below.
pub(crate) const LONGEST_TTL: Duration = Duration::from_secs(5 * 60);

/// A product. A region that is declared by itself: `routes/products.rs` asks for its entries, and says what to do where
/// there is none.
#[derive(CacheRegion)]
#[cache(namespace = "catalogue", key = "product:{sku}", value = Product, ttl = "5m")]
pub(crate) struct ProductBySku<'a> {
    pub(crate) sku: &'a Sku,
}

/// The products of a category, the cheapest first. `None`, which is not kept, where there are none.
///
/// Above a function the attribute is all it takes: callers see a plain `async fn`. The region `InCategory` that it
/// declares is for those who make entries stale.
#[cachekit(namespace = "catalogue", key = "category:{category}", ttl = "5m", region = InCategory, skip(database))]
pub(crate) async fn in_category(
    cache: &CacheKit,
    database: &Database,
    category: &Category,
) -> Result<Option<Cached<Vec<Product>>>, DatabaseError> {
    let category = category.clone();
    let found = database.read(move |connection| products::in_category(connection, &category)).await?;
    Ok((!found.is_empty()).then(|| found.into()))
}

/// An order, encrypted wherever it is kept: in the backend and in this process.
///
/// It fails where an entry was tampered with, so its error can say so.
#[cachekit(namespace = "orders", key = "order:{number}", ttl = "5m", secure, skip(database))]
pub(crate) async fn order(
    cache: &CacheKit,
    database: &Database,
    number: i64,
) -> Result<Option<Order>, OrderError> {
    Ok(database.read(move |connection| orders::find(connection, number)).await?)
}

/// Why there is no answer about an order.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OrderError {
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error(transparent)]
    Cache(#[from] CachekitError),
}
