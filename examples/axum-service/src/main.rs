//! `cargo run -p axum-service`: a shop's catalogue over HTTP, with a cache that answers for its database.
//!
//! ```text
//! cargo run -p axum-service                                        # SQLite, and a cache in files
//! CACHEKIT_URL=redis://localhost cargo run -p axum-service         # the cache in Redis; run several
//! cargo run -p axum-service -- --slow-queries 500                  # to see what the cache is good for
//!
//! curl -i localhost:3000/products/green-tea-100g                   # twice; see `cache-status`
//! curl -i localhost:3000/categories/tea
//! curl -i -X PUT localhost:3000/products/green-tea-100g/price --json '{"price_cents": 525}'
//! curl -i localhost:3000/orders --json '{"customer": "ada@example.com", "lines": [{"sku": "teapot-1l", "quantity": 1}]}'
//! curl -i -X DELETE localhost:3000/products/coffee-mill
//! curl localhost:3000/health localhost:3000/statistics
//! ```
//!
//! Where to read on: [`regions`] is the schema of the cache, [`routes`] reads through it, [`changes`] says what each
//! change of the database makes stale, [`invalidate`] sees to it that it goes. [`cache`] picks Redis or files.

mod cache;
mod changes;
mod cli;
mod database;
mod error;
mod invalidate;
mod log;
mod model;
mod names;
mod problem;
mod regions;
mod routes;
mod shop;
mod signals;

use std::io::{self, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser as _;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::time::timeout;

use cli::Options;
use database::Database;
use error::StartError;
use shop::Shop;
use signals::Signals;

/// How long what is under way has left when the service is told to stop.
const GRACE: Duration = Duration::from_secs(5);

#[tokio::main]
async fn main() -> ExitCode {
    match run(Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            log::say(&error.to_string());
            error.exit_code()
        }
    }
}

async fn run(options: Options) -> Result<(), StartError> {
    let delay = options.query_delay();
    let (database, seeded) = Database::open(&options.database, delay)
        .map_err(|source| StartError::Database { path: options.database.clone(), source })?;
    log::say(&format!("database: `{}`, {seeded} products put into it", options.database.display()));
    let cache::Opened { cache, notes } = cache::open(options.cache, &options.database, database.identity())?;
    for note in &notes {
        log::say(note);
    }

    let signals = Signals::catch().map_err(StartError::Signals)?;
    let cannot = |source| StartError::Listen { address: options.listen, source };
    let listener = TcpListener::bind(options.listen).await.map_err(cannot)?;
    let address = listener.local_addr().map_err(cannot)?;
    if let Err(error) = cache.health().await {
        log::say(&format!("the cache does not answer, so the database answers alone until it does: {error}"));
    }
    // Nobody may be reading.
    let _ = writeln!(io::stdout(), "listening on http://{address}");
    log::say(&format!("try: curl -i http://{address}/products/green-tea-100g"));

    serve(listener, Shop::new(cache, database), signals).await;
    Ok(())
}

/// Answers until a signal comes, and then what is under way.
async fn serve(listener: TcpListener, shop: Shop, signals: Signals) {
    let tasks = shop.tasks.clone();
    let (stop, stopped) = oneshot::channel::<()>();
    let server = axum::serve(listener, routes::router(shop)).with_graceful_shutdown(async {
        // Told to, or dropped: both are the end.
        let _ = stopped.await;
    });
    let server = tokio::spawn(server.into_future());
    signals.received().await;
    log::say("stopping");
    let _ = stop.send(());
    tasks.close();
    let under_way = async {
        let _ = server.await;
        tasks.wait().await;
    };
    if timeout(GRACE, under_way).await.is_err() {
        log::say("gave up on what was still under way");
    }
}
