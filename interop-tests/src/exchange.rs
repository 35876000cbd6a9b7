//! One interop entry, the user 42, and all who read and write it.

use std::fmt;

use cachekit::backend::Backend;
use cachekit::{CacheKit, Entry as RegionEntry};

use crate::master_keys::MasterKeys;
use crate::ours::{self, GetUser, GetUserSecurely, Unanswered};
use crate::published_sdk;
use crate::python::{Entry, Python};
use crate::shelf::RedisShelf;
use crate::tables::{ARGUMENTS, DEPLOYMENT, INTEROP_KEY};
use crate::value::Value;
use crate::wire::Wire;
use cachekit_test_servers::RedisServer;

/// Those who share the entry, each with the same verbs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sdk {
    /// Our regions in the interop layout.
    OurRegions,
    /// Our functions in the interop layout.
    OurFunctions,
    /// The published crate.
    Published,
    /// Python's decorators.
    Python,
}

/// All of them.
pub const ALL: [Sdk; 4] = [Sdk::OurRegions, Sdk::OurFunctions, Sdk::Published, Sdk::Python];

/// Who seals for whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tenant {
    /// Python's, where it names no deployment: `default`.
    Default,
    /// The id of Python's deployment.
    Deployment,
}

impl Tenant {
    /// As Rust programs name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Deployment => DEPLOYMENT,
        }
    }
}

/// A client of each SDK on one Redis.
pub struct Exchange {
    /// What is in Redis.
    pub shelf: RedisShelf,
    secure: bool,
    // A region and a function with its key are two declarations, which one client refuses.
    regions: CacheKit,
    functions: CacheKit,
    published: published::CacheKit,
    python: &'static Python,
    entry: Entry,
}

/// What somebody found, or the text of an error.
pub type Found = Result<Option<Value>, String>;

impl Exchange {
    /// Nobody encrypts.
    pub async fn plain(server: &RedisServer, python: &'static Python) -> Self {
        let shelf = RedisShelf::connect(server).await;
        Self {
            secure: false,
            regions: ours::plain(ours::on_redis(&shelf)),
            functions: ours::plain(ours::on_redis(&shelf)),
            published: published_sdk::plain(published_sdk::on_redis(server).await),
            python,
            entry: Entry::of(server).interop(),
            shelf,
        }
    }

    /// All encrypt with the same keys.
    pub async fn secure(
        server: &RedisServer,
        python: &'static Python,
        keys: &MasterKeys,
        tenant: Tenant,
    ) -> Self {
        let shelf = RedisShelf::connect(server).await;
        let entry = Entry::of(server).interop().secure(keys);
        Self {
            secure: true,
            regions: ours::secure(ours::on_redis(&shelf), keys, tenant.name()),
            functions: ours::secure(ours::on_redis(&shelf), keys, tenant.name()),
            published: published_sdk::secure(published_sdk::on_redis(server).await, keys, tenant.name()),
            python,
            entry: if tenant == Tenant::Deployment { entry.deployment(DEPLOYMENT) } else { entry },
            shelf,
        }
    }

    /// Lets one of them write the entry, which is not there before.
    pub async fn write(&self, sdk: Sdk, value: &Value) {
        self.delete().await;
        match sdk {
            Sdk::OurRegions if self.secure => set(&self.securely(), value).await,
            Sdk::OurRegions => set(&self.plainly(), value).await,
            Sdk::OurFunctions => {
                let returned = self.call(Some(value)).await.expect("the function has an answer");
                assert_eq!(returned, Wire(value.clone()));
            }
            Sdk::Published => {
                self.published
                    .set(INTEROP_KEY, &value.to_wire())
                    .await
                    .expect("the published crate writes it");
            }
            Sdk::Python => assert_eq!(self.python.write(&self.entry, &ARGUMENTS, value), Ok(true)),
        }
        // Nobody writes anything else, or later.
        assert_eq!(self.shelf.keys().await, [INTEROP_KEY], "written by {sdk:?}");
    }

    /// Lets one of them read the entry.
    pub async fn read(&self, sdk: Sdk) -> Found {
        match sdk {
            Sdk::OurRegions if self.secure => get(&self.securely()).await,
            Sdk::OurRegions => get(&self.plainly()).await,
            Sdk::OurFunctions => match self.call(None).await {
                Ok(Wire(value)) => Ok(Some(value)),
                Err(Unanswered::Missed) => Ok(None),
                Err(Unanswered::Cache(error)) => Err(error.to_string()),
            },
            Sdk::Published => published_sdk::get(&self.published, INTEROP_KEY).await,
            Sdk::Python => self.python.read(&self.entry, &ARGUMENTS),
        }
    }

    /// What Redis holds of the entry.
    pub async fn bytes(&self) -> Vec<u8> {
        self.shelf.bytes(INTEROP_KEY).await
    }

    /// Puts other bytes in the place of the entry.
    pub async fn put(&self, bytes: Vec<u8>) {
        self.shelf.set(INTEROP_KEY, bytes, None).await.expect("Redis takes it");
    }

    async fn delete(&self) {
        self.shelf.delete(INTEROP_KEY).await.expect("Redis deletes it");
    }

    fn plainly(&self) -> RegionEntry<'_, Wire> {
        self.regions.entry(&GetUser { id: 42 })
    }

    fn securely(&self) -> RegionEntry<'_, Wire> {
        self.regions.entry(&GetUserSecurely { id: 42 })
    }

    async fn call(&self, answer: Option<&Value>) -> Result<Wire, Unanswered> {
        if self.secure {
            ours::get_user_securely(&self.functions, 42, answer).await
        } else {
            ours::get_user(&self.functions, 42, answer).await
        }
    }
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange").field("secure", &self.secure).finish_non_exhaustive()
    }
}

async fn set(entry: &RegionEntry<'_, Wire>, value: &Value) {
    entry.set(Wire(value.clone())).await.expect("our region writes it");
}

async fn get(entry: &RegionEntry<'_, Wire>) -> Found {
    let found = entry.get().await.map_err(|error| error.to_string())?;
    Ok(found.map(|wire| wire.0.clone()))
}
