//! Starting and stopping.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::clock::{Clock, SystemClock};
use crate::routes::router;
use crate::rules::{ApiKey, BadApiKey};
use crate::state::{OnAnswer, OnRefusal, State};
use crate::storage::{MemoryStorage, Storage};

/// The API key of a server that was given none. It is of the class that the SDKs use, and of which most is demanded.
pub const DEVELOPMENT_KEY: &str = "ck_sdk_development";

/// 25 MB, as the service has it.
const MAX_VALUE_BYTES: usize = 25 * 1024 * 1024;

/// How long requests that are under way when the server is told to stop have left.
const GRACE: Duration = Duration::from_secs(2);

/// What a server is started with. The default is what tests want: a free port, and nothing left behind.
pub struct Config {
    /// Where to listen; port 0 is any free one.
    pub listen: SocketAddr,
    /// Where entries live.
    pub storage: Box<dyn Storage>,
    /// Which API keys are let in. None means [`DEVELOPMENT_KEY`].
    pub api_keys: Vec<ApiKey>,
    /// The largest value, in bytes.
    pub max_value_bytes: usize,
    /// How many requests of known callers are answered before each gets a 429 that says that the quota is used up.
    /// `None`: all of them.
    pub quota: Option<u64>,
    /// What lifetimes are measured with.
    pub clock: Arc<dyn Clock>,
    /// Told of each refused request: its method and why. Clients show little of an answer's body, so this is where a
    /// programmer sees what is wrong.
    pub on_refusal: Option<OnRefusal>,
    /// Told of each answered request: its head, in which are credentials, and the status of the answer. For tests, which
    /// so see what a client sends.
    pub on_answer: Option<OnAnswer>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            storage: Box::new(MemoryStorage::default()),
            api_keys: Vec::new(),
            max_value_bytes: MAX_VALUE_BYTES,
            quota: None,
            clock: Arc::new(SystemClock),
            on_refusal: None,
            on_answer: None,
        }
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("listen", &self.listen)
            .field("api_keys", &self.api_keys)
            .field("max_value_bytes", &self.max_value_bytes)
            .field("quota", &self.quota)
            .finish_non_exhaustive()
    }
}

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// Somebody else listens there, or nobody may.
    #[error("cannot listen on {address}: {source}; choose another with `--listen`, port 0 is any free one")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// A text that is no API key.
    #[error(transparent)]
    ApiKey(#[from] BadApiKey),
}

/// A server that runs until it is shut down or dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    /// Dropping it stops the server too.
    stop: oneshot::Sender<()>,
    running: JoinHandle<io::Result<()>>,
}

impl Server {
    /// Starts to listen, in a task of the tokio runtime that this is called on. When it returns, clients can connect.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn start(mut config: Config) -> Result<Self, StartError> {
        if config.api_keys.is_empty() {
            config.api_keys.push(DEVELOPMENT_KEY.parse()?);
        }
        let cannot = |source| StartError::Listen { address: config.listen, source };
        let listener = TcpListener::bind(config.listen).await.map_err(cannot)?;
        let address = listener.local_addr().map_err(cannot)?;
        // Answers are small, and somebody waits for each.
        let listener = listener.tap_io(|connection| {
            // A connection that is closing; it says so by itself.
            let _ = connection.set_nodelay(true);
        });

        let (stop, stopped) = oneshot::channel();
        let serving = axum::serve(listener, router(State::new(config))).with_graceful_shutdown(async {
            // Told to, or dropped: both are the end.
            let _ = stopped.await;
        });
        Ok(Self { address, stop, running: tokio::spawn(serving.into_future()) })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What clients on this machine call, such as `http://127.0.0.1:8787`.
    pub fn url(&self) -> String {
        let mut address = self.address;
        if address.ip().is_unspecified() {
            address.set_ip(match address.ip() {
                IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
                IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
            });
        }
        format!("http://{address}")
    }

    /// Stops: nobody listens from now on, and the requests under way have two seconds. One that takes longer goes on
    /// in its own task, until its client or the runtime ends.
    pub async fn shutdown(self) {
        let Self { address: _, stop, mut running } = self;
        drop(stop);
        if tokio::time::timeout(GRACE, &mut running).await.is_err() {
            running.abort();
            // Aborted, which is what was asked for.
            let _ = running.await;
        }
    }
}
