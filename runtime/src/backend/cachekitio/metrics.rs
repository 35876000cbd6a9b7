//! What the server is told of L1: it bills requests, and shows how many of them L1 has spared.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError, Weak};

pub use crate::backend::{L1Stats, L1StatsSource};

/// Counts that the program keeps itself, instead of those of its clients. `None`: there is no L1 to speak of.
pub type MetricsProvider = Arc<dyn Fn() -> Option<L1Stats> + Send + Sync>;

/// The headers that tell the server of L1.
///
/// Without a provider, and where it says `None`, panics, or has no L1, that is `X-CacheKit-L1-Status: disabled` alone;
/// else the status is `miss` (a request that is sent was no hit), with the counts and the rate of hits.
pub fn metrics_headers(provider: Option<&MetricsProvider>) -> Vec<(&'static str, String)> {
    // A panic of the user's closure must not take down the cache; the panic's hook has reported it.
    let stats = provider.and_then(|provider| catch_unwind(AssertUnwindSafe(|| provider())).ok().flatten());
    headers_of(stats)
}

fn headers_of(stats: Option<L1Stats>) -> Vec<(&'static str, String)> {
    let Some(L1Stats { l1_hits, l2_hits, misses, l1_enabled: true }) = stats else {
        return vec![("X-CacheKit-L1-Status", "disabled".to_owned())];
    };
    vec![
        ("X-CacheKit-L1-Status", "miss".to_owned()),
        ("X-CacheKit-L1-Hits", l1_hits.to_string()),
        ("X-CacheKit-L2-Hits", l2_hits.to_string()),
        ("X-CacheKit-Misses", misses.to_string()),
        ("X-CacheKit-L1-Hit-Rate", rate(l1_hits, l2_hits, misses)),
    ]
}

/// The part of all reads that L1 has answered, with three decimals.
fn rate(l1_hits: u64, l2_hits: u64, misses: u64) -> String {
    let [hits, reads] = [u128::from(l1_hits), u128::from(l1_hits) + u128::from(l2_hits) + u128::from(misses)];
    let thousandths = (hits * 1000 + reads / 2).checked_div(reads).unwrap_or(0);
    format!("{}.{:03}", thousandths / 1000, thousandths % 1000)
}

/// Where a backend has the counts from.
#[derive(Default)]
pub(super) struct Metrics {
    provider: Option<MetricsProvider>,
    /// Weak, since clients hold their backend.
    clients: Mutex<Vec<Weak<dyn L1StatsSource>>>,
}

impl Metrics {
    pub(super) fn new(provider: Option<MetricsProvider>) -> Self {
        Self { provider, clients: Mutex::default() }
    }

    pub(super) fn observe(&self, client: Weak<dyn L1StatsSource>) {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        clients.retain(|client| client.strong_count() > 0);
        clients.push(client);
    }

    pub(super) fn headers(&self) -> Vec<(&'static str, String)> {
        match &self.provider {
            Some(provider) => metrics_headers(Some(provider)),
            None => headers_of(self.of_all_clients()),
        }
    }

    /// The counts of all clients together.
    fn of_all_clients(&self) -> Option<L1Stats> {
        let clients: Vec<_> = {
            let clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
            clients.iter().filter_map(Weak::upgrade).collect()
        };
        clients.iter().filter_map(|client| client.l1_stats()).reduce(|sum, one| L1Stats {
            l1_hits: sum.l1_hits.saturating_add(one.l1_hits),
            l2_hits: sum.l2_hits.saturating_add(one.l2_hits),
            misses: sum.misses.saturating_add(one.misses),
            l1_enabled: sum.l1_enabled || one.l1_enabled,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DISABLED: [(&str, &str); 1] = [("X-CacheKit-L1-Status", "disabled")];

    fn borrowed<'a>(headers: &'a [(&'static str, String)]) -> Vec<(&'static str, &'a str)> {
        headers.iter().map(|(name, value)| (*name, value.as_str())).collect()
    }

    struct Client(L1Stats);

    impl L1StatsSource for Client {
        fn l1_stats(&self) -> Option<L1Stats> {
            Some(self.0)
        }
    }

    fn client(l1_hits: u64, l2_hits: u64, misses: u64) -> Arc<dyn L1StatsSource> {
        Arc::new(Client(L1Stats { l1_hits, l2_hits, misses, l1_enabled: true }))
    }

    #[test]
    fn whatever_goes_wrong_is_disabled() {
        let none: MetricsProvider = Arc::new(|| None);
        let off: MetricsProvider = Arc::new(|| Some(L1Stats { l1_hits: 7, ..L1Stats::default() }));
        let panics: MetricsProvider = Arc::new(|| panic!("a provider that panics, on purpose"));
        for provider in [None, Some(&none), Some(&off), Some(&panics)] {
            assert_eq!(borrowed(&metrics_headers(provider)), DISABLED);
        }
        assert_eq!(borrowed(&Metrics::default().headers()), DISABLED);
    }

    #[test]
    fn all_clients_of_a_backend_count() {
        let metrics = Metrics::default();
        let [first, second] = [client(6, 1, 1), client(0, 3, 1)];
        metrics.observe(Arc::downgrade(&first));
        metrics.observe(Arc::downgrade(&second));
        let expected = [
            ("X-CacheKit-L1-Status", "miss"),
            ("X-CacheKit-L1-Hits", "6"),
            ("X-CacheKit-L2-Hits", "4"),
            ("X-CacheKit-Misses", "2"),
            ("X-CacheKit-L1-Hit-Rate", "0.500"),
        ];
        assert_eq!(borrowed(&metrics.headers()), expected);

        drop((first, second));
        assert_eq!(borrowed(&metrics.headers()), DISABLED);
    }

    #[test]
    fn a_provider_goes_before_the_clients() {
        let metrics = Metrics::new(Some(Arc::new(|| None)));
        let client = client(6, 1, 1);
        metrics.observe(Arc::downgrade(&client));
        assert_eq!(borrowed(&metrics.headers()), DISABLED);
    }

    #[test]
    fn rates_have_three_decimals() {
        assert_eq!(rate(0, 0, 0), "0.000");
        assert_eq!(rate(1, 1, 1), "0.333");
        assert_eq!(rate(2, 1, 0), "0.667");
        assert_eq!(rate(5, 0, 0), "1.000");
        assert_eq!(rate(u64::MAX, u64::MAX, u64::MAX), "0.333");
    }
}
