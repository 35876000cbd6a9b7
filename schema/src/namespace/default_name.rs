//! The namespace of a function that names none: its package and its modules.
//!
//! `my_app::users::r#type` in package `my-app` gives `my-app.users.type`. The crate's own name is left out, since it
//! repeats the package's. The user's crate evaluates this at compile time, from `env!("CARGO_PKG_NAME")` and
//! `module_path!()`, in three steps:
//!
//! ```
//! use cachekit_schema::namespace::{default_bytes, default_len, default_str};
//!
//! const LEN: usize = default_len("my-app", "my_app::users::r#type");
//! const BYTES: [u8; LEN] = default_bytes("my-app", "my_app::users::r#type");
//! const NAMESPACE: &str = default_str(&BYTES);
//! assert_eq!(NAMESPACE, "my-app.users.type");
//! ```

use super::{NamespaceError, check_region};

/// The length of the default namespace, in bytes.
pub const fn default_len(package: &str, module_path: &str) -> usize {
    let mut bytes = Bytes::new(package, module_path);
    let mut len = 0;
    while bytes.next().is_some() {
        len += 1;
    }
    len
}

/// The bytes of the default namespace.
///
/// # Panics
/// When `N` is not [`default_len`] of the same arguments.
pub const fn default_bytes<const N: usize>(package: &str, module_path: &str) -> [u8; N] {
    let mut bytes = Bytes::new(package, module_path);
    let mut written = [0; N];
    let mut len = 0;
    while let Some(byte) = bytes.next() {
        assert!(len < N, "`N` is less than `default_len`");
        written[len] = byte;
        len += 1;
    }
    assert!(len == N, "`N` is more than `default_len`");
    written
}

/// The default namespace as a text, checked.
///
/// # Panics
/// When it is not a valid region namespace; in const evaluation, that is a compile error which says to write
/// `namespace = "…"`.
pub const fn default_str(bytes: &[u8]) -> &str {
    let Ok(namespace) = core::str::from_utf8(bytes) else {
        panic!("the default namespace is not UTF-8; write `namespace = \"…\"`");
    };
    match check_region(namespace) {
        Ok(()) => namespace,
        Err(NamespaceError::TooLong { .. }) => panic!(
            "the default namespace, package and modules of this function, is longer than 64 bytes; \
             write `namespace = \"…\"`"
        ),
        Err(NamespaceError::Reserved { .. }) => panic!(
            "the default namespace, the package of this function, belongs to the cachekit.io server; \
             write `namespace = \"…\"`"
        ),
        Err(_) => panic!(
            "the default namespace, package and modules of this function, has characters other than \
             letters, digits, `_` and `-`; write `namespace = \"…\"`"
        ),
    }
}

/// The bytes of a default namespace, one by one.
struct Bytes<'a> {
    package: &'a [u8],
    /// What is left of the module path, from the `::` after the crate's name on.
    modules: &'a [u8],
}

impl<'a> Bytes<'a> {
    const fn new(package: &'a str, module_path: &'a str) -> Self {
        let mut modules = module_path.as_bytes();
        while let [first, rest @ ..] = modules
            && *first != b':'
        {
            modules = rest;
        }
        Self { package: package.as_bytes(), modules }
    }

    const fn next(&mut self) -> Option<u8> {
        if let [byte, rest @ ..] = self.package {
            self.package = rest;
            return Some(*byte);
        }
        match self.modules {
            [b':', b':', b'r', b'#', rest @ ..] | [b':', b':', rest @ ..] => {
                self.modules = rest;
                Some(b'.')
            }
            [byte, rest @ ..] => {
                self.modules = rest;
                Some(*byte)
            }
            [] => None,
        }
    }
}
