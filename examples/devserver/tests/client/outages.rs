//! The server is killed while clients use it, and started again.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use cachekit::backend::cachekitio::CachekitIO;
use cachekit::prelude::*;
use cachekit::{ManualClock, Source};

use crate::support::{ByName, MASTER_KEY, Patient, Strict, User, failed, never_loaded, seconds, user};

/// The program.
struct Program {
    child: Child,
    address: String,
}

impl Program {
    fn start(listen: &str, storage: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_devserver"))
            .args(["--listen", listen, "--storage", storage])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let first = BufReader::new(child.stdout.take().unwrap()).lines().next().unwrap().unwrap();
        let address = first.split_once("http://").unwrap().1.split_once(',').unwrap().0.to_owned();
        Self { child, address }
    }

    /// Kills it as nothing can prepare for, and leaves its address.
    fn kill(mut self) -> String {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.address.clone()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Of a test that failed; one that was killed is not there any more.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn client(address: &str, clock: &ManualClock) -> CacheKit {
    let backend = CachekitIO::builder()
        .api_url(format!("http://{address}"))
        .allow_loopback(true)
        .api_key(devserver::DEVELOPMENT_KEY)
        .build()
        .unwrap();
    let client = CacheKit::builder().backend(Arc::new(backend)).clock(clock);
    client.encryption(MASTER_KEY, "acme").unwrap().build().unwrap()
}

async fn loaded() -> Result<User, std::io::Error> {
    Ok(user(9))
}

const ANN: ByName<'static> = ByName { name: "ann" };
const BOB: ByName<'static> = ByName { name: "bob" };

/// Everything there is, with the value of its number.
async fn write_all(cache: &CacheKit) {
    cache.set("k", &user(0)).await.unwrap();
    cache.entry(&ANN).set(user(1)).await.unwrap();
    cache.entry(&Patient { id: 2 }).set(user(2)).await.unwrap();
    cache.entry(&Strict { id: 3 }).set(user(3)).await.unwrap();
}

async fn during_the_outage(cache: &CacheKit, clock: &ManualClock) {
    // What L1 has, it has, of secure regions too: as ciphertext.
    assert_eq!(cache.get("k").await.unwrap(), Some(user(0)));
    assert_eq!(*cache.entry(&ANN).get().await.unwrap().unwrap(), user(1));
    assert_eq!(*cache.entry(&Patient { id: 2 }).get().await.unwrap().unwrap(), user(2));
    assert_eq!(*cache.entry(&Strict { id: 3 }).get_or_load(never_loaded).await.unwrap(), user(3));

    clock.advance(seconds(31));
    assert_eq!(failed(cache.get::<User>("k").await).kind, BackendErrorKind::Transient);
    assert_eq!(failed(cache.set("k", &user(1)).await).kind, BackendErrorKind::Transient);
    assert_eq!(failed(cache.entry(&ANN).get().await).kind, BackendErrorKind::Transient);
    assert!(failed(cache.health().await).is_retryable());

    // A plain region loads, and keeps what it has loaded in this process.
    for source in [Source::Loader, Source::L1] {
        let found = cache.entry(&BOB).get_or_load(loaded).await.unwrap();
        assert_eq!((&*found, Cached::source(&found)), (&user(9), source));
    }
    // A secure one loads each time, since what cannot be stored sealed is not kept; or it fails, if it is told to.
    for _ in 0..2 {
        let found = cache.entry(&Patient { id: 2 }).get_or_load(loaded).await.unwrap();
        assert_eq!((&*found, Cached::source(&found)), (&user(9), Source::Loader));
    }
    let refused = cache.entry(&Strict { id: 3 }).get_or_load(never_loaded).await;
    assert!(matches!(refused, Err(LoadError::Cache(CachekitError::Backend(_)))), "{refused:?}");
}

#[tokio::test]
async fn with_files_all_is_there_again_when_the_server_is() {
    let dir = tempfile::tempdir().unwrap();
    let storage = format!("file:{}", dir.path().display());
    let clock = ManualClock::default();
    let server = Program::start("127.0.0.1:0", &storage);
    let cache = client(&server.address, &clock);
    write_all(&cache).await;
    let address = server.kill();
    during_the_outage(&cache, &clock).await;

    // Nobody tells the client.
    let _server = Program::start(&address, &storage);
    assert_eq!(cache.get("k").await.unwrap(), Some(user(0)), "the write that failed never happened");
    assert_eq!(*cache.entry(&ANN).get_or_load(never_loaded).await.unwrap(), user(1));
    assert_eq!(*cache.entry(&Patient { id: 2 }).get_or_load(never_loaded).await.unwrap(), user(2));
    assert_eq!(*cache.entry(&Strict { id: 3 }).get_or_load(never_loaded).await.unwrap(), user(3));
    assert!(cache.health().await.unwrap().is_healthy);
    let other = client(&address, &clock);
    assert!(
        other.entry(&BOB).get().await.unwrap().is_none(),
        "what was loaded meanwhile stayed in its process"
    );
    write_all(&cache).await;
}

#[tokio::test]
async fn in_memory_all_is_loaded_again() {
    let clock = ManualClock::default();
    let server = Program::start("127.0.0.1:0", "memory");
    let cache = client(&server.address, &clock);
    write_all(&cache).await;
    let address = server.kill();
    during_the_outage(&cache, &clock).await;

    let _server = Program::start(&address, "memory");
    assert_eq!(cache.get::<User>("k").await.unwrap(), None);
    assert_eq!(*cache.entry(&ANN).get_or_load(loaded).await.unwrap(), user(9));
    assert_eq!(*cache.entry(&Patient { id: 2 }).get_or_load(loaded).await.unwrap(), user(9));
    assert_eq!(*cache.entry(&Strict { id: 3 }).get_or_load(loaded).await.unwrap(), user(9));
    let other = client(&address, &clock);
    assert_eq!(*other.entry(&ANN).get_or_load(never_loaded).await.unwrap(), user(9), "and stored");
    assert_eq!(*other.entry(&Strict { id: 3 }).get_or_load(never_loaded).await.unwrap(), user(9));
}

/// A connection that was kept open belongs to the server that is gone.
#[tokio::test]
async fn a_restart_that_nobody_noticed_costs_one_error_at_the_most() {
    let dir = tempfile::tempdir().unwrap();
    let storage = format!("file:{}", dir.path().display());
    let clock = ManualClock::default();
    let server = Program::start("127.0.0.1:0", &storage);
    let cache = client(&server.address, &clock);
    write_all(&cache).await;
    let address = server.kill();
    let _server = Program::start(&address, &storage);
    clock.advance(seconds(31));
    if let Err(error) = cache.get::<User>("k").await {
        assert!(matches!(&error, CachekitError::Backend(error) if error.is_retryable()), "{error:?}");
    }
    assert_eq!(cache.get("k").await.unwrap(), Some(user(0)));
}
