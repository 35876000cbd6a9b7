//! What the shop has: the types of answers, which are the values of the cache.

use cachekit::CacheValue;
use serde::{Deserialize, Serialize};

use crate::names::{Category, Sku};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, CacheValue)]
pub(crate) struct Product {
    pub(crate) sku: Sku,
    pub(crate) name: String,
    pub(crate) category: Category,
    pub(crate) price_cents: u32,
    pub(crate) stock: u32,
}

/// An order that was placed. It never changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, CacheValue)]
pub(crate) struct Order {
    pub(crate) number: i64,
    /// Where to write to. Marked, so that a region that is not `secure` does not compile with it.
    #[cache(sensitive)]
    pub(crate) customer: String,
    pub(crate) lines: Vec<Line>,
}

/// So many of one product, at the price of that day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, CacheValue)]
pub(crate) struct Line {
    pub(crate) sku: Sku,
    pub(crate) quantity: u32,
    pub(crate) price_cents: u32,
}
