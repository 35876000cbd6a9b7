//! A primary that sentinels watch.

use std::time::Duration;

use cachekit::backend::Backend;
use cachekit::backend::redis::RedisBackend;
use cachekit::error::BackendErrorKind::{Authentication, Permanent, Transient};
use cachekit_test_servers::{RedisSentinels, RedisServer};

use crate::support::{KEY, LIMIT, VALUE, assert_refused, recovers, within};

/// A primary is missed, the sentinels agree, and its replica is promoted: on a busy machine.
const FAILOVER: Duration = Duration::from_secs(30);

fn impatient(url: impl Into<String>) -> RedisBackend {
    RedisBackend::builder().url(url).connect_timeout(LIMIT).command_timeout(LIMIT).build().unwrap()
}

#[tokio::test]
async fn the_primary_is_found_though_a_sentinel_is_silent() {
    let sentinels = RedisSentinels::start();
    sentinels.pause_sentinel(0);
    let backend = impatient(sentinels.url());
    within(LIMIT, backend.connect()).await.unwrap();
    cachekit::testing::check_backend(&backend).await.unwrap();
}

/// The primary dies, and the backend finds the replica that takes over.
pub(crate) async fn check_failover(mut sentinels: RedisSentinels, backend: RedisBackend) {
    recovers(FAILOVER, || backend.set(KEY, VALUE.to_vec(), None)).await;
    sentinels.server(0).kill();
    assert_refused(within(LIMIT, backend.get(KEY)).await, Transient);
    recovers(FAILOVER, || within(LIMIT, backend.set(KEY, b"new".to_vec(), None))).await;
    assert_eq!(sentinels.primary(), 1);
    assert_eq!(backend.get(KEY).await.unwrap().as_deref(), Some(&b"new"[..]));
}

#[tokio::test]
async fn the_replica_of_a_primary_that_dies_takes_over() {
    let sentinels = RedisSentinels::start();
    let backend = impatient(sentinels.url());
    check_failover(sentinels, backend).await;
}

#[tokio::test]
async fn a_primary_that_falls_silent_is_replaced() {
    let mut sentinels = RedisSentinels::start();
    let backend = impatient(sentinels.url());
    backend.set(KEY, VALUE.to_vec(), None).await.unwrap();
    sentinels.server(0).pause();
    recovers(FAILOVER, || within(LIMIT, backend.set(KEY, b"new".to_vec(), None))).await;
    assert_eq!(sentinels.primary(), 1);
    sentinels.server(0).resume();
    assert_eq!(recovers(FAILOVER, || backend.get(KEY)).await.as_deref(), Some(&b"new"[..]));
}

#[tokio::test]
async fn writes_follow_a_planned_change_of_roles() {
    let sentinels = RedisSentinels::start();
    let backend = impatient(sentinels.url());
    backend.set(KEY, VALUE.to_vec(), None).await.unwrap();
    sentinels.fail_over();
    let changed = async || {
        let written = within(LIMIT, backend.set(KEY, b"new".to_vec(), None)).await;
        written.and_then(|()| match sentinels.primary() {
            1 => Ok(()),
            _ => Err(cachekit::error::BackendError::transient("the first is still the primary")),
        })
    };
    recovers(FAILOVER, changed).await;
    recovers(FAILOVER, || within(LIMIT, backend.set(KEY, b"newer".to_vec(), None))).await;
    assert_eq!(backend.get(KEY).await.unwrap().as_deref(), Some(&b"newer"[..]));
}

#[tokio::test]
async fn a_name_that_no_sentinel_knows_is_an_error_that_says_so() {
    let sentinels = RedisSentinels::start();
    let backend = impatient(sentinels.url().replace("=main", "=mian"));
    let error = assert_refused(within(LIMIT, backend.connect()).await, Permanent);
    assert!(error.to_string().contains("sentinelServiceName"), "{error}");
}

#[tokio::test]
async fn sentinels_have_a_password_of_their_own() {
    let sentinels = RedisSentinels::start();
    for sentinel in 0..3 {
        sentinels.ask_sentinel(sentinel, &["ACL", "SETUSER", "default", ">hunter2"]);
    }
    let connect = async |more: &str| impatient(sentinels.url() + more).connect().await;
    let error = assert_refused(connect("").await, Authentication);
    assert!(error.to_string().contains("`sentinelPassword`"), "{error}");
    let error = assert_refused(connect("&sentinelPassword=hunter22").await, Authentication);
    assert!(error.to_string().contains("credentials"), "{error}");
    connect("&sentinelPassword=hunter2").await.unwrap();
}

#[tokio::test]
async fn a_server_that_is_taken_for_a_sentinel_says_what_it_is() {
    let server = RedisServer::start();
    let url = format!("redis-sentinel://localhost:{}?sentinelServiceName=main", server.port());
    let error = assert_refused(impatient(url).connect().await, Permanent);
    assert!(error.to_string().contains("write `redis://`"), "{error}");
}
