//! A call whose key names the function.

use std::collections::BTreeMap;

use cachekit::interop::python::{AutoKey, PythonSerializer};
use serde::Serialize;

use crate::value::Value;

/// A call of a function that is decorated without `interop=`.
#[derive(Debug, Clone, Serialize)]
pub struct AutomaticCall {
    /// `__module__`
    pub module: &'static str,
    /// `__qualname__`
    pub qualname: &'static str,
    /// `namespace=`
    pub namespace: Option<&'static str>,
    /// `integrity_checking=`
    pub integrity: bool,
    /// `serializer=`
    pub serializer: &'static str,
    /// The arguments without a name.
    pub by_position: Vec<Value>,
    /// The arguments with one.
    pub by_name: BTreeMap<String, Value>,
}

impl AutomaticCall {
    /// A call of `app.users.get_user`, decorated with `namespace="users"`.
    pub fn of(by_position: Vec<Value>) -> Self {
        Self {
            module: "app.users",
            qualname: "get_user",
            namespace: Some("users"),
            integrity: true,
            serializer: "default",
            by_position,
            by_name: BTreeMap::new(),
        }
    }

    /// Our key of the call; `None` where we refuse it.
    ///
    /// # Panics
    /// For a serializer that keys have no letter for.
    pub fn our_key(&self) -> Option<String> {
        let serializer = match self.serializer {
            "default" | "std" => PythonSerializer::Default,
            "auto" => PythonSerializer::Auto,
            "orjson" => PythonSerializer::Orjson,
            "arrow" => PythonSerializer::Arrow,
            other => panic!("keys have no letter for {other}"),
        };
        let mut key = AutoKey::new(self.module, self.qualname)
            .integrity_checking(self.integrity)
            .serializer(serializer);
        if let Some(namespace) = self.namespace {
            key = key.namespace(namespace);
        }
        let key = self.by_position.iter().fold(key, |key, value| key.arg(value.to_ours()));
        let key = self.by_name.iter().fold(key, |key, (name, value)| key.kwarg(name, value.to_ours()));
        key.build().ok()
    }
}
