//! The database: SQLite in a file, on threads that may wait for it.

mod error;
pub(crate) mod orders;
pub(crate) mod products;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use std::{fmt, fs, thread};

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

pub(crate) use error::{DatabaseError, OpenError};

/// How many queries run at one time. Each has a connection and a thread of its own while it does.
const CONNECTIONS: usize = 8;

/// How long a transaction waits for the one before it, of this process or another.
const PATIENCE: Duration = Duration::from_secs(5);

/// Cheap to clone.
#[derive(Clone)]
pub(crate) struct Database(Arc<Shared>);

struct Shared {
    path: PathBuf,
    identity: String,
    /// See `--slow-queries`.
    delay: Duration,
    places: Arc<Semaphore>,
    idle: Mutex<Vec<Connection>>,
}

impl Database {
    /// Opens the file, or makes it. The second value says how many products were put into an empty one.
    pub(crate) fn open(path: &Path, delay: Duration) -> Result<(Self, usize), OpenError> {
        if let Some(directory) = path.parent() {
            fs::create_dir_all(directory)?;
        }
        let mut connection = connect(path)?;
        connection.execute_batch(include_str!("schema.sql"))?;
        let identity = connection.query_row("SELECT id FROM identity", (), |row| row.get(0))?;
        let seeded = seed(&mut connection)?;
        let shared = Shared {
            path: path.to_owned(),
            identity,
            delay,
            places: Arc::new(Semaphore::new(CONNECTIONS)),
            idle: Mutex::new(vec![connection]),
        };
        Ok((Self(Arc::new(shared)), seeded))
    }

    /// The same for all processes that use this file, and for no other file.
    pub(crate) fn identity(&self) -> &str {
        &self.0.identity
    }

    /// Asks the database.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        query: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, DatabaseError> {
        let delay = self.0.delay;
        self.with_connection(move |connection| {
            thread::sleep(delay);
            Ok(query(connection)?)
        })
        .await
    }

    /// Changes the database in one transaction: it is committed when `change` returns `Ok`, and rolled back otherwise.
    ///
    /// When the future is dropped, the transaction goes on to its end, and nobody is told which.
    pub(crate) async fn transaction<T, E>(
        &self,
        change: impl FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DatabaseError> + Send + 'static,
    {
        self.with_connection(move |connection| {
            // Takes the place of the writer at once, so that what it reads is still so when it writes.
            let begun = connection.transaction_with_behavior(TransactionBehavior::Immediate);
            let transaction = begun.map_err(DatabaseError::from)?;
            let changed = change(&transaction)?;
            transaction.commit().map_err(DatabaseError::from)?;
            Ok(changed)
        })
        .await
    }

    async fn with_connection<T, E>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DatabaseError> + Send + 'static,
    {
        let place = Arc::clone(&self.0.places).acquire_owned().await.map_err(|_| DatabaseError::Stopped)?;
        let shared = Arc::clone(&self.0);
        let done = spawn_blocking(move || {
            let _place = place;
            let idle = shared.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut connection = match idle {
                Some(connection) => connection,
                None => connect(&shared.path).map_err(DatabaseError::from)?,
            };
            let done = work(&mut connection);
            shared.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
            done
        });
        done.await.unwrap_or_else(|_| Err(DatabaseError::Stopped.into()))
    }
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(connection)
}

/// Fills an empty shop. Of two processes that find it empty, one does.
fn seed(connection: &mut Connection) -> rusqlite::Result<usize> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let is_empty =
        !transaction.prepare("SELECT 1 FROM products UNION ALL SELECT 1 FROM orders")?.exists(())?;
    let seeded = if is_empty { transaction.execute(include_str!("seed.sql"), ())? } else { 0 };
    transaction.commit()?;
    Ok(seeded)
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Database").field("path", &self.0.path).finish_non_exhaustive()
    }
}
