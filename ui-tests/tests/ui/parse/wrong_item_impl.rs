//! `#[cachekit]` on what holds functions.

use shop_cache::prelude::*;

struct Users;

#[cachekit(ttl = "5m")]
impl Users { //~ wrong_item
    async fn user(&self, id: u64) -> u64 {
        id
    }
}

#[cachekit(ttl = "5m")]
trait Load { //~ wrong_item
    async fn load(&self, id: u64) -> u64;
}

#[cachekit(ttl = "5m")]
mod users { //~ wrong_item
    pub(super) fn user() {}
}

async fn uses(load: &impl Load) -> u64 {
    users::user();
    Users.user(1).await + load.load(1).await
}

fn main() {}
