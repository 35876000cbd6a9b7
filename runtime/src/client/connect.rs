//! One URL picks the backend: the table of schemes.

use super::CacheKitBuilder;
use crate::CacheKit;
use crate::config::CachekitConfig;
use crate::error::CachekitError;

/// What there is, for errors: a scheme, and the feature that brings it.
const SCHEMES: &str = "`memory:`, `file:///directory`, `redis://`, `redis+unix://`, `redis-cluster://`, \
                       `redis-sentinel://`, over TLS `rediss://` and the like, `memcache://`, or `https://` for \
                       cachekit.io";

impl CacheKit {
    /// A client on the backend that a URL names.
    ///
    /// | URL | backend | feature |
    /// |---|---|---|
    /// | `memory:` | [this process](Self::in_memory) | |
    /// | `file:///directory` | files below an absolute path, percent-encoded | `file` |
    /// | `redis://[user[:password]@]host[:port][/database]` | a Redis server | `redis` |
    /// | `rediss://…` | the same over TLS | `redis-tls` |
    /// | `redis+unix:///path[?db=number]` | a Redis server at a unix socket | `redis` |
    /// | `redis-cluster://…`, `redis-sentinel://…` | a Redis cluster, the primary that sentinels name: see [`RedisBackendBuilder::url`](crate::backend::redis::RedisBackendBuilder::url) | `redis` |
    /// | `rediss-cluster://…`, `rediss-sentinel://…` | the same over TLS | `redis-tls` |
    /// | `memcache://host[:port][,host[:port]…]` | memcached servers, among which keys are spread | `memcached` |
    /// | `memcache+unix:///path` | a memcached server at a unix socket | `memcached` |
    /// | `https://api.cachekit.io` | cachekit.io; the API key comes from [`from_env`](Self::from_env) or [`from_config`](Self::from_config) | `cachekitio` |
    ///
    /// Nothing is connected yet: that is done at the first call, and [`health`](Self::health) is one.
    ///
    /// ```
    /// use cachekit::prelude::*;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), CachekitError> {
    /// let cache = CacheKit::connect("memory:")?.namespace("shop").build()?;
    /// assert!(cache.health().await?.is_healthy);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`CachekitError::Config`] when no backend has such a URL, when this build of the crate does not have the backend,
    /// and when the rest of the URL cannot be used. No message repeats the URL, since a password can stand in it.
    pub fn connect(url: impl AsRef<str>) -> Result<CacheKitBuilder, CachekitError> {
        open(url.as_ref(), &CachekitConfig::default())
    }

    /// A client with what a configuration says: on the backend of its `url`, and without one on cachekit.io.
    ///
    /// For a client on another backend, give the configuration to [`CacheKitBuilder::config`].
    ///
    /// # Errors
    /// [`CachekitError::Config`] for what [`connect`](Self::connect) refuses, and when a setting cannot be used. Of
    /// cachekit.io also when there is no API key, and for a default lifetime of more than 30 days, which it does not
    /// take.
    pub fn from_config(config: &CachekitConfig) -> Result<CacheKitBuilder, CachekitError> {
        let builder = match &config.url {
            Some(url) => open(url, config)?,
            None => hosted(&config.api_url, config)?,
        };
        builder.config(config)
    }

    /// A client with what the environment says: on the backend of `CACHEKIT_URL`, or without it on cachekit.io with
    /// the key of `CACHEKIT_API_KEY`. [`CachekitConfig::from_env`] lists the other variables.
    ///
    /// ```no_run
    /// use cachekit::prelude::*;
    ///
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), CachekitError> {
    /// let cache = CacheKit::from_env()?.build()?;
    /// cache.set("greeting", "Hello, world!").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`CachekitError::Config`], which names the variable that is missing or cannot be used, and what it accepts.
    pub fn from_env() -> Result<CacheKitBuilder, CachekitError> {
        let config = CachekitConfig::from_env()?;
        if config.url.is_none() && config.api_key.is_none() {
            return Err(refused(
                "`CACHEKIT_URL` or `CACHEKIT_API_KEY` is required; set the one to the URL of a backend, such as \
                 `redis://localhost`, or the other to an API key of cachekit.io",
            ));
        }
        match Self::from_config(&config) {
            Err(CachekitError::Config(message)) if config.url.is_some() => {
                Err(CachekitError::Config(format!("`CACHEKIT_URL`: {message}")))
            }
            made => made,
        }
    }
}

