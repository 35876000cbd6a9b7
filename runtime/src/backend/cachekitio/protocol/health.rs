//! How the server is.

use std::collections::HashMap;

use serde::Deserialize;

use super::call::Call;
use super::message::Method;
use super::status::{garbled, refused};
use super::{Api, SMALL_BODY};
use crate::backend::HealthStatus;
use crate::error::BackendError;

#[derive(Deserialize)]
struct Report {
    status: String,
    cache_entries: Option<u64>,
    active_locks: Option<u64>,
}

impl Api {
    pub(in super::super) async fn health(&self) -> Result<HealthStatus, BackendError> {
        let call = Call::Health;
        let request =
            self.request(call, Method::Get, "/v1/cache/health".to_owned()).reads_at_most(SMALL_BODY);
        let answer = self.send(call, request).await?;
        if !answer.is_success() {
            return Err(refused(call, &answer));
        }
        let report: Report = serde_json::from_slice(&answer.body).map_err(|_| garbled(call))?;
        let counts = [("cache_entries", report.cache_entries), ("active_locks", report.active_locks)];
        let mut details: HashMap<_, _> = counts
            .into_iter()
            .filter_map(|(name, count)| Some((name.to_owned(), count?.to_string())))
            .collect();
        let is_healthy = matches!(report.status.as_str(), "ok" | "healthy");
        if is_word(&report.status) {
            details.insert("status".to_owned(), report.status);
        }
        Ok(HealthStatus {
            is_healthy,
            latency_ms: answer.took.as_secs_f64() * 1000.0,
            backend_type: "cachekitio".to_owned(),
            details,
        })
    }
}

/// Anything else is nothing to show to people.
fn is_word(text: &str) -> bool {
    (1..=32).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}
