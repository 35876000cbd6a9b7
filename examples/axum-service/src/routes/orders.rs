//! Orders: placed in one transaction, and read through an encrypted region where there is a key to encrypt with.

use std::collections::HashSet;

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::IntoResponse;
use serde::Deserialize;

use crate::changes::ChangeError;
use crate::database::orders;
use crate::model::Order;
use crate::names::Sku;
use crate::problem::Problem;
use crate::regions;
use crate::shop::Shop;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewOrder {
    customer: String,
    lines: Vec<NewLine>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewLine {
    sku: Sku,
    quantity: u32,
}

pub(super) async fn place(
    State(shop): State<Shop>,
    order: Result<Json<NewOrder>, JsonRejection>,
) -> Result<impl IntoResponse, Problem> {
    let Json(NewOrder { customer, lines }) = order?;
    let lines = check(lines).map_err(|detail| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail))?;
    let order = shop.place(customer, lines).await.map_err(|error| match error {
        // The path is right; it is the order that names what is not there.
        ChangeError::NoSuchProduct(_) => Problem::new(StatusCode::UNPROCESSABLE_ENTITY, error.to_string()),
        error => error.into(),
    })?;
    Ok((StatusCode::CREATED, [(LOCATION, format!("/orders/{}", order.number))], Json(order)))
}

/// What an order has to be, whatever is in stock.
fn check(lines: Vec<NewLine>) -> Result<Vec<(Sku, u32)>, &'static str> {
    let mut seen = HashSet::new();
    if lines.is_empty() {
        return Err("an order has at least one line");
    }
    if lines.iter().any(|line| line.quantity == 0) {
        return Err("a line has a quantity of at least 1");
    }
    if !lines.iter().all(|line| seen.insert(&line.sku)) {
        return Err("a product stands in one line of an order; add its quantities up");
    }
    Ok(lines.into_iter().map(|line| (line.sku, line.quantity)).collect())
}

pub(super) async fn read(
    State(shop): State<Shop>,
    number: Result<Path<i64>, PathRejection>,
) -> Result<Json<Order>, Problem> {
    let Path(number) = number?;
    let found = if shop.can_encrypt() {
        regions::order(&shop.cache, &shop.database, number).await?
    } else {
        shop.database.read(move |connection| orders::find(connection, number)).await?
    };
    found.map(Json).ok_or_else(|| Problem::not_found(format!("there is no order {number}")))
}
