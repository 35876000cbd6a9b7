//! What all keys of one region on one client begin with.
#![expect(clippy::inline_always, reason = "measured: every hit goes through it several times")]

use cachekit_schema::budget::MAX_STORAGE_KEY;
use cachekit_schema::region::{RegionSchema, Segment};

use super::compact::compact;
use super::scope::split_tenant;
use super::sink::{WriteSink, for_hex};
use super::{Blind, CompareSink, HashSink, KeyFields, KeyHasher, KeyScope, KeySeed, StorageKey};

/// Client namespace, region namespace and the literals before the first placeholder, written and hashed once.
pub(crate) struct Prefix {
    text: String,
    /// How much of the text is the client's scope.
    scope_end: usize,
    /// How much of the text is scope and namespace.
    namespace_end: usize,
    /// How many literals follow it.
    literals: usize,
    /// The text again, as the start of a key: copied in one piece. Empty when no key can begin with it.
    start: StorageKey,
    /// Has taken in the literals. Scope and namespace are one and the same for all keys of a store.
    hasher: KeyHasher,
    seed: KeySeed,
}

impl Prefix {
    /// `scope` is the client's, without a tenant. The client's namespace and the region's are at most 64 bytes each.
    pub(crate) fn new(scope: &KeyScope, schema: &RegionSchema, seed: &KeySeed) -> Self {
        let mut text = scope.text().to_owned();
        let scope_end = text.len();
        text.push_str(schema.namespace);
        let namespace_end = text.len();
        let mut hasher = seed.hasher();
        let mut literals = 0;
        for segment in schema.segments {
            let Segment::Literal { text: literal, .. } = segment else { break };
            // Literals that leave no room are refused by the schema compiler; in a schema written by hand they
            // make a key that is compacted as a whole.
            text.push(':');
            text.push_str(literal);
            hasher.segment(literal.as_bytes());
            literals += 1;
        }
        let start = StorageKey::starting(&text);
        Self { text, scope_end, namespace_end, literals, start, hasher, seed: seed.clone() }
    }

    /// The hash of a key whose parts are written as they are, or `None` when the key has to be written to know.
    #[inline(always)]
    pub(crate) fn hash(&self, fields: &impl KeyFields) -> Option<u64> {
        let mut sink = HashSink::after(self.hasher, self.text.len());
        fields.visit(&mut sink);
        sink.finish(MAX_STORAGE_KEY)
    }

    /// Whether `stored`, a key of this region, is the key of these parts, for parts that have a
    /// [`hash`](Self::hash).
    ///
    /// All keys of a region begin alike, but for those that are one hash; and in those no `:` follows.
    #[inline(always)]
    pub(crate) fn matches(&self, fields: &impl KeyFields, stored: &[u8]) -> bool {
        let mut sink = CompareSink::after(self.text.len(), stored);
        fields.visit(&mut sink);
        sink.finish()
    }

    /// As [`matches`](Self::matches), for a text that need not be a key of this region.
    #[inline]
    pub(crate) fn is_key_of(&self, fields: &impl KeyFields, text: &[u8]) -> bool {
        text.starts_with(self.text.as_bytes()) && self.matches(fields, text)
    }

    /// The key of these parts.
    #[inline]
    pub(crate) fn write(&self, fields: &impl KeyFields) -> StorageKey {
        let mut key = self.start();
        self.write_on(&mut key, fields);
        key
    }

    /// What all keys of the client itself begin with.
    #[inline]
    pub(crate) fn start(&self) -> StorageKey {
        self.start.clone()
    }

    /// Makes the key of these parts of a [`start`](Self::start) that is where the key is to stay.
    #[inline]
    pub(crate) fn write_on(&self, key: &mut StorageKey, fields: &impl KeyFields) {
        let begun = key.len() == self.text.len();
        let mut sink = WriteSink::to(key, self.hasher);
        fields.visit(&mut sink);
        if !(sink.finish() && begun) {
            *key = compact(self, fields, Owner::default());
        }
    }

    /// The key of these parts for a tenant, or with sensitive parts among them.
    pub(crate) fn write_for(&self, owner: Owner<'_>, fields: &impl KeyFields) -> StorageKey {
        let mut key = StorageKey::empty();
        let begun =
            key.push(self.scope_of(owner).as_bytes()) && key.push(&self.text.as_bytes()[self.scope_end..]);
        let mut sink = WriteSink::to(&mut key, self.hasher).blinding(owner.blind);
        fields.visit(&mut sink);
        if !(sink.finish() && begun) {
            return compact(self, fields, owner);
        }
        key.hashed(key.hash() ^ owner.scope.map_or(0, KeyScope::hash));
        key
    }

    /// The key of the cachekit protocol's interop mode: namespace, operation, and the hash of the arguments in hex.
    pub(crate) fn write_interop(&self, operation: &str, digest: &[u8; 32]) -> StorageKey {
        let mut key = StorageKey::starting(self.namespace());
        key.push_segment(operation.as_bytes());
        key.push(b":");
        for_hex(digest, |run| {
            key.push(run.as_bytes());
        });
        key.hashed(self.hash_text(key.as_str()).unwrap_or_default());
        key
    }

    /// What keys of this owner begin with.
    pub(super) fn scope_of<'a>(&'a self, owner: Owner<'a>) -> &'a str {
        owner.scope.map_or(&self.text[..self.scope_end], KeyScope::text)
    }

    /// The hash of a key of this region that came in as text; `None` when it is not one.
    pub(crate) fn hash_text(&self, key: &str) -> Option<u64> {
        let (tenant, rest) = self.within_scope(key)?;
        let rest = rest.strip_prefix(self.namespace())?;
        let mut hasher = self.seed.hasher();
        for segment in rest.strip_prefix(':')?.split(':') {
            hasher.segment(segment.as_bytes());
        }
        Some(hasher.finish() ^ tenant)
    }

    /// Whether a storage key can be one of this region.
    pub(crate) fn owns(&self, key: &str) -> bool {
        self.within_scope(key)
            .and_then(|(_, rest)| rest.strip_prefix(self.namespace()))
            .is_some_and(|rest| rest.starts_with(':'))
    }

    /// Takes the client's namespace and the tenant off a key.
    fn within_scope<'k>(&self, key: &'k str) -> Option<(u64, &'k str)> {
        split_tenant(key.strip_prefix(&self.text[..self.scope_end])?, &self.seed)
    }

    /// The region's namespace.
    pub(super) fn namespace(&self) -> &str {
        &self.text[self.scope_end..self.namespace_end]
    }

    /// The literals before the first placeholder.
    pub(super) fn literals(&self) -> impl Iterator<Item = &str> {
        self.text[self.namespace_end..].split(':').skip(1).take(self.literals)
    }
}

/// Whose key is written, where it is not the client's own or not without sensitive parts.
#[derive(Clone, Copy, Default)]
pub(crate) struct Owner<'a> {
    /// Of a tenant; `None`: the client's own.
    pub(crate) scope: Option<&'a KeyScope>,
    /// What sensitive parts are hashed with.
    pub(crate) blind: Option<&'a dyn Blind>,
}
