//! What all keys of one client handle begin with: the client's namespace, then the tenant.

use cachekit_schema::segment;

use super::KeySeed;
use super::sink::DigestSink;

/// Ends the client's namespace in a key, and the tenant. No segment is ever empty, so a key of a client with a
/// namespace cannot be one of a client without, whatever the two namespaces are called.
pub(crate) const SCOPE_END: &str = "::";

/// Precedes a tenant in a key. Neither a namespace nor a segment is written like this.
pub(crate) const TENANT: &str = ".tenant:";

/// A tenant takes at most as many bytes of a key as a hash does.
const MAX_TENANT: usize = segment::HASHED.len() + segment::DIGEST_LEN;

/// `[client namespace "::"] [".tenant:" tenant "::"]`
#[derive(Debug, Clone, Default)]
pub(crate) struct KeyScope {
    text: String,
    /// Set apart from the keys of other tenants, which have the same segments. 0 without a tenant.
    hash: u64,
}

impl KeyScope {
    /// Of a client with this namespace.
    pub(crate) fn of_client(namespace: Option<&str>) -> Self {
        let text = namespace.map_or_else(String::new, |namespace| format!("{namespace}{SCOPE_END}"));
        Self { text, hash: 0 }
    }

    /// Of one tenant of the client.
    pub(crate) fn of_tenant(&self, tenant: &str, seed: &KeySeed) -> Self {
        let mut encoded = String::new();
        segment::encode(tenant.as_bytes(), &mut |piece| {
            encoded.extend(piece.iter().map(|&byte| char::from(byte)));
        });
        if encoded.len() > MAX_TENANT {
            let mut digest = DigestSink::new();
            digest.update(encoded.as_bytes());
            encoded = digest.finish(segment::HASHED);
        }
        Self { hash: tenant_hash(&encoded, seed), text: format!("{}{TENANT}{encoded}{SCOPE_END}", self.text) }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn hash(&self) -> u64 {
        self.hash
    }
}

/// Takes the tenant off what follows the client's namespace in a key: the hash of its scope, and the rest.
pub(crate) fn split_tenant<'k>(key: &'k str, seed: &KeySeed) -> Option<(u64, &'k str)> {
    match key.strip_prefix(TENANT) {
        Some(key) => key.split_once(SCOPE_END).map(|(tenant, rest)| (tenant_hash(tenant, seed), rest)),
        None => Some((0, key)),
    }
}

fn tenant_hash(encoded: &str, seed: &KeySeed) -> u64 {
    let mut hasher = seed.hasher();
    hasher.segment(encoded.as_bytes());
    hasher.finish()
}
