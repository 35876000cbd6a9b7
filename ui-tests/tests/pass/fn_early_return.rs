//! `return` and `?` in a body leave the body, with conversions of errors, also from loops and blocks.

use std::num::ParseIntError;

use shop_cache::prelude::*;

use crate::support::{Calls, client};

#[derive(Debug, Clone, PartialEq)]
enum AppError {
    Number(ParseIntError),
    Negative,
}

impl From<ParseIntError> for AppError {
    fn from(error: ParseIntError) -> Self {
        Self::Number(error)
    }
}

#[cachekit(ttl = "5m", skip(calls))]
async fn sum(cache: &CacheKit, calls: &Calls, text: &str) -> Result<i64, AppError> {
    calls.one();
    if text.is_empty() {
        return Ok(0);
    }
    let mut sum = 0;
    for word in text.split(' ') {
        let number: i64 = word.parse()?;
        if number < 0 {
            return Err(AppError::Negative);
        }
        sum += async { Ok::<_, AppError>(number) }.await?;
    }
    Ok(sum)
}

#[cachekit(ttl = "5m")]
async fn first(cache: &CacheKit, text: &str) -> Option<char> {
    let first = text.chars().next()?;
    if first == ' ' {
        return None;
    }
    Some(first)
}

#[tokio::test]
async fn bodies_can_leave_early() {
    let cache = client();
    let calls = Calls::default();
    for _ in 0..2 {
        assert_eq!(sum(&cache, &calls, "").await, Ok(0));
        assert_eq!(sum(&cache, &calls, "1 2 3").await, Ok(6));
    }
    assert_eq!(calls.count(), 2);
    assert_eq!(sum(&cache, &calls, "-1").await, Err(AppError::Negative));
    assert!(matches!(sum(&cache, &calls, "x").await, Err(AppError::Number(_))));
    assert_eq!(
        (first(&cache, "ab").await, first(&cache, " b").await, first(&cache, "").await),
        (Some('a'), None, None)
    );
}
