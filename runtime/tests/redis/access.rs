//! Who may do what, and where entries stand.

use cachekit::backend::Backend;
use cachekit::backend::redis::RedisBackend;
use cachekit::error::{BackendErrorKind, CachekitError};
use cachekit_test_servers::{RedisOptions, RedisServer};

use crate::support::{KEY, Other, VALUE, assert_refused, backend};

fn at(url: String) -> RedisBackend {
    RedisBackend::builder().url(url).build().unwrap()
}

/// The address of a server with something before the host.
fn with_credentials(server: &RedisServer, credentials: &str) -> String {
    server.url().replace("//", &format!("//{credentials}@"))
}

#[tokio::test]
async fn a_password_is_asked_for_at_connect() {
    let server =
        RedisServer::with(&RedisOptions { arguments: &["--requirepass", "hunter2"], ..Default::default() });
    let right = at(with_credentials(&server, ":hunter2"));
    right.connect().await.unwrap();
    right.set(KEY, VALUE.to_vec(), None).await.unwrap();

    for wrong in [with_credentials(&server, ":hunter22"), with_credentials(&server, "nobody:hunter2")] {
        let wrong = at(wrong);
        let error = assert_refused(wrong.connect().await, BackendErrorKind::Authentication);
        assert!(error.to_string().contains("credentials"), "{error}");
        assert_refused(wrong.get(KEY).await, BackendErrorKind::Authentication);
        assert!(!format!("{wrong:?}").contains("hunter2"));
    }
    let error = assert_refused(at(server.url()).get(KEY).await, BackendErrorKind::Authentication);
    assert!(error.to_string().contains("wants a password"), "{error}");
}

#[tokio::test]
async fn a_user_may_do_what_the_server_lets_it() {
    let rules = ["--user", "reader", "on", ">hunter2", "~users:*", "+get", "+ping", "+client", "+select"];
    let server = RedisServer::with(&RedisOptions { arguments: &rules, ..Default::default() });
    let () = Other::of(&server).ask(&["SET", KEY, "written elsewhere"]);
    let reader = at(with_credentials(&server, "reader:hunter2"));
    assert!(reader.get(KEY).await.unwrap().is_some());
    let error = assert_refused(reader.delete(KEY).await, BackendErrorKind::Authentication);
    assert!(error.to_string().contains("NOPERM"), "{error}");
    assert_refused(reader.get("orders:1").await, BackendErrorKind::Authentication);
    assert!(reader.health().await.unwrap().details.is_empty(), "healthy, with nothing more to tell");
    assert!(reader.get(KEY).await.unwrap().is_some(), "a refusal does not end the connection");
}

#[tokio::test]
async fn a_database_is_chosen_by_the_url() {
    let server = RedisServer::start();
    let third = at(format!("{}/3", server.url()));
    third.set(KEY, VALUE.to_vec(), None).await.unwrap();
    assert!(Other::at(&format!("{}/3", server.url())).ask::<bool>(&["EXISTS", KEY]));
    assert!(!backend(&server).exists(KEY).await.unwrap());

    let beyond = at(format!("{}/77", server.url()));
    assert_refused(beyond.connect().await, BackendErrorKind::Permanent);
}

#[tokio::test]
async fn a_unix_socket_is_a_server_too() {
    let server = RedisServer::start();
    let local = at(format!("redis+unix://{}?db=2", server.socket().display()));
    local.set(KEY, VALUE.to_vec(), None).await.unwrap();
    assert!(Other::at(&format!("{}/2", server.url())).ask::<bool>(&["EXISTS", KEY]));
}

#[test]
fn a_builder_says_what_is_missing() {
    let refusal = |builder: cachekit::backend::redis::RedisBackendBuilder| match builder.build() {
        Err(CachekitError::Config(message)) => message,
        other => panic!("{other:?}"),
    };
    assert!(refusal(RedisBackend::builder()).contains("url("));
    let builder = || RedisBackend::builder().url("redis://me:hunter2@localhost");
    assert!(refusal(builder().command_timeout(std::time::Duration::ZERO)).contains("timeout"));
    assert!(!format!("{:?}", builder()).contains("hunter2"));
}

#[test]
fn outside_of_a_runtime_there_is_an_error_and_no_panic() {
    let server = RedisServer::start();
    let backend = backend(&server);
    let answer = futures_util::FutureExt::now_or_never(backend.get(KEY)).unwrap();
    let error = assert_refused(answer, BackendErrorKind::Permanent);
    assert!(error.to_string().contains("tokio"), "{error}");
}

#[tokio::test]
async fn what_the_server_is_not_shows_at_connect() {
    let server = RedisServer::start();
    let error =
        assert_refused(at(format!("{}/99", server.url())).connect().await, BackendErrorKind::Permanent);
    assert!(error.to_string().contains("no database 99"), "{error}");
    let cluster = at(server.url().replace("redis://", "redis-cluster://"));
    let error = assert_refused(cluster.connect().await, BackendErrorKind::Permanent);
    assert!(error.to_string().contains("write `redis://`"), "{error}");
}
