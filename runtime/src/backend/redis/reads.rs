//! Several keys at once.

use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::join_all;
use redis::{Cmd, RedisError, RedisResult, pipe};

use super::cluster::Cluster;
use super::commands::BATCH;
use super::failure::{Detour, Node};
use super::link::{Link, Stop};
use super::request::{Command, Get, Held, Request, once_more};
use super::wire::Wire;
use crate::backend::link::Failure;
use crate::backend::{Fetched, FreshFor};
use crate::error::BackendError;

type Answer = Result<Option<Fetched>, BackendError>;

const DOING: &str = "a read of many keys";

const MGET: &str = "MGET";

/// By `MGET`, some hundred keys at a time. All keys of one share its failure.
pub(super) async fn from_server(link: &Arc<Link>, keys: &[&str]) -> Vec<Answer> {
    let mut answers = Vec::with_capacity(keys.len());
    for batch in keys.chunks(BATCH) {
        // Allocated once, of the right size.
        let len = batch.iter().map(|key| key.len()).sum::<usize>();
        let mut command = Cmd::with_capacity(1 + batch.len(), MGET.len() + len);
        command.arg(MGET).arg(batch);
        let command = &command;
        let request = Command { doing: DOING, send: |wire: Wire| wire.query::<Vec<Held>>(command) };
        let send = |how| request.send(link, how).map(|held| held.map_err(Stop::into_failure));
        let held = once_more(link.limits(), send).await;
        match held.and_then(|held| as_many(held, batch.len())) {
            Ok(held) => answers.extend(held.into_iter().map(|held| Ok(fetched(held)))),
            Err(failure) => answers.extend(batch.iter().map(|_| refused(&failure))),
        }
    }
    answers
}

/// By `GET`, in one piece for each node: a command of several keys would be refused where they have not the same slot.
pub(super) async fn from_cluster(cluster: &Cluster, keys: &[&str]) -> Vec<Answer> {
    let groups = match cluster.by_node(keys).await {
        Ok(groups) => groups,
        Err(failure) => return keys.iter().map(|_| refused(&failure)).collect(),
    };
    let mut answers: Vec<Answer> = keys.iter().map(|_| Ok(None)).collect();
    let read = join_all(groups.iter().map(|(node, keys)| from_node(cluster, node, keys))).await;
    for (place, answer) in read.into_iter().flatten() {
        if let Some(slot) = answers.get_mut(place) {
            *slot = answer;
        }
    }
    answers
}

async fn from_node(cluster: &Cluster, node: &Node, keys: &[(usize, &str)]) -> Vec<(usize, Answer)> {
    let mut answers = Vec::with_capacity(keys.len());
    for batch in keys.chunks(BATCH) {
        let mut pipeline = pipe();
        pipeline.ignore_errors();
        for (_, key) in batch {
            pipeline.cmd("GET").arg(*key);
        }
        let pipeline = &pipeline;
        let read = |wire: Wire| async move { wire.query_all::<Held>(pipeline).await };
        match cluster.run_at(DOING, node, read).await.and_then(|held| as_many(held, batch.len())) {
            Ok(held) => {
                let each = batch.iter().zip(held).map(|((place, key), held)| one(cluster, *place, key, held));
                answers.extend(join_all(each).await);
            }
            Err(failure) => answers.extend(batch.iter().map(|(place, _)| (*place, refused(&failure)))),
        }
    }
    answers
}

/// A key whose slot has gone to another node is asked for by itself.
async fn one(cluster: &Cluster, place: usize, key: &str, held: RedisResult<Held>) -> (usize, Answer) {
    let gone = |error: &RedisError| Detour::of(error).is_some();
    let request = Get { key };
    let answer = match held {
        Ok(held) => Ok(held),
        Err(error) if gone(&error) => {
            once_more(cluster.limits(), |how| cluster.send(key, &request, how)).await
        }
        Err(error) => Err(Failure::of(DOING, &error)),
    };
    (place, answer.map(fetched).map_err(BackendError::from))
}

fn as_many<T>(answers: Vec<T>, keys: usize) -> Result<Vec<T>, Failure> {
    if answers.len() == keys {
        Ok(answers)
    } else {
        Err(Failure::permanent(format!("{DOING}: the answer makes no sense")))
    }
}

pub(super) fn fetched(held: Held) -> Option<Fetched> {
    held.map(|bytes| Fetched::new(bytes, FreshFor::Unknown))
}

fn refused(failure: &Failure) -> Answer {
    Err(failure.clone().into())
}