fn open(url: &str, config: &CachekitConfig) -> Result<CacheKitBuilder, CachekitError> {
    match url.split_once(':').map_or("", |(scheme, _)| scheme) {
        "memory" => memory(url),
        "file" => file(url),
        "redis" | "rediss" | "redis+unix" | "unix" | "redis-cluster" | "rediss-cluster"
        | "redis-sentinel" | "rediss-sentinel" => redis(url, config),
        "memcache" | "memcached" | "memcache+unix" | "memcached+unix" => memcached(url, config),
        "https" => hosted(url, config),
        "http" => Err(refused("cachekit.io is reached by `https://` only")),
        _ => Err(CachekitError::Config(format!("the URL of a backend begins with {SCHEMES}"))),
    }
}

fn memory(url: &str) -> Result<CacheKitBuilder, CachekitError> {
    match url {
        "memory:" | "memory://" => Ok(CacheKit::in_memory()),
        _ => Err(refused("nothing follows `memory:`")),
    }
}

#[cfg(all(feature = "file", not(target_arch = "wasm32")))]
fn file(url: &str) -> Result<CacheKitBuilder, CachekitError> {
    let directory = url::Url::parse(url).ok().filter(|url| url.query().is_none() && url.fragment().is_none());
    let directory = directory.and_then(|url| url.to_file_path().ok());
    // `file:cache` is read as the same, and means another place.
    match directory.filter(|_| url.starts_with("file:///")) {
        Some(directory) => Ok(CacheKit::file(directory)),
        None => Err(refused(
            "`file://` is followed by an absolute path, as in `file:///var/cache/shop`, with `%20` for a space \
             and the like",
        )),
    }
}

#[cfg(not(all(feature = "file", not(target_arch = "wasm32"))))]
fn file(_url: &str) -> Result<CacheKitBuilder, CachekitError> {
    Err(refused("`file://` needs the feature `file` of cachekit-rs (not on wasm32)"))
}

#[cfg(all(feature = "redis", not(target_arch = "wasm32")))]
fn redis(url: &str, config: &CachekitConfig) -> Result<CacheKitBuilder, CachekitError> {
    let mut backend = crate::backend::redis::RedisBackend::builder().url(url);
    if let Some(timeout) = config.timeout {
        backend = backend.command_timeout(timeout);
    }
    Ok(CacheKit::builder().backend(std::sync::Arc::new(backend.build()?)))
}

#[cfg(not(all(feature = "redis", not(target_arch = "wasm32"))))]
fn redis(_url: &str, _config: &CachekitConfig) -> Result<CacheKitBuilder, CachekitError> {
    Err(refused("`redis://` needs the feature `redis` of cachekit-rs (not on wasm32)"))
}

#[cfg(all(feature = "memcached", not(target_arch = "wasm32")))]
fn memcached(url: &str, config: &CachekitConfig) -> Result<CacheKitBuilder, CachekitError> {
    let mut backend = crate::backend::memcached::MemcachedBackend::builder().url(url);
    if let Some(timeout) = config.timeout {
        backend = backend.command_timeout(timeout);
    }
    Ok(CacheKit::builder().backend(std::sync::Arc::new(backend.build()?)))
}

#[cfg(not(all(feature = "memcached", not(target_arch = "wasm32"))))]
fn memcached(_url: &str, _config: &CachekitConfig) -> Result<CacheKitBuilder, CachekitError> {
    Err(refused("`memcache://` needs the feature `memcached` of cachekit-rs (not on wasm32)"))
}

/// cachekit.io, here or where a configuration says.
#[cfg(all(feature = "cachekitio", not(target_arch = "wasm32")))]
fn hosted(url: &str, config: &CachekitConfig) -> Result<CacheKitBuilder, CachekitError> {
    super::configured::hosted(url, config)
}

