//! Keywords as names: of fields, parameters, functions, modules, types, variants and steps of a path.

use serde::{Deserialize, Serialize};
use shop_cache::prelude::*;

mod r#mod {
    use shop_cache::prelude::*;

    #[cachekit(ttl = "5m")]
    pub(super) async fn r#match(cache: &CacheKit, r#type: &str, r#fn: usize) -> usize {
        r#type.len() + r#fn
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, CacheValue)]
struct Token {
    r#type: String,
    r#struct: Option<Box<Token>>,
}

#[derive(KeyPart, Debug, Clone, Copy)]
#[expect(non_camel_case_types, reason = "keywords are in lower case")]
enum r#enum {
    r#if,
    r#else,
}

#[derive(CacheRegion)]
#[cache(namespace = "raw-identifiers", key = "{type}:{in}", value = Token, ttl = "5m")]
struct Region<'r#fn> {
    r#type: &'r#fn str,
    r#in: r#enum,
}

struct Query {
    r#where: u64,
}

#[cachekit(ttl = "5m", namespace = "raw-identifiers", key = "of:{query.where}:{use}", skip(r#async))]
async fn r#by_path(cache: &CacheKit, r#use: &str, query: &Query, r#async: f64) -> Token {
    let _ = r#async;
    Token { r#type: format!("{use} {where}", r#use = r#use, r#where = query.r#where), r#struct: None }
}

#[cachekit(ttl = "5m", namespace = "raw-identifiers", region = r#Named)]
async fn named(cache: &CacheKit, r#type: &str, #[cache(compact)] r#final: r#enum) -> Token {
    Token { r#type: format!("{type} {final:?}"), r#struct: None }
}

#[cachekit(region(Region { r#type: text, r#in: r#enum::r#if }))]
async fn in_region(cache: &CacheKit, text: &str) -> Token {
    Token { r#type: text.to_owned(), r#struct: None }
}

#[cachekit(region(Region))]
async fn by_shorthand(cache: &CacheKit, r#in: r#enum, r#type: &str) -> Token {
    Token { r#type: format!("{type} {in:?}"), r#struct: None }
}

#[tokio::test]
async fn keywords_can_be_names() {
    let cache = CacheKit::in_memory().build().unwrap();
    assert_eq!(r#mod::r#match(&cache, "abc", 1).await, 4);
    let stats = cache.stats();
    let region = stats.region("match").unwrap();
    assert_eq!((region.namespace, region.pattern), ("ui-tests.raw_identifiers.mod", "match:{type}:{fn}"));

    let query = Query { r#where: 7 };
    assert_eq!(by_path(&cache, "x", &query, 0.5).await.r#type, "x 7");
    assert_eq!(named(&cache, "x", r#enum::r#else).await.r#type, "x else");
    assert!(cache.entry(&Named { r#type: "x", r#final: r#enum::r#else }).exists().await.unwrap());
    assert_eq!(in_region(&cache, "y").await.r#type, "y");
    assert_eq!(by_shorthand(&cache, r#enum::r#if, "y").await.r#type, "y");
    assert_eq!(cache.entry(&Region { r#type: "y", r#in: r#enum::r#if }).key(), "raw-identifiers:y:if");
}
