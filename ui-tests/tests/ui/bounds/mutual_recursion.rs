//! Two values that contain each other, and no `#[cache(recursive)]`.

use serde::{Deserialize, Serialize};
use shop_cache::prelude::*;

#[derive(Serialize, Deserialize, CacheValue)] //~ error
struct Folder {
    files: Vec<File>, //~ error
}

#[derive(Serialize, Deserialize, CacheValue)]
struct File {
    archive: Option<Folder>,
}

fn main() {}