#[cfg(not(all(feature = "cachekitio", not(target_arch = "wasm32"))))]
fn hosted(_url: &str, _config: &CachekitConfig) -> Result<CacheKitBuilder, CachekitError> {
    Err(refused(
        "there is no URL of a backend, and cachekit.io needs the feature `cachekitio` of cachekit-rs, which has no \
         transport on wasm32",
    ))
}

fn refused(message: &str) -> CachekitError {
    CachekitError::Config(message.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn refusal(url: &str) -> String {
        match CacheKit::connect(url) {
            Err(CachekitError::Config(message)) => message,
            Err(error) => panic!("another error: {error}"),
            Ok(_) => panic!("a backend for `{url}`"),
        }
    }

    #[test]
    fn the_scheme_picks_the_backend() {
        assert!(CacheKit::connect("memory:").is_ok());
        assert_eq!(cfg!(feature = "redis"), CacheKit::connect("redis://localhost/1").is_ok());
        assert_eq!(cfg!(feature = "redis"), CacheKit::connect("redis-cluster://one,two").is_ok());
        assert_eq!(cfg!(feature = "redis-tls"), CacheKit::connect("rediss://localhost").is_ok());
        assert_eq!(cfg!(feature = "memcached"), CacheKit::connect("memcache://a,b:7000").is_ok());
    }

    #[test]
    fn what_no_backend_has_is_refused_with_what_there_is() {
        for url in ["", "redis", "localhost:6379", "Redis://localhost", "ftp://localhost", "/var/cache"] {
            assert!(refusal(url).contains("`redis://`"), "{url}");
        }
        assert!(refusal("http://api.cachekit.io").contains("https"));
        assert!(refusal("memory:somewhere").contains("nothing follows"));
    }

    #[cfg(all(feature = "file", unix))]
    #[test]
    fn directories_are_absolute_and_percent_encoded() {
        let parent = tempfile::tempdir().unwrap();
        let url = format!("file://{}/a%20b", parent.path().display());
        CacheKit::connect(url).unwrap().build().unwrap();
        assert!(parent.path().join("a b").is_dir());
        for url in ["file:", "file:cache", "file://cache", "file:///a?b", "file:///a#b"] {
            assert!(refusal(url).contains("absolute path"), "{url}");
        }
    }

    #[test]
    fn a_backend_that_is_not_built_in_names_its_feature() {
        for (scheme, feature, is_built) in [
            ("file:///nowhere", "`file`", cfg!(feature = "file")),
            ("redis://localhost", "`redis`", cfg!(feature = "redis")),
            ("memcache://localhost", "`memcached`", cfg!(feature = "memcached")),
            ("https://api.cachekit.io", "`cachekitio`", cfg!(feature = "cachekitio")),
        ] {
            assert!(is_built || refusal(scheme).contains(feature), "{scheme}");
        }
    }

    #[cfg(feature = "memcached")]
    #[test]
    fn a_namespace_that_memcached_keys_cannot_begin_with_is_refused() {
        let client =
            |namespace: &str| CacheKit::connect("memcache://localhost").unwrap().namespace(namespace).build();
        assert!(client("shop").is_ok());
        for (namespace, says) in [("my shop", "spaces"), (&"x".repeat(250), "at most 250")] {
            let Err(CachekitError::Config(message)) = client(namespace) else {
                panic!("it takes {namespace}")
            };
            assert!(message.contains("namespace") && message.contains(says), "{message}");
        }
    }

    #[cfg(feature = "cachekitio")]
    #[test]
    fn the_service_needs_a_key() {
        assert!(refusal("https://api.cachekit.io").contains("API key"));
    }

    proptest! {
        #[test]
        fn no_url_panics_or_is_repeated(
            scheme in prop::sample::select(vec![
                "redis", "rediss", "redis-cluster", "redis-sentinel", "unix", "memcache", "memcache+unix", "https", "http",
                "ftp", "memory", "",
            ]),
            rest in ".{0,40}",
        ) {
            if let Err(error) = CacheKit::connect(format!("{scheme}://me:hunter2@{rest}")) {
                let shown = format!("{error:?}");
                prop_assert!(!shown.contains("hunter2"));
            }
        }
    }
}
