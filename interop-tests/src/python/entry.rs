//! How a Python program declares what it caches.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::master_keys::MasterKeys;
use cachekit_test_servers::RedisServer;

/// A function `app.users.get_user` with a decorator of the SDK on it.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    form: &'static str,
    #[serde(flatten)]
    store: Store,
    words: BTreeMap<&'static str, Json>,
    #[serde(skip_serializing_if = "Option::is_none")]
    custom_key: Option<String>,
    #[serde(skip)]
    keys: Option<MasterKeys>,
    #[serde(skip)]
    deployment: Option<&'static str>,
}

/// Where the decorated function keeps its entries.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "store", rename_all = "lowercase")]
pub enum Store {
    /// A Redis that the program names.
    Redis {
        /// Of the server.
        url: String,
    },
    /// A directory.
    File {
        /// Of the entries.
        dir: PathBuf,
    },
    /// memcached servers.
    Memcached {
        /// Host and port of each.
        servers: Vec<String>,
    },
    /// What the SDK finds in the environment.
    Environment,
}

impl From<&RedisServer> for Store {
    fn from(server: &RedisServer) -> Self {
        Self::Redis { url: server.url() }
    }
}

impl Entry {
    /// `@cache(ttl=300)`.
    pub fn of(store: impl Into<Store>) -> Self {
        let words = BTreeMap::from([("ttl", json!(300))]);
        Self { form: "default", store: store.into(), words, custom_key: None, keys: None, deployment: None }
    }

    /// `@cache.minimal`: no checksum, no compression.
    #[must_use]
    pub fn minimal(mut self) -> Self {
        self.form = "minimal";
        self
    }

    /// `namespace="users", interop="get_user"`: entries that other languages read.
    #[must_use]
    pub fn interop(mut self) -> Self {
        self.words.insert("interop", json!("get_user"));
        self.namespace("users")
    }

    /// `@cache.secure(master_key=…)`, failing where a decryption fails.
    #[must_use]
    pub fn secure(mut self, keys: &MasterKeys) -> Self {
        self.form = "secure";
        self.words.insert("master_key", json!(keys.current));
        self.words.insert("fail_closed", json!(true));
        self.keys = Some(keys.clone());
        self
    }

    /// The deployment's id, which is the tenant that keys are derived for; without one it is `default`.
    #[must_use]
    pub fn deployment(mut self, id: &'static str) -> Self {
        self.deployment = Some(id);
        self
    }

    /// `namespace=…`
    #[must_use]
    pub fn namespace(mut self, namespace: &str) -> Self {
        self.words.insert("namespace", json!(namespace));
        self
    }

    /// `key=lambda …: key`
    #[must_use]
    pub fn custom_key(mut self, key: &str) -> Self {
        self.custom_key = Some(key.to_owned());
        self
    }

    /// `integrity_checking=False`
    #[must_use]
    pub fn without_integrity(mut self) -> Self {
        self.words.insert("integrity_checking", json!(false));
        self
    }

    /// `ttl=None`: until it is deleted.
    #[must_use]
    pub fn forever(mut self) -> Self {
        self.words.insert("ttl", Json::Null);
        self
    }

    /// The variables that the SDK takes keys and tenant from.
    pub(super) fn environment(&self) -> BTreeMap<&'static str, String> {
        let mut variables = BTreeMap::new();
        if let Some(keys) = &self.keys {
            variables.insert("CACHEKIT_MASTER_KEY", keys.current.clone());
            if !keys.previous.is_empty() {
                variables.insert("CACHEKIT_PREVIOUS_MASTER_KEYS", keys.previous.join(","));
            }
        }
        if let Some(id) = self.deployment {
            variables.insert("CACHEKIT_DEPLOYMENT_UUID", id.to_owned());
        }
        variables
    }
}
