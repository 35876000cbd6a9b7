//! How Redis is.

use std::time::Duration;

use futures_util::future::join_all;
use redis::cmd;

use super::cluster::Cluster;
use super::deployment::Deployment;
use super::link::Link;
use crate::backend::HealthStatus;
use crate::backend::link::Failure;
use crate::error::BackendError;
use crate::rt::Patience;

pub(super) async fn check(deployment: &Deployment) -> Result<HealthStatus, BackendError> {
    let a_minute = Duration::from_secs(60);
    let patience = Patience::new(a_minute);
    let mut status = match deployment {
        Deployment::Server(link) => of_server(link).await?,
        Deployment::Cluster(cluster) => of_cluster(cluster).await?,
    };
    status.latency_ms = a_minute.saturating_sub(patience.left()).as_secs_f64() * 1000.0;
    Ok(status)
}

/// `PING`, and from `INFO` the server's version, where the user may ask for it.
async fn of_server(link: &Link) -> Result<HealthStatus, Failure> {
    link.run("PING", |wire| async move { wire.query::<()>(&cmd("PING")).await }).await?;
    let mut status = HealthStatus::healthy("redis");
    let mut info = cmd("INFO");
    info.arg("server");
    let info = &info;
    if let Ok(info) = link.run("INFO", |wire| async move { wire.query::<String>(info).await }).await {
        for (name, told) in [("redis_version", "version"), ("redis_mode", "mode")] {
            if let Some(value) = said(&info, name) {
                status.details.insert(told.to_owned(), value.to_owned());
            }
        }
    }
    Ok(status)
}

/// `CLUSTER INFO` of every primary: healthy is a cluster all of whose primaries answer, and say so.
async fn of_cluster(cluster: &Cluster) -> Result<HealthStatus, Failure> {
    let primaries = cluster.primaries().await?;
    let answers = join_all(primaries.iter().map(async |node| {
        let mut info = cmd("CLUSTER");
        info.arg("INFO");
        let ask = |wire: super::wire::Wire| async move { wire.query::<String>(&info).await };
        cluster.run_at("CLUSTER INFO", node, ask).await
    }));
    let answers = answers.await;
    let well = |answer: &Result<String, Failure>| {
        answer.as_ref().is_ok_and(|info| said(info, "cluster_state") == Some("ok"))
    };
    let healthy = answers.iter().filter(|answer| well(answer)).count();
    let mut status = HealthStatus::healthy("redis");
    status.is_healthy = healthy == primaries.len();
    for (name, value) in [
        ("mode", "cluster".to_owned()),
        ("primaries", primaries.len().to_string()),
        ("healthy_primaries", healthy.to_string()),
    ] {
        status.details.insert(name.to_owned(), value);
    }
    Ok(status)
}

fn said<'a>(info: &'a str, name: &str) -> Option<&'a str> {
    info.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':').map(str::trim))
}
