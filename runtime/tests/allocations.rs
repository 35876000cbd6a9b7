//! A hit in L1 takes no memory, encryption no more than its result: counted by an allocator, in a binary of its own.

use std::future::Future;
use std::sync::Arc;

use allocation_counter::measure;
use cachekit::prelude::*;
use serde::{Deserialize, Serialize};
use tokio::runtime::Runtime;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, CacheValue)]
struct Page {
    body: String,
}

/// Three parts, one of them borrowed and escaped.
#[derive(CacheRegion)]
#[cache(namespace = "pages", key = "by-path:{tenant}:{path}:{version}", value = Page, ttl = "5m")]
struct PageByPath<'a> {
    tenant: u32,
    path: &'a str,
    version: Option<i64>,
}

#[cachekit(ttl = "5m", namespace = "fn-pages")]
async fn page(
    cache: &CacheKit,
    tenant: u32,
    path: &str,
    version: Option<i64>,
) -> Result<Arc<Page>, std::io::Error> {
    let _ = (tenant, version);
    Ok(Arc::new(Page { body: path.to_owned() }))
}

const PATH: &str = "/docs/a b";

/// Other regions on the client, so that the one that is measured is not alone.
macro_rules! other_regions {
    ($($name:ident $namespace:literal)*) => {
        $(
            #[derive(CacheRegion)]
            #[cache(namespace = $namespace, key = "{id}", value = u64, ttl = "5m")]
            struct $name { id: u64 }
        )*

        async fn use_other_regions(cache: &CacheKit) -> Result<(), CachekitError> {
            $(cache.entry(&$name { id: 1 }).set(1).await?;)*
            Ok(())
        }
    };
}

other_regions! {
    R00 "r00" R01 "r01" R02 "r02" R03 "r03" R04 "r04" R05 "r05" R06 "r06" R07 "r07" R08 "r08" R09 "r09"
    R10 "r10" R11 "r11" R12 "r12" R13 "r13" R14 "r14" R15 "r15" R16 "r16" R17 "r17" R18 "r18" R19 "r19"
}

fn client(runtime: &Runtime) -> CacheKit {
    let cache = CacheKit::in_memory().build().expect("a client");
    runtime.block_on(async {
        use_other_regions(&cache).await.expect("other regions");
        let key = PageByPath { tenant: 7, path: PATH, version: Some(-1) };
        assert_eq!(cache.entry(&key).key(), "pages:by-path:7:.2Fdocs.2Fa.20b:-1");
        cache.entry(&key).set(Page { body: "x".to_owned() }).await.expect("an entry");
        page(&cache, 7, PATH, Some(-1)).await.expect("a page");
    });
    cache
}

/// Runs a hit until it is warm, and then counts the allocations of a thousand.
fn allocations_of<F: Future<Output = ()>>(runtime: &Runtime, hit: impl Fn() -> F) -> u64 {
    // What the runtime itself takes for a `block_on` is not the cache's.
    let baseline = measure(|| runtime.block_on(async {})).count_total;
    runtime.block_on(async {
        for _ in 0..100 {
            hit().await;
        }
    });
    let counted = measure(|| {
        runtime.block_on(async {
            for _ in 0..1000 {
                hit().await;
            }
        });
    });
    counted.count_total - baseline
}

#[test]
fn the_counter_counts() {
    assert!(measure(|| drop(vec![1_u8])).count_total > 0);
}

#[test]
fn a_hit_allocates_nothing() {
    let runtime = Runtime::new().expect("a runtime of several threads");
    let cache = client(&runtime);
    let key = || PageByPath { tenant: 7, path: PATH, version: Some(-1) };

    let get = allocations_of(&runtime, || async {
        assert!(cache.entry(&key()).get().await.expect("a hit").is_some());
    });
    assert_eq!(get, 0, "entry().get()");

    let get_or_load = allocations_of(&runtime, || async {
        let load = || async { Err::<Page, _>(std::io::Error::other("a hit loads nothing")) };
        assert_eq!(cache.entry(&key()).get_or_load(load).await.expect("a hit").body, "x");
    });
    assert_eq!(get_or_load, 0, "get_or_load");

    let function = allocations_of(&runtime, || async {
        assert_eq!(page(&cache, 7, PATH, Some(-1)).await.expect("a hit").body, PATH);
    });
    assert_eq!(function, 0, "a function that returns an Arc");

    let present = allocations_of(&runtime, || async {
        assert!(cache.get_if_present(&key()).is_some());
    });
    assert_eq!(present, 0, "get_if_present()");
}

#[test]
fn a_hit_by_a_key_that_is_too_long_for_its_place_allocates_the_key() {
    let runtime = Runtime::new().expect("a runtime of several threads");
    let cache = client(&runtime);
    let path = "/with an escape/".repeat(8);
    let key = || PageByPath { tenant: 7, path: &path, version: Some(-1) };
    runtime.block_on(async {
        cache.entry(&key()).set(Page { body: "x".to_owned() }).await.expect("an entry");
    });
    assert!((80..=247).contains(&cache.entry(&key()).key().len()));
    let get = allocations_of(&runtime, || async {
        assert!(cache.entry(&key()).get().await.expect("a hit").is_some());
    });
    assert_eq!(get, 1000, "one a hit");
}

#[cfg(feature = "encryption")]
#[test]
fn encryption_allocates_its_result_only() {
    // The longest tenant, and the longest key that a region can have.
    let layer = EncryptionLayer::new(&[7; 32], &"t".repeat(255)).expect("a layer");
    let key = "k".repeat(250);
    let value = [7; 5_000];
    let sealed = layer.encrypt(&value, &key).expect("sealed bytes");

    let encrypt = measure(|| drop(layer.encrypt(&value, &key)));
    assert_eq!((encrypt.count_total, encrypt.bytes_total), (1, 5_028));
    let decrypt = measure(|| drop(layer.decrypt(&sealed, &key)));
    assert_eq!((decrypt.count_total, decrypt.bytes_total), (1, 5_000));
}

#[test]
fn an_interop_key_allocates_nothing() {
    use cachekit::interop::InteropOperation;
    const SEARCH: InteropOperation<'_> = match InteropOperation::new("users", "search") {
        Ok(operation) => operation,
        Err(_) => panic!("not the names of an interop key"),
    };
    let counted = measure(|| {
        for page in 0..1000_u32 {
            let key = SEARCH.key(&("alice", page, Some(1.5), ["a", "b"], true)).expect("a key");
            assert!(key.starts_with("users:search:"));
        }
    });
    assert_eq!(counted.count_total, 0);
}
