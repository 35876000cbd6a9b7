//! The published Rust crate, as its users use it.

use std::path::Path;
use std::sync::Arc;

use published::backend::file::FileBackend;
use published::backend::redis::RedisBackend;
use published::interop;
use published::{CacheKit, CacheKitBuilder};

use crate::master_keys::MasterKeys;
use crate::value::Value;
use cachekit_test_servers::RedisServer;

/// A client of the published crate on a test's server, without an in-process cache: every read goes to Redis.
pub async fn on_redis(server: &RedisServer) -> CacheKitBuilder {
    let backend = RedisBackend::builder().url(server.url()).build().expect("the server's URL is one");
    // Its connection is driven by a task that outlives the handle.
    drop(backend.connect().await.expect("the server takes connections"));
    CacheKit::builder().backend(Arc::new(backend)).no_l1()
}

/// The file backend of the published crate.
pub fn files(dir: &Path) -> FileBackend {
    FileBackend::builder().cache_dir(dir).build().expect("the published crate takes the directory")
}

/// The client with encryption for a tenant.
pub fn secure(client: CacheKitBuilder, keys: &MasterKeys, tenant: &str) -> CacheKit {
    let previous: Vec<&str> = keys.previous.iter().map(String::as_str).collect();
    client
        .encryption_with_previous(&keys.current, &previous, tenant)
        .and_then(CacheKitBuilder::build)
        .expect("the published crate takes the keys")
}

/// The client without encryption.
pub fn plain(client: CacheKitBuilder) -> CacheKit {
    client.build().expect("the published crate takes the settings")
}

/// The interop key of a call; `None` where the published crate refuses it.
pub fn key(namespace: &str, operation: &str, arguments: &[Value]) -> Option<String> {
    let arguments: Vec<_> = arguments.iter().map(Value::to_published).collect();
    interop::interop_key(namespace, operation, &arguments).ok()
}

/// What a client finds under a key, a failed decryption included.
pub async fn get(client: &CacheKit, key: &str) -> Result<Option<Value>, String> {
    let found: Option<rmpv::Value> = client.interop_get(key).await.map_err(|error| error.to_string())?;
    Ok(found.map(|wire| Value::from_wire(&wire).expect("SDKs write what SDKs read")))
}
