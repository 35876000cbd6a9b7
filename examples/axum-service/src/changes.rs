//! Every change of the database, and which entries it makes stale.
//!
//! Inside of a transaction it is known what changes, so there the [`Invalidation`] is built. It runs after the commit:
//! earlier, a reader could load the old row again, and a transaction that rolls back would have emptied the cache for
//! nothing.

use cachekit::{CacheKit, Invalidation};
use rusqlite::Transaction;
use tokio::sync::oneshot;

use crate::database::{DatabaseError, orders, products};
use crate::invalidate;
use crate::model::{Line, Order, Product};
use crate::names::Sku;
use crate::regions::{InCategory, ProductBySku};
use crate::shop::Shop;

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ChangeError {
    #[error("there is no product `{0}`")]
    NoSuchProduct(Sku),
    #[error("there are {left} of `{sku}` left")]
    OutOfStock { sku: Sku, left: u32 },
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<rusqlite::Error> for ChangeError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error.into())
    }
}

impl Shop {
    pub(crate) async fn set_price(&self, sku: Sku, price_cents: u32) -> Result<Product, ChangeError> {
        self.change(move |transaction, cache| {
            let changed = products::set_price(transaction, &sku, price_cents)?;
            let product = changed.ok_or(ChangeError::NoSuchProduct(sku))?;
            let stale = with_product(cache.invalidation(), &product);
            Ok((product, stale))
        })
        .await
    }

    pub(crate) async fn delete(&self, sku: Sku) -> Result<(), ChangeError> {
        self.change(move |transaction, cache| {
            let product = products::delete(transaction, &sku)?.ok_or(ChangeError::NoSuchProduct(sku))?;
            Ok(((), with_product(cache.invalidation(), &product)))
        })
        .await
    }

    /// Takes all lines off the stock, or none.
    pub(crate) async fn place(
        &self,
        customer: String,
        wanted: Vec<(Sku, u32)>,
    ) -> Result<Order, ChangeError> {
        self.change(move |transaction, cache| {
            let mut stale = cache.invalidation();
            let mut lines = Vec::with_capacity(wanted.len());
            for (sku, quantity) in wanted {
                let Some(product) = products::find(transaction, &sku)? else {
                    return Err(ChangeError::NoSuchProduct(sku));
                };
                if product.stock < quantity {
                    return Err(ChangeError::OutOfStock { sku, left: product.stock });
                }
                products::take(transaction, &sku, quantity)?;
                stale = with_product(stale, &product);
                lines.push(Line { sku, quantity, price_cents: product.price_cents });
            }
            let number = orders::insert(transaction, &customer, &lines)?;
            Ok((Order { number, customer, lines }, stale))
        })
        .await
    }

    /// Runs a transaction, and after its commit the invalidation that it returns.
    ///
    /// Both in one task of its own: a client that hangs up in between must not leave the cache with the old row. The
    /// answer waits for the first attempt at the invalidation, so that whoever gets it finds the change; a cache that is
    /// silent holds it up for two seconds.
    async fn change<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Transaction<'_>, &CacheKit) -> Result<(T, Invalidation), ChangeError>
        + Send
        + 'static,
    ) -> Result<T, ChangeError> {
        let Self { cache, database, tasks } = self.clone();
        let (answer, answered) = oneshot::channel();
        tasks.spawn(async move {
            let changed = database.transaction(move |transaction| change(transaction, &cache)).await;
            let (changed, left) = match changed {
                Ok((changed, stale)) => (Ok(changed), invalidate::first_attempt(stale).await),
                Err(error) => (Err(error), None),
            };
            // Nobody may be listening any more.
            let _ = answer.send(changed);
            if let Some(left) = left {
                invalidate::until_done(left).await;
            }
        });
        answered.await.unwrap_or(Err(ChangeError::Database(DatabaseError::Stopped)))
    }
}

/// What shows a product.
fn with_product(stale: Invalidation, product: &Product) -> Invalidation {
    stale.delete(&ProductBySku { sku: &product.sku }).delete(&InCategory { category: &product.category })
}
