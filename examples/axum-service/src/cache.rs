//! Which cache answers for the database: Redis where there is one, else files.

use std::path::{Path, PathBuf};

use cachekit::config::CachekitConfig;
use cachekit::{CacheKit, CachekitError, Coherence};

/// A client, and what an operator has to know of it.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) cache: CacheKit,
    pub(crate) notes: [String; 2],
}

/// The client that the flag and the environment ask for, for the database with this identity at this path.
///
/// Nothing is connected yet, so that a cache which is down does not keep the service from starting. What never can be
/// right, as a URL that no cache has, is an error.
pub(crate) fn open(flag: Option<String>, database: &Path, identity: &str) -> Result<Opened, CachekitError> {
    let mut config = CachekitConfig::from_env()?;
    if let Some(url) = flag {
        config.url = Some(url.into());
    }
    config.namespace.get_or_insert_with(|| format!("shop-{identity}"));

    let (builder, place) = match config.url.as_deref().map(String::as_str) {
        Some(url) if tells_of_changes(url) => (
            CacheKit::from_config(&config)?.coherence(Coherence::Push),
            "at the URL given; what other instances change is seen at once while `/health` says `told_of_changes`, \
             else within 30 seconds"
                .to_owned(),
        ),
        Some(_) => (
            CacheKit::from_config(&config)?,
            "at the URL given; what other instances change is seen within 30 seconds".to_owned(),
        ),
        None => {
            let files = beside(database);
            let place = format!(
                "files in `{}`; to share it between machines, start a Redis and set CACHEKIT_URL=redis://localhost",
                files.display()
            );
            (CacheKit::file(files).config(&config)?, place)
        }
    };
    let orders = if config.master_key.is_some() {
        "cached, encrypted with CACHEKIT_MASTER_KEY"
    } else {
        "read from the database each time; set CACHEKIT_MASTER_KEY to cache them encrypted"
    };
    Ok(Opened { cache: builder.build()?, notes: [format!("cache: {place}"), format!("orders: {orders}")] })
}

/// Whether the backend at this URL can say what others change. Files cannot.
fn tells_of_changes(url: &str) -> bool {
    let scheme = url.split(':').next().unwrap_or_default();
    scheme.starts_with("redis") || matches!(scheme, "unix" | "memory")
}

/// The entries of a database lie beside it.
fn beside(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".cache");
    name.into()
}
