//! Variants and inherent items with the names of the traits' associated items.

use serde::{Deserialize, Serialize};
use shop_cache::prelude::*;

#[derive(KeyPart, Debug, Clone, Copy)]
#[expect(clippy::upper_case_acronyms, reason = "the name of a constant")]
enum Kind {
    Absence,
    KIND,
    Value,
    Codec,
    Done,
    None,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, CacheValue)]
#[expect(clippy::upper_case_acronyms, reason = "the name of a constant")]
enum Outcome {
    Value,
    Codec(u8),
    Ok { error: bool },
    FINGERPRINT,
}

#[derive(KeyPart)]
struct Id(u64);

impl Id {
    const KIND: u8 = 1;
    const MAX_LEN: u8 = 2;

    fn write_part(&self) -> u64 {
        self.0 + u64::from(Self::KIND) + u64::from(Self::MAX_LEN)
    }
}

#[derive(CacheRegion)]
#[cache(namespace = "associated-names", key = "{id}:{kind}", value = Outcome, ttl = "5m")]
struct ById {
    id: Id,
    kind: Kind,
}

impl ById {
    const DECL: u8 = 3;
    const FINGERPRINT: u8 = 4;

    fn visit_key(&self) -> u64 {
        self.id.write_part() + u64::from(Self::DECL) + u64::from(Self::FINGERPRINT)
    }

    fn schema() -> &'static str {
        "the user's"
    }
}

#[tokio::test]
async fn items_of_one_name_are_told_apart() {
    let cache = CacheKit::in_memory().build().unwrap();
    for kind in [Kind::Absence, Kind::KIND, Kind::Value, Kind::Codec, Kind::Done, Kind::None] {
        let key = ById { id: Id(1), kind };
        let entry = cache.entry(&key);
        assert_eq!(entry.key(), format!("associated-names:1:{kind:?}"));
        assert_eq!(key.visit_key(), 11);
    }
    let entry = cache.entry(&ById { id: Id(1), kind: Kind::Value });
    for outcome in [Outcome::Value, Outcome::Codec(1), Outcome::Ok { error: false }, Outcome::FINGERPRINT] {
        entry.set(&outcome).await.unwrap();
        assert_eq!(entry.get().await.unwrap().unwrap(), outcome);
    }
    assert_eq!(ById::schema(), "the user's");
    assert_eq!(<ById as CacheRegion>::schema().name, "ById");
}
