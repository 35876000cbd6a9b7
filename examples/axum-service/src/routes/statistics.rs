//! `/statistics`: what the cache of this process has done since it started.

use axum::Json;
use axum::extract::State;
use cachekit::stats::{CoherenceStats, RegionStats};
use serde_json::{Value, json};

use crate::shop::Shop;

pub(super) async fn read(State(shop): State<Shop>) -> Json<Value> {
    let stats = shop.cache.stats();
    Json(json!({
        "regions": stats.regions.iter().map(region).collect::<Vec<_>>(),
        "coherence": stats.coherence.map(coherence),
        "conflicts": stats.conflicts,
        "writes_in_flight": stats.writes_in_flight,
    }))
}

fn region(region: &RegionStats) -> Value {
    json!({
        "region": region.name,
        "keys": format!("{}:{}", region.namespace, region.pattern),
        "hits": { "process": region.l1_hits, "backend": region.l2_hits },
        "misses": region.misses,
        "loads": region.loads,
        "load_failures": region.load_failures,
        "load_ms": u64::try_from(region.load_time.as_millis()).unwrap_or(u64::MAX),
        // Requests that would have been loads, but for single flight: in this process, and in another one.
        "shared_loads": region.shared_loads,
        "remote_loads": region.remote_loads,
        "writes": region.writes,
        "deletes": region.deletes,
        "backend_errors": region.backend_errors,
        // Loads that a change overtook, so that they were not kept.
        "fenced": region.fenced,
        "entries_in_process": region.l1_entries,
    })
}

fn coherence(coherence: CoherenceStats) -> Value {
    json!({ "is_live": coherence.is_live, "changes": coherence.changes, "losses": coherence.losses })
}
