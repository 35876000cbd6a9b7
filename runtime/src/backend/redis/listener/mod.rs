//! News of changes: client tracking in broadcasting mode, on a connection of its own.
//!
//! Broadcasting, since then the server tells of every key with the prefix, whoever read or wrote it: there is nothing to
//! register after each write of our own, no table of keys in the server that could overflow, and the connection that
//! calls go through has no part in it.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use cachekit_schema::budget::LOCK_SUFFIX;
use redis::aio::MultiplexedConnection;
use redis::{
    AsyncConnectionConfig, Client, FromRedisValue, ProtocolVersion, PushInfo, PushKind, RedisResult, Value,
    cmd,
};
use tokio::sync::{Notify, oneshot};

use super::RedisBackend;
use super::failure::Failure;
use super::link::Limits;
use crate::backend::{Change, Watch, WatchableBackend, Watcher};
use crate::error::{BackendError, BackendErrorKind};
use crate::rt;

/// How long between two questions whether the connection is alive, and how long it may take to answer.
const HEARTBEAT: Duration = Duration::from_secs(1);

/// Pauses after attempts that failed: each twice as long as the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// The pause after the server has refused, which it will do again until somebody changes its settings.
const PAUSE_AFTER_REFUSAL: Duration = Duration::from_secs(30);

impl WatchableBackend for RedisBackend {
    /// By `CLIENT TRACKING`, which is there from Redis 6.0 on, and which an ACL user needs to be allowed. A server that
    /// refuses is asked again every 30 seconds.
    fn watch(&self, prefix: &str, watcher: Arc<dyn Watcher>) -> Result<Watch, BackendError> {
        let (client, limits) = self.link.server();
        let (stop, stopped) = oneshot::channel::<()>();
        let teller = Arc::new(Teller { watcher, is_live: Mutex::new(false) });
        let client = speaking_resp3(client).map_err(|error| Failure::of("listening for changes", &error))?;
        let listening = listen(client, limits, prefix.to_owned(), teller);
        let until_dropped = async {
            // Either way: the `Watch` is gone.
            let _ = futures_util::future::select(Box::pin(listening), stopped).await;
        };
        if rt::spawn(until_dropped) {
            Ok(Watch::new(stop))
        } else {
            Err(BackendError::permanent(
                "listening for changes takes a tokio runtime; build the client in one",
            ))
        }
    }
}

/// The protocol that has messages which answer nothing.
fn speaking_resp3(client: &Client) -> RedisResult<Client> {
    let address = client.get_connection_info().clone();
    let settings = address.redis_settings().clone().set_protocol(ProtocolVersion::RESP3);
    Client::open(address.set_redis_settings(settings))
}

/// Listens, and listens again after each loss.
async fn listen(client: Client, limits: Limits, prefix: String, teller: Arc<Teller>) {
    let mut pause = FIRST_PAUSE;
    loop {
        match Ear::open(&client, limits, &prefix, &teller).await {
            Ok(ear) => {
                pause = FIRST_PAUSE;
                teller.tell(Change::Live);
                ear.until_lost().await;
                teller.lost();
            }
            Err(failure) => {
                let refused =
                    matches!(failure.kind, BackendErrorKind::Authentication | BackendErrorKind::Permanent);
                rt::sleep(if refused { PAUSE_AFTER_REFUSAL } else { pause }).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        }
    }
}

/// A connection on which changes are told.
struct Ear {
    connection: MultiplexedConnection,
    ended: Arc<Notify>,
}

impl Ear {
    async fn open(
        client: &Client,
        limits: Limits,
        prefix: &str,
        teller: &Arc<Teller>,
    ) -> Result<Self, Failure> {
        let ended = Arc::new(Notify::new());
        let hear = {
            let (teller, ended) = (Arc::clone(teller), Arc::clone(&ended));
            move |push: PushInfo| -> Result<(), Infallible> {
                match push.kind {
                    PushKind::Invalidate => teller.invalidated(push.data),
                    PushKind::Disconnection => {
                        teller.lost();
                        ended.notify_one();
                    }
                    _ => {}
                }
                Ok(())
            }
        };
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(None)
            .set_response_timeout(None)
            .set_push_sender(hear);
        let opening = async {
            let mut connection = client.get_multiplexed_async_connection_with_config(&config).await?;
            let mut tracking = cmd("CLIENT");
            tracking.arg("TRACKING").arg("ON").arg("BCAST");
            if !prefix.is_empty() {
                tracking.arg("PREFIX").arg(prefix);
            }
            let () = tracking.query_async(&mut connection).await?;
            RedisResult::Ok(connection)
        };
        match rt::timeout(limits.connect, opening).await {
            Ok(Ok(connection)) => Ok(Self { connection, ended }),
            Ok(Err(error)) => Err(Failure::of("listening for changes", &error)),
            Err(rt::Elapsed) => Err(Failure::timeout("listening for changes: no answer".to_owned())),
        }
    }

    /// Ends when nothing can be heard any more.
    async fn until_lost(mut self) {
        loop {
            if rt::timeout(HEARTBEAT, self.ended.notified()).await.is_ok() {
                return;
            }
            let answer = rt::timeout(HEARTBEAT, cmd("PING").query_async::<()>(&mut self.connection)).await;
            if !matches!(answer, Ok(Ok(()))) {
                return;
            }
        }
    }
}

/// Tells the watcher one thing after the other.
struct Teller {
    watcher: Arc<dyn Watcher>,
    /// What it was told last. Locked while it is told.
    is_live: Mutex<bool>,
}

impl Teller {
    fn tell(&self, change: Change<'_>) {
        let mut is_live = self.is_live.lock().unwrap_or_else(PoisonError::into_inner);
        if change == Change::Live {
            *is_live = true;
        }
        self.watcher.on_change(change);
    }

    /// Something may have been missed: once for each time that it was live.
    fn lost(&self) {
        let mut is_live = self.is_live.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::take(&mut *is_live) {
            self.watcher.on_change(Change::Lost);
        }
    }

    /// Of keys, or, where there are none, of all.
    fn invalidated(&self, data: Vec<Value>) {
        for value in data {
            match Vec::<Vec<u8>>::from_redis_value(value.clone()) {
                Ok(keys) if value != Value::Nil => {
                    // What is no text is no key of ours.
                    for key in keys.iter().filter_map(|key| str::from_utf8(key).ok()) {
                        if !is_of_a_lease(key) {
                            self.tell(Change::Key(key));
                        }
                    }
                }
                _ => self.tell(Change::All),
            }
        }
    }
}

/// Whether the key is one of our own beside an entry's.
fn is_of_a_lease(key: &str) -> bool {
    key.ends_with(LOCK_SUFFIX) || (key.ends_with('}') && key.contains(LOCK_SUFFIX))
}

#[cfg(test)]
mod tests {
    use super::super::leases::lease_key;
    use super::*;

    #[test]
    fn leases_are_told_from_entries() {
        for key in ["users:1", "a{tag}b"] {
            assert!(is_of_a_lease(&lease_key(key)) && !is_of_a_lease(key), "{key}");
        }
    }
}
