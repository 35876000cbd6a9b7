//! Many readers of one server at a time: what they ask for goes together, and each has its own answer.

use std::pin::Pin;
use std::sync::Arc;

use cachekit::backend::Backend;
use cachekit::backend::redis::RedisBackend;
use cachekit::error::BackendError;
use cachekit::error::BackendErrorKind::{Permanent, Timeout};
use cachekit_test_servers::RedisServer;
use futures_util::FutureExt;
use futures_util::future::join_all;
use tokio::runtime::{Builder, Handle, Runtime};

use crate::support::{LIMIT, Other, assert_refused, backend, impatient, recovers, within};

const READERS: usize = 256;

/// So many go each by itself before others go together, and so many of those in one pipeline.
const ALONE: usize = 9;
const TOGETHER: usize = 64;

/// A read that has been begun, and can be moved to where it ends.
type Read = Pin<Box<dyn Future<Output = Result<Option<Vec<u8>>, BackendError>> + Send>>;

fn key(reader: usize) -> String {
    format!("users:profile:{reader}")
}

fn value(reader: usize) -> Vec<u8> {
    format!("that of {reader}").into_bytes()
}

async fn fill(backend: &RedisBackend) {
    for reader in 0..READERS {
        backend.set(&key(reader), value(reader), None).await.unwrap();
    }
}

/// Begins reads, the first of a key each, and goes no further: no other task has run meanwhile.
fn begin(backend: &Arc<RedisBackend>, readers: usize) -> Vec<Read> {
    let read = |reader| -> Read {
        let backend = Arc::clone(backend);
        Box::pin(async move { backend.get(&key(reader)).await })
    };
    let mut reads: Vec<Read> = (0..readers).map(read).collect();
    for read in &mut reads {
        assert!(read.now_or_never().is_none());
    }
    reads
}

fn assert_all_found(answers: Vec<Result<Option<Vec<u8>>, BackendError>>) {
    for (reader, found) in answers.into_iter().enumerate() {
        assert_eq!(found.unwrap(), Some(value(reader)), "of {reader}");
    }
}

fn current_thread() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// Reads of so many at a time, and how many tasks send them.
async fn tasks_of(backend: &Arc<RedisBackend>, readers: usize) -> usize {
    let tasks = Handle::current().metrics();
    let before = tasks.num_alive_tasks();
    let reads = begin(backend, readers);
    let batches = tasks.num_alive_tasks() - before;
    assert_all_found(join_all(reads).await);
    assert_eq!(tasks.num_alive_tasks(), before);
    batches
}

#[tokio::test]
async fn few_reads_are_sent_at_once_and_many_by_a_task_for_each_pipeline() {
    let server = RedisServer::start();
    for (readers, tasks) in [(1, 0), (ALONE, 0), (ALONE + 1, 1), (ALONE + TOGETHER + 1, 2)] {
        let backend = Arc::new(backend(&server));
        fill(&backend).await;
        assert_eq!(tasks_of(&backend, readers).await, tasks, "{readers} readers");
    }
}

