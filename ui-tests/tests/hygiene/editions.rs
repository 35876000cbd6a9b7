//! Packages of all editions that know `async`, and with all names that the dependency can have.

#[tokio::test]
async fn schemas_mean_the_same_in_every_edition() {
    edition_2018::run().await;
    edition_2021::run().await;
    edition_2024::run().await;
}
