//! What a backend may learn of the clients that use it.

/// The reads of a client: how many were answered where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct L1Stats {
    /// Reads answered in this process.
    pub l1_hits: u64,
    /// Reads answered by the backend.
    pub l2_hits: u64,
    /// Reads that found nothing.
    pub misses: u64,
    /// Whether there is an L1 at all.
    pub l1_enabled: bool,
}

/// Who counts reads: a client, towards a backend that tells its server of them.
pub trait L1StatsSource: Send + Sync {
    /// The counts so far; `None` when there is nothing to tell. Cheap, since it is asked on every request.
    fn l1_stats(&self) -> Option<L1Stats>;
}
