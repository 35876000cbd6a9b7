//! Servers that answer, and refuse.

use std::fs;
use std::path::Path;

use cachekit::error::BackendErrorKind::{Authentication, Transient};
use cachekit_test_servers::{Proxy, RedisOptions, RedisServer, holds_within};

use crate::support::{
    Card, Price, RECOVERY, Vault, WARM, ask, ask_at, assert_refused, client, goes_on_without_a_server,
    goes_on_without_writes, impatient, load, recovers, recovers_at, redis_at, warm,
};

/// Waits until a server says so.
async fn until(holds: impl Fn() -> bool) {
    holds_within(RECOVERY, async || holds()).await;
}

fn with(arguments: &[&str]) -> RedisServer {
    RedisServer::with(&RedisOptions { arguments, ..Default::default() })
}

#[tokio::test]
async fn a_replica_takes_no_writes() {
    let primary = RedisServer::start();
    drop(warm(&primary.url()).await);
    let replica = with(&["--replicaof", "127.0.0.1", &primary.port().to_string()]);
    until(|| ask(&replica, &["EXISTS", WARM])).await;
    let cache = client(impatient(&replica.url())).build().unwrap();
    for sku in [WARM, WARM] {
        load(&cache, &Price { sku }, "never read").await.unwrap();
        load(&cache, &Card { owner: sku }, "never read").await.unwrap();
        load(&cache, &Vault { owner: sku }, "never read").await.unwrap();
    }
    goes_on_without_writes(&cache, Transient, "READONLY").await;
    let () = ask(&replica, &["REPLICAOF", "NO", "ONE"]);
    recovers(&cache, &replica).await;
}

#[tokio::test]
async fn a_primary_becomes_a_replica_of_the_next() {
    let (first, second) = (RedisServer::start(), RedisServer::start());
    let proxy = Proxy::start(first.port());
    let cache = warm(&redis_at(proxy.port())).await;
    // The address moves with the role, and no connection ends.
    proxy.redirect(second.port());
    let () = ask(&first, &["REPLICAOF", "127.0.0.1", &second.port().to_string()]);
    let error = assert_refused(cache.set("greeting", "hello").await, Transient);
    assert!(error.contains("READONLY"), "{error}");
    recovers(&cache, &second).await;
}

#[tokio::test]
async fn a_server_has_no_room() {
    let server = with(&["--maxmemory-policy", "noeviction"]);
    let cache = warm(&server.url()).await;
    let () = ask(&server, &["CONFIG", "SET", "maxmemory", "1"]);
    goes_on_without_writes(&cache, Transient, "OOM").await;
    let () = ask(&server, &["CONFIG", "SET", "maxmemory", "0"]);
    recovers(&cache, &server).await;
}

#[tokio::test]
async fn a_server_cannot_save() {
    let server = with(&["--save", "3600 1"]);
    let cache = warm(&server.url()).await;
    let [_, dir]: [String; 2] = ask::<Vec<String>>(&server, &["CONFIG", "GET", "dir"]).try_into().unwrap();
    let dump = Path::new(&dir).join("dump.rdb");
    // No file can take the place of a folder that is not empty.
    fs::create_dir_all(dump.join("in the way")).unwrap();
    let () = ask(&server, &["BGSAVE"]);
    let failed = || ask::<String>(&server, &["INFO", "persistence"]).contains("rdb_last_bgsave_status:err");
    until(failed).await;
    goes_on_without_writes(&cache, Transient, "MISCONF").await;
    fs::remove_dir_all(dump).unwrap();
    let () = ask(&server, &["BGSAVE"]);
    until(|| !failed()).await;
    recovers(&cache, &server).await;
}

#[tokio::test]
async fn a_server_loads_what_it_has_saved() {
    // Two milliseconds for each entry, so that it takes a while.
    let mut server = with(&[
        "--key-load-delay",
        "2000",
        "--loading-process-events-interval-bytes",
        "1024",
        "--enable-debug-command",
        "yes",
    ]);
    let cache = warm(&server.url()).await;
    let () = ask(&server, &["DEBUG", "POPULATE", "1000", "filler", "100"]);
    let () = ask(&server, &["SAVE"]);
    server.kill();
    server.restart();
    // The first call finds the old connection at its end.
    let _ = cache.get::<String>("anything").await;
    let error = assert_refused(cache.get::<String>("anything").await, Transient);
    assert!(error.contains("LOADING"), "{error}");
    goes_on_without_a_server(&cache, Transient, "loading").await;
    assert!(
        ask::<String>(&server, &["INFO", "persistence"]).contains("\nloading:1"),
        "all that while it was loading"
    );
    recovers(&cache, &server).await;
    assert_eq!(cache.get::<String>(WARM).await.unwrap().as_deref(), Some("from before the fault"));
}

#[tokio::test]
async fn a_password_is_wrong() {
    let server = with(&["--requirepass", "hunter2"]);
    let with_password = |password: &str| server.url().replace("//", &format!("//:{password}@"));
    let cache = client(impatient(&with_password("hunter3"))).build().unwrap();
    let error = assert_refused(cache.get::<String>("anything").await, Authentication);
    assert!(!error.contains("hunter"), "{error}");
    let () = ask_at(&with_password("hunter2"), &["CONFIG", "SET", "requirepass", "hunter3"]);
    recovers_at(&cache, &with_password("hunter3")).await;
}

#[tokio::test]
async fn a_password_changes_while_clients_are_connected() {
    let server = with(&["--user", "app", "on", ">hunter2", "~*", "+@all"]);
    let cache = warm(&server.url().replace("//", "//app:hunter2@")).await;
    let () = ask(&server, &["ACL", "SETUSER", "app", "resetpass", ">hunter3"]);
    assert_eq!(cache.get::<String>("anything").await.unwrap(), None, "who is in, is in");
    let () = ask(&server, &["CLIENT", "KILL", "USER", "app"]);
    let _ = cache.get::<String>("anything").await;
    goes_on_without_a_server(&cache, Authentication, "changed").await;
    let () = ask(&server, &["ACL", "SETUSER", "app", ">hunter2"]);
    recovers(&cache, &server).await;
}

#[tokio::test]
async fn a_user_loses_rights_while_connected() {
    let server = with(&["--user", "app", "on", ">hunter2", "~*", "+@all"]);
    let cache = warm(&server.url().replace("//", "//app:hunter2@")).await;
    let () = ask(&server, &["ACL", "SETUSER", "app", "-@write"]);
    goes_on_without_writes(&cache, Authentication, "NOPERM").await;
    let () = ask(&server, &["ACL", "SETUSER", "app", "-@all"]);
    goes_on_without_a_server(&cache, Authentication, "nothing").await;
    let () = ask(&server, &["ACL", "SETUSER", "app", "+@all"]);
    recovers(&cache, &server).await;
}
