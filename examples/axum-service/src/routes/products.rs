//! Products: read through the cache, changed in the database.

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use super::cache_status;
use crate::database::products;
use crate::model::Product;
use crate::names::{Category, Sku};
use crate::problem::Problem;
use crate::regions::{ProductBySku, in_category as products_in_category};
use crate::shop::Shop;

/// A product. However many ask for it at one time, the database is asked once.
pub(super) async fn read(
    State(shop): State<Shop>,
    sku: Result<Path<Sku>, PathRejection>,
) -> Result<Response, Problem> {
    let Path(sku) = sku?;
    let product = shop.cache.entry(&ProductBySku { sku: &sku });
    let load = || {
        let sku = sku.clone();
        shop.database.read(move |connection| products::find(connection, &sku))
    };
    match product.get_or_load_optional(load).await? {
        Some(product) => Ok((cache_status::of(&product), Json(&*product)).into_response()),
        None => Err(Problem::not_found(format!("there is no product `{sku}`"))),
    }
}

pub(super) async fn in_category(
    State(shop): State<Shop>,
    category: Result<Path<Category>, PathRejection>,
) -> Result<Response, Problem> {
    let Path(category) = category?;
    match products_in_category(&shop.cache, &shop.database, &category).await? {
        Some(products) => Ok((cache_status::of(&products), Json(&*products)).into_response()),
        None => Err(Problem::not_found(format!("there is nothing in the category `{category}`"))),
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPrice {
    price_cents: u32,
}

pub(super) async fn set_price(
    State(shop): State<Shop>,
    sku: Result<Path<Sku>, PathRejection>,
    price: Result<Json<NewPrice>, JsonRejection>,
) -> Result<Json<Product>, Problem> {
    let (Path(sku), Json(NewPrice { price_cents })) = (sku?, price?);
    Ok(Json(shop.set_price(sku, price_cents).await?))
}

pub(super) async fn delete(
    State(shop): State<Shop>,
    sku: Result<Path<Sku>, PathRejection>,
) -> Result<StatusCode, Problem> {
    let Path(sku) = sku?;
    shop.delete(sku).await?;
    Ok(StatusCode::NO_CONTENT)
}
