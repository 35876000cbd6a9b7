//! Mistakes of several rules in one function, all in one build.

use shop_cache::prelude::*;

struct Db;

#[cachekit(
    ttl = "5 m", //~ ttl_malformed
    key = "user:{idd}:{lat}", //~ placeholder_without_field
    skip(dbb), //~ skip_unknown_name
    tags = ["a"], //~ unknown_word
)]
fn user( //~ not_async client_missing
    #[cache(skip)] db: &Db,
    id: u64, //~ parameter_unaccounted
    lat: f64, //~ key_part_type
    (a, b): (u8, u8), //~ pattern_parameter
) -> Result<impl Copy, ()> { //~ impl_trait_return
    let _ = (db, lat, a, b);
    if id == 0 { Err(()) } else { Ok(id) }
}

fn uses() -> bool {
    user(&Db, 1, 0.5, (1, 2)).is_ok()
}

fn main() {}
