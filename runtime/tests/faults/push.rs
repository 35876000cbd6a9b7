//! A client that is told of changes, and what it does when it may not have been told.

use std::time::Duration;

use cachekit::Coherence;
use cachekit::prelude::*;
use cachekit_test_servers::{Ending, Proxy, RedisServer, holds_within};
use tokio::time::{Instant, sleep};

use crate::support::{LIMIT, Price, RECOVERY, ask, client, impatient, recovers, redis_at, within};

/// What a loss that shows takes to be noticed, on a busy machine.
const AT_ONCE: Duration = Duration::from_millis(250);
/// A connection that died without a sign: a second until it is asked, and a second for the answer.
const WITHOUT_A_SIGN: Duration = Duration::from_millis(2_250);

const KEY: Price<'static> = Price { sku: "told" };

struct Told {
    server: RedisServer,
    proxy: Proxy,
    cache: CacheKit,
    /// Another client, which no fault concerns.
    other: CacheKit,
}

impl Told {
    /// With an entry in L1 that stays there, if nothing happens.
    async fn start() -> Self {
        let server = RedisServer::start();
        let proxy = Proxy::start(server.port());
        let cache = client(impatient(&redis_at(proxy.port()))).coherence(Coherence::Push).build().unwrap();
        let other = client(impatient(&server.url())).no_l1().build().unwrap();
        let told = Self { server, proxy, cache, other };
        told.is_live(true).await;
        told.other.entry(&KEY).set("old".to_owned()).await.unwrap();
        // News of that which came later would drop L1 in place of the fault.
        holds_within(RECOVERY, async || told.cache.stats().coherence.unwrap().changes > 0).await;
        holds_within(RECOVERY, async || {
            told.cache.entry(&KEY).get().await.unwrap();
            told.cache.get_if_present(&KEY).is_some()
        })
        .await;
        told
    }

    async fn is_live(&self, live: bool) {
        holds_within(RECOVERY, async || self.cache.stats().coherence.unwrap().is_live == live).await;
    }

    /// Nothing that L1 held is served for longer than that, though nobody asks the server.
    async fn drops_l1(&self, limit: Duration) {
        let begun = Instant::now();
        while self.cache.get_if_present(&KEY).is_some() {
            assert!(begun.elapsed() < limit, "what has changed is served for longer than {limit:?}");
            sleep(Duration::from_millis(1)).await;
        }
    }

    /// Reads until there is an answer, which has to be the right one.
    async fn reads(&self, value: Option<&str>) {
        let begun = Instant::now();
        loop {
            match within(LIMIT, self.cache.entry(&KEY).get()).await {
                Ok(found) => {
                    assert_eq!(found.as_deref().map(String::as_str), value);
                    return;
                }
                Err(error) => assert!(begun.elapsed() < RECOVERY, "still no answer: {error}"),
            }
        }
    }

    /// The connections fail, and the entry changes at the server before anybody can know.
    async fn misses_a_change(&self, fault: impl Fn(&Proxy), noticed: Duration) {
        fault(&self.proxy);
        self.other.entry(&KEY).set("new".to_owned()).await.unwrap();
        self.drops_l1(noticed).await;
        self.proxy.pass();
        self.reads(Some("new")).await;
        self.is_live(true).await;
        assert_eq!(self.cache.stats().coherence.unwrap().losses, 1);
        self.reads(Some("new")).await;
        recovers(&self.cache, &self.server).await;
    }
}

#[tokio::test]
async fn a_connection_that_ends_drops_l1_at_once() {
    for ending in [Ending::Fin, Ending::Reset] {
        Told::start().await.misses_a_change(|proxy| proxy.cut(ending), AT_ONCE).await;
    }
}

#[tokio::test]
async fn news_that_are_cut_short_drop_l1_at_once() {
    Told::start().await.misses_a_change(|proxy| proxy.cut_replies_after(5, Ending::Fin), AT_ONCE).await;
}

#[tokio::test]
async fn a_connection_that_ends_and_is_refused_drops_l1_at_once() {
    let fault = |proxy: &Proxy| {
        proxy.refuse();
        proxy.cut(Ending::Fin);
    };
    Told::start().await.misses_a_change(fault, AT_ONCE).await;
}

#[tokio::test]
async fn a_half_open_connection_drops_l1_when_it_is_asked() {
    Told::start().await.misses_a_change(Proxy::half_open, WITHOUT_A_SIGN).await;
}

#[tokio::test]
async fn a_black_hole_drops_l1_when_it_is_asked() {
    Told::start().await.misses_a_change(Proxy::black_hole, WITHOUT_A_SIGN).await;
}

#[tokio::test]
async fn news_that_are_late_are_late_by_no_more_than_that() {
    let told = Told::start().await;
    told.proxy.delay(Duration::from_millis(100));
    told.other.entry(&KEY).delete().await.unwrap();
    told.drops_l1(Duration::from_millis(100) + AT_ONCE).await;
    told.reads(None).await;
    assert_eq!(told.cache.stats().coherence.unwrap().losses, 0);
}

#[tokio::test]
async fn a_server_that_is_stopped_drops_l1_when_it_is_asked() {
    let told = Told::start().await;
    told.server.pause();
    told.drops_l1(WITHOUT_A_SIGN).await;
    told.server.resume();
    told.is_live(true).await;
    told.reads(Some("old")).await;
}

#[tokio::test]
async fn a_server_that_comes_back_empty_is_believed() {
    let mut told = Told::start().await;
    told.server.kill();
    told.drops_l1(AT_ONCE).await;
    told.server.restart();
    told.is_live(true).await;
    told.reads(None).await;
}

#[tokio::test]
async fn a_primary_that_became_a_replica_tells_on() {
    let told = Told::start().await;
    let next = RedisServer::start();
    told.proxy.redirect(next.port());
    let port = next.port().to_string();
    let () = ask(&told.server, &["REPLICAOF", "127.0.0.1", &port]);
    // What the first one held is gone there.
    told.drops_l1(RECOVERY).await;
    recovers(&told.cache, &next).await;
    told.reads(None).await;
}
