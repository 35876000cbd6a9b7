//! `cargo run -p devserver --example hello [URL]`: a program whose cache is a devserver on this machine.
//!
//! Start the server first, with `cargo run -p devserver`; run this twice, and the second run finds what the first left.

use std::sync::Arc;

use cachekit::backend::cachekitio::CachekitIO;
use cachekit::prelude::*;

/// Where a devserver listens that was told nothing else.
const URL: &str = "http://127.0.0.1:8787";

/// A client of the devserver at `url`.
fn client(url: &str) -> Result<CacheKit, CachekitError> {
    let backend = CachekitIO::builder()
        .api_url(url)
        // Plain HTTP, and to this machine: the program says so, never its environment.
        .allow_loopback(true)
        .api_key(devserver::DEVELOPMENT_KEY)
        .build()?;
    CacheKit::builder().backend(Arc::new(backend)).build()
}

/// Counts its calls, in the cache.
pub(crate) async fn visit(url: &str) -> Result<u64, CachekitError> {
    let cache = client(url)?;
    let visits = cache.get::<u64>("visits").await?.unwrap_or(0) + 1;
    cache.set("visits", &visits).await?;
    Ok(visits)
}

#[tokio::main]
async fn main() -> Result<(), CachekitError> {
    let url = std::env::args().nth(1).unwrap_or_else(|| URL.to_owned());
    println!("Hello for the {}. time", visit(&url).await?);
    Ok(())
}
