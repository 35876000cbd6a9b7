//! Which types say that they are sensitive, by their words and by what they hold.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use shop_cache::{CacheValue, KeyPart, Secret};

#[derive(Serialize, Deserialize, CacheValue)]
struct Plain {
    id: u64,
    #[serde(skip)]
    cached: Secret<u64>,
}

#[derive(Serialize, Deserialize, CacheValue)]
struct Card {
    owner: String,
    #[cache(sensitive)]
    number: String,
}

#[derive(Serialize, Deserialize, CacheValue)]
#[cache(version = 1, sensitive)]
struct Legacy {
    card: HashMap<String, String>,
}

#[derive(Serialize, Deserialize, CacheValue)]
enum Payment<T> {
    Cash,
    By { card: Option<Box<Card>>, note: T },
    Split(Vec<Payment<T>>),
}

#[derive(Serialize, Deserialize, CacheValue)]
struct Wallet {
    #[cache(recursive)]
    inner: Vec<Wallet>,
    token: Secret<String>,
}

/// Both derives read the word.
#[derive(Serialize, Deserialize, KeyPart, CacheValue)]
#[cache(sensitive)]
struct Pin(u16);

#[derive(KeyPart)]
struct Token(#[cache(sensitive)] String);

#[derive(KeyPart)]
struct Wrapped(Token);

#[derive(KeyPart)]
#[cache(sensitive)]
enum Grade {
    A,
    B,
}

#[test]
fn values() {
    const { assert!(!Plain::SENSITIVE && !Vec::<Plain>::SENSITIVE) };
    const { assert!(Card::SENSITIVE && HashMap::<u8, Card>::SENSITIVE && Legacy::SENSITIVE) };
    const { assert!(Payment::<u8>::SENSITIVE && Wallet::SENSITIVE && <Pin as CacheValue>::SENSITIVE) };
    drop((
        Plain { id: 1, cached: Secret::new(2) }.cached,
        Payment::By { card: None, note: 1 },
        Payment::<u8>::Cash,
        Payment::<u8>::Split(vec![]),
    ));
}

#[test]
fn parts() {
    const { assert!(<Pin as KeyPart>::SENSITIVE && Token::SENSITIVE && Wrapped::SENSITIVE) };
    const { assert!(Option::<&Wrapped>::SENSITIVE && Grade::SENSITIVE && !<u64 as KeyPart>::SENSITIVE) };
    drop((Grade::A, Grade::B, Wrapped(Token(String::new()))));
}

/// A secret makes other bytes of nothing, so a field can become one.
#[test]
fn a_secret_is_stored_like_the_value_inside() {
    const { assert!(<Secret<u64> as CacheValue>::FINGERPRINT == <u64 as CacheValue>::FINGERPRINT) };
}
