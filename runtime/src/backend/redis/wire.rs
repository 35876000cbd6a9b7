//! A connection in the hands of one call.

use redis::aio::MultiplexedConnection;
use redis::{Cmd, FromRedisValue, Pipeline, RedisResult, ServerErrorKind, pipe};

use super::scripts::Call;

/// A connection, and whether the node behind it is asked for a key that is on its way to it.
#[derive(Clone)]
pub(super) struct Wire {
    connection: MultiplexedConnection,
    asks: bool,
}

impl Wire {
    pub(super) fn new(connection: MultiplexedConnection, asks: bool) -> Self {
        Self { connection, asks }
    }

    /// Sends one command.
    pub(super) async fn query<T: FromRedisValue>(mut self, command: &Cmd) -> RedisResult<T> {
        if !self.asks {
            return command.query_async(&mut self.connection).await;
        }
        let mut pipeline = pipe();
        asking(&mut pipeline, command);
        // In a box: it is rare, and every call would carry the room for it around.
        let (answer,) = Box::pin(pipeline.query_async(&mut self.connection)).await?;
        Ok(answer)
    }

    /// Sends several commands of one slot in one piece. Every one has an answer of its own.
    pub(super) async fn query_all<T: FromRedisValue>(
        mut self,
        pipeline: &Pipeline,
    ) -> RedisResult<Vec<RedisResult<T>>> {
        if !self.asks {
            return pipeline.query_async(&mut self.connection).await;
        }
        let mut asking_all = pipe();
        asking_all.ignore_errors();
        for command in pipeline.cmd_iter() {
            asking(&mut asking_all, command);
        }
        asking_all.query_async(&mut self.connection).await
    }

    /// Runs a script, which the server is sent when it does not know it.
    pub(super) async fn invoke<T: FromRedisValue>(self, call: &Call<'_>) -> RedisResult<T> {
        match self.clone().query(&call.by_hash()).await {
            Err(error) if error.kind() == ServerErrorKind::NoScript.into() => {
                self.query(&call.by_code()).await
            }
            answer => answer,
        }
    }
}

/// The node takes the next command only for a key that it does not own yet.
fn asking(pipeline: &mut Pipeline, command: &Cmd) {
    pipeline.cmd("ASKING").ignore().add_command(command.clone());
}
