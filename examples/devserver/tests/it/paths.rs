//! Which paths there are, and what they take.

use crate::support::Bench;

#[tokio::test]
async fn each_path_takes_its_methods() {
    let bench = Bench::new().await;
    for (path, allow) in [
        ("/v1/cache/key", "GET, HEAD, PUT, DELETE"),
        ("/v1/cache/key/ttl", "GET, PATCH"),
        ("/v1/cache/key/lock", "POST, DELETE"),
        ("/v1/cache/health", "GET"),
    ] {
        for method in ["GET", "HEAD", "PUT", "DELETE", "POST", "PATCH", "PURGE"] {
            let answer = bench.request(method, path).send().await;
            if allow.split(", ").any(|allowed| allowed == method) {
                assert_ne!(answer.status, 405, "{method} {path}");
            } else {
                assert_eq!(answer.status, 405, "{method} {path}");
                assert_eq!(answer.header("allow"), Some(allow), "{method} {path}");
            }
        }
    }
}

#[tokio::test]
async fn there_are_no_others() {
    let bench = Bench::new().await;
    for path in [
        "/",
        "/v1/",
        "/v1/cache",
        "/v1/cache/",
        "/v1/cache/key/",
        "/v1/cache/key/other",
        "/v1/cache/key/ttl/more",
        "/v1/cache/../health",
        "/v2/cache/key",
    ] {
        for method in ["GET", "PUT", "DELETE"] {
            assert_eq!(bench.request(method, path).status().await, 404, "{method} {path}");
        }
    }
    assert_eq!(bench.request("GET", "/v1/cache//ttl").status().await, 400, "an empty key");
}

#[tokio::test]
async fn health_counts_what_is_alive() {
    let bench = Bench::new().await;
    let health = async || bench.request("GET", "/v1/cache/health").send().await.json();
    assert_eq!(health().await, serde_json::json!({"status": "ok", "cache_entries": 0, "active_locks": 0}));

    bench.put("endless", b"1", &[]).await;
    bench.put("short", b"2", &[("X-CacheKit-TTL", "10"), ("X-CacheKit-Stale-TTL", "10")]).await;
    bench.request("POST", "/v1/cache/endless/lock").json(r#"{"timeout_ms": 15000}"#).send().await;
    assert_eq!(health().await, serde_json::json!({"status": "ok", "cache_entries": 2, "active_locks": 1}));

    bench.advance(crate::support::seconds(15));
    assert_eq!(health().await, serde_json::json!({"status": "ok", "cache_entries": 2, "active_locks": 0}));
    bench.advance(crate::support::seconds(5));
    assert_eq!(health().await, serde_json::json!({"status": "ok", "cache_entries": 1, "active_locks": 0}));
}
