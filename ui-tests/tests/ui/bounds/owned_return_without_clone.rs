//! A returned value that every caller would need a clone of.

use serde::{Deserialize, Serialize};
use shop_cache::prelude::*;

#[derive(Serialize, Deserialize, CacheValue)]
struct Report {
    bytes: Vec<u8>,
}

#[cachekit(ttl = "5m")]
async fn report(cache: &CacheKit, id: u8) -> Result<Report, ()> { //~ error
    Ok(Report { bytes: vec![id] })
}

async fn uses(cache: &CacheKit) -> Result<usize, ()> {
    Ok(report(cache, 1).await?.bytes.len())
}

fn main() {}
