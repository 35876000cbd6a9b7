//! `client = …` that is no cache client.

use shop_cache::prelude::*;

struct App {
    name: String,
}

#[cachekit(ttl = "5m", client = app.name, skip(app))] //~ error
async fn user(app: &App, id: u64) -> u64 {
    id + app.name.len() as u64
}

async fn uses(app: &App) -> u64 {
    user(app, 1).await + 1
}

fn main() {}