#[tokio::test]
async fn reads_that_are_better_off_alone_are_sent_at_once_again() {
    let server = RedisServer::start();
    let backend = Arc::new(backend(&server));
    fill(&backend).await;
    assert_eq!(tasks_of(&backend, READERS).await, (READERS - ALONE).div_ceil(TOGETHER));
    assert_eq!(tasks_of(&backend, 1).await, 1, "it finds out that the others are gone");
    assert_eq!(tasks_of(&backend, 1).await, 0);
    assert_eq!(tasks_of(&backend, ALONE + 1).await, 0, "it is not tried again at once");
    assert!(tasks_of(&backend, READERS).await > 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_reader_has_its_own_answer_or_error() {
    let server = RedisServer::start();
    let backend = Arc::new(backend(&server));
    let mut other = Other::of(&server);
    for reader in (0..READERS).filter(|reader| reader % 3 != 0) {
        backend.set(&key(reader), value(reader), None).await.unwrap();
    }
    let of_another_type = 7;
    backend.delete(&key(of_another_type)).await.unwrap();
    let _: i64 = other.ask(&["RPUSH", &key(of_another_type), "not a string"]);
    let reads = (0..READERS).map(|reader| {
        let backend = Arc::clone(&backend);
        tokio::spawn(async move { backend.get(&key(reader)).await })
    });
    for (reader, found) in join_all(reads).await.into_iter().enumerate() {
        let found = found.unwrap();
        if reader == of_another_type {
            let error = assert_refused(found, Permanent);
            assert!(error.to_string().contains("GET: the server said WRONGTYPE"), "{error}");
        } else {
            assert_eq!(found.unwrap(), (reader % 3 != 0).then(|| value(reader)), "of {reader}");
        }
    }
    let info: String = other.ask(&["INFO", "commandstats"]);
    assert!(info.contains(&format!("cmdstat_get:calls={READERS},")), "{info}");
}

#[tokio::test]
async fn readers_that_leave_take_nobody_with_them() {
    let server = RedisServer::start();
    let backend = Arc::new(backend(&server));
    fill(&backend).await;
    // Those that open the batches are among them, or not.
    for staying in [0, 1] {
        let reads = begin(&backend, READERS).into_iter().enumerate();
        let staying: Vec<_> = reads.filter(|(reader, _)| reader % 2 == staying).collect();
        for (reader, read) in staying {
            assert_eq!(read.await.unwrap(), Some(value(reader)));
        }
    }
    drop(begin(&backend, READERS));
    assert_all_found(join_all(begin(&backend, READERS)).await);
}

#[test]
fn a_runtime_that_nobody_drives_holds_up_its_own_readers_alone() {
    let server = RedisServer::start();
    let backend = Arc::new(impatient(&server));
    let (driven, left) = (current_thread(), current_thread());
    driven.block_on(fill(&backend));
    let waiting = left.block_on(async { begin(&backend, READERS) });
    driven.block_on(async {
        assert_all_found(within(LIMIT, join_all(begin(&backend, READERS))).await);
    });
    // The connection is one of the runtime that is driven no more, so some find out that nobody answers there.
    let late = left.block_on(within(LIMIT, join_all(waiting)));
    assert!(
        late.iter().all(|answer| answer.as_ref().map_or_else(|error| error.kind == Timeout, Option::is_some))
    );
    left.block_on(async {
        recovers(10 * LIMIT, || backend.get("nobody's")).await;
        assert_all_found(within(LIMIT, join_all(begin(&backend, READERS))).await);
    });
}

#[test]
fn readers_that_go_on_in_another_runtime_are_answered_there() {
    let server = RedisServer::start();
    let backend = Arc::new(impatient(&server));
    let (driven, left) = (current_thread(), current_thread());
    driven.block_on(fill(&backend));
    let waiting = left.block_on(async { begin(&backend, READERS) });
    driven.block_on(async { assert_all_found(within(LIMIT, join_all(waiting)).await) });
}

/// The task of a batch can wait on a worker that something else keeps busy, and there is no other who could run it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_whose_batch_is_held_up_keeps_its_limit() {
    let server = RedisServer::start();
    let backend = Arc::new(impatient(&server));
    fill(&backend).await;
    // From now on reads go together.
    assert_all_found(join_all(begin(&backend, READERS)).await);
    let (opened, is_open) = tokio::sync::oneshot::channel();
    let opener = tokio::spawn({
        let backend = Arc::clone(&backend);
        async move {
            let reads = begin(&backend, 1);
            opened.send(()).unwrap();
            std::thread::sleep(4 * LIMIT);
            drop(reads);
        }
    });
    is_open.await.unwrap();
    // It may also be answered: where the batch is held up is up to the runtime.
    match within(LIMIT, backend.get(&key(1))).await {
        Ok(found) => assert_eq!(found, Some(value(1))),
        Err(error) => assert_eq!(error.kind, Timeout, "{error}"),
    }
    opener.await.unwrap();
}

#[test]
fn readers_whose_runtime_has_ended_can_be_answered_by_another() {
    let server = RedisServer::start();
    let backend = Arc::new(impatient(&server));
    let (ends, goes_on) = (current_thread(), current_thread());
    ends.block_on(fill(&backend));
    // The connection ends, and the tasks that were to send the batches.
    let waiting = ends.block_on(async { begin(&backend, READERS) });
    drop(ends);
    goes_on.block_on(async { assert_all_found(within(LIMIT, join_all(waiting)).await) });
}

#[tokio::test]
async fn readers_of_a_connection_whose_runtime_ends_make_another() {
    let server = RedisServer::start();
    let backend = Arc::new(impatient(&server));
    let elsewhere = Runtime::new().unwrap();
    let filled = Arc::clone(&backend);
    elsewhere.spawn(async move { fill(&filled).await }).await.unwrap();
    server.pause();
    let waiting = begin(&backend, READERS);
    elsewhere.shutdown_background();
    server.resume();
    assert_all_found(within(LIMIT, join_all(waiting)).await);
}
