//! Many requests, one query.

use crate::support::Shop;

#[tokio::test]
async fn all_who_ask_at_one_time_share_one_query() {
    let shop = Shop::new();
    let service = shop.start(&["--slow-queries", "500"]);
    let asking = (0..20).map(|_| service.get("/categories/tea"));
    let answers = futures_util::future::join_all(asking).await;
    assert!(answers.iter().all(|answer| answer.body == answers[0].body));
    let collapsed = answers.iter().filter(|answer| answer.cache_status.ends_with("collapsed")).count();
    assert_eq!(collapsed, 19);
    let statistics = service.statistics("InCategory").await;
    assert_eq!((&statistics["loads"], &statistics["shared_loads"]), (&1.into(), &19.into()), "{statistics}");
    assert!(statistics["load_ms"].as_u64().unwrap() >= 500);
}
