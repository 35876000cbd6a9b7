//! Bytes in, the same bytes out.

use serde_json::json;

use crate::support::{Bench, MAX_VALUE};

#[tokio::test]
async fn what_was_put_comes_back() {
    let bench = Bench::new().await;
    let every_byte: Vec<u8> = (0..=255).collect();
    for value in [&b""[..], b"\0", &every_byte, &[0xAB; MAX_VALUE]] {
        let answer = bench.put("key", value, &[]).await;
        assert_eq!((answer.status, answer.json()), (200, json!({"success": true})));
        let answer = bench.get("key").await;
        assert_eq!((answer.status, &answer.body[..]), (200, value));
        assert_eq!(answer.header("content-type"), Some("application/octet-stream"));
    }
}

#[tokio::test]
async fn a_value_has_to_say_that_it_is_octets() {
    let bench = Bench::new().await;
    for kind in [None, Some("application/json"), Some("text/plain")] {
        let mut request = bench.request("PUT", "/v1/cache/key").body(b"value");
        if let Some(kind) = kind {
            request = request.header("Content-Type", kind);
        }
        assert_eq!(request.status().await, 400, "{kind:?}");
    }
    assert_eq!(bench.get("key").await.status, 404);
}

#[tokio::test]
async fn a_value_that_is_too_large_is_refused_and_the_old_one_stays() {
    let bench = Bench::new().await;
    bench.put("key", b"old", &[]).await;
    assert_eq!(bench.put("key", &[1; MAX_VALUE + 1], &[]).await.status, 413);
    // Far more than fits into the buffers of a connection: the sender gets to the answer nevertheless.
    assert_eq!(bench.put("key", &vec![1; 20_000_000], &[]).await.status, 413);
    assert_eq!(bench.get("key").await.body, b"old");
}

#[tokio::test]
async fn a_value_in_chunks_is_limited_as_well() {
    let bench = Bench::new().await;
    let chunked = |bytes: usize| {
        let mut body = format!("{bytes:x}\r\n").into_bytes();
        body.extend(vec![7; bytes]);
        body.extend(b"\r\n0\r\n\r\n");
        bench
            .request("PUT", "/v1/cache/key")
            .header("Content-Type", "application/octet-stream")
            .header("Transfer-Encoding", "chunked")
            .raw_body(&body)
    };
    assert_eq!(chunked(MAX_VALUE).status().await, 200);
    assert_eq!(bench.get("key").await.body, [7; MAX_VALUE]);
    assert_eq!(chunked(MAX_VALUE + 1).status().await, 413);
}

#[tokio::test]
async fn half_a_value_is_none() {
    let bench = Bench::new().await;
    let request = bench
        .request("PUT", "/v1/cache/key")
        .header("Content-Type", "application/octet-stream")
        .header("Content-Length", "100")
        .raw_body(b"half");
    request.send_and_leave().await;
    assert_eq!(bench.get("key").await.status, 404);
}

#[tokio::test]
async fn deleting_is_done_whether_or_not_there_was_something() {
    let bench = Bench::new().await;
    bench.put("key", b"value", &[]).await;
    for _ in 0..2 {
        let answer = bench.request("DELETE", "/v1/cache/key").send().await;
        assert_eq!((answer.status, answer.json()), (200, json!({"success": true})));
        assert_eq!(bench.get("key").await.status, 404);
    }
}

#[tokio::test]
async fn head_tells_what_get_would() {
    let bench = Bench::new().await;
    let head = async || bench.request("HEAD", "/v1/cache/key").send().await;
    assert_eq!(head().await.status, 404);
    bench.put("key", b"value", &[("X-CacheKit-TTL", "60")]).await;
    let answer = head().await;
    assert_eq!((answer.status, &answer.body[..]), (200, &b""[..]));
    assert_eq!(answer.header("x-cachekit-freshness"), Some("fresh"));
    assert_eq!(answer.header("x-cachekit-fresh-for"), None, "there are no bytes to keep");
}
