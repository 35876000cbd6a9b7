//! What the service answers, path by path.

mod cache_status;
mod health;
mod orders;
mod products;
mod statistics;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::{get, post, put};

use crate::problem::Problem;
use crate::shop::Shop;

pub(crate) fn router(shop: Shop) -> Router {
    Router::new()
        .route("/products/{sku}", get(products::read).delete(products::delete))
        .route("/products/{sku}/price", put(products::set_price))
        .route("/categories/{category}", get(products::in_category))
        .route("/orders", post(orders::place))
        .route("/orders/{number}", get(orders::read))
        .route("/health", get(health::read))
        .route("/statistics", get(statistics::read))
        .fallback(async || Problem::not_found("there is nothing at this path"))
        .method_not_allowed_fallback(async || {
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "this path does not take this method; see `Allow`")
        })
        .with_state(shop)
}
