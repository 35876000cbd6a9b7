//! What all keys of one region on one client begin with.

use cachekit_schema::budget::MAX_STORAGE_KEY;
use cachekit_schema::region::{RegionSchema, Segment};

use super::compact::compact;
use super::sink::WriteSink;
use super::{CompareSink, HashSink, KeyFields, KeyHasher, KeySeed, StorageKey};

/// Client namespace, region namespace and the literals before the first placeholder, written and hashed once.
pub(crate) struct Prefix {
    text: String,
    /// How much of the text is scope and namespace.
    namespace_end: usize,
    /// How many literals follow it.
    literals: usize,
    /// Has taken in the literals. Scope and namespace are one and the same for all keys of a store.
    hasher: KeyHasher,
    seed: KeySeed,
}

impl Prefix {
    /// `scope` is the client's namespace. Scope and region namespace are at most 64 bytes each.
    pub(crate) fn new(scope: Option<&str>, schema: &RegionSchema, seed: &KeySeed) -> Self {
        let mut text = String::new();
        if let Some(scope) = scope {
            text.push_str(scope);
            text.push_str(SCOPE_END);
        }
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
        Self { text, namespace_end, literals, hasher, seed: seed.clone() }
    }

    /// The hash of a key whose parts are written as they are, or `None` when the key has to be written to know.
    #[inline]
    pub(crate) fn hash(&self, fields: &impl KeyFields) -> Option<u64> {
        let mut sink = HashSink::after(self.hasher.clone(), self.text.len());
        fields.visit(&mut sink);
        sink.finish(MAX_STORAGE_KEY)
    }

    /// Whether `stored`, a key of this region, is the key of these parts, for parts that have a
    /// [`hash`](Self::hash).
    ///
    /// All keys of a region begin alike, but for those that are one hash; and in those no `:` follows.
    #[cfg_attr(not(feature = "l1"), expect(dead_code, reason = "asked by the stores of L1 alone"))]
    #[inline]
    pub(crate) fn matches(&self, fields: &impl KeyFields, stored: &[u8]) -> bool {
        let mut sink = CompareSink::after(self.text.len(), stored);
        fields.visit(&mut sink);
        sink.finish()
    }

    /// The key of these parts.
    #[inline]
    pub(crate) fn write(&self, fields: &impl KeyFields) -> StorageKey {
        let mut key = StorageKey::empty();
        self.write_to(&mut key, fields);
        key
    }

    /// Writes the key of these parts where it is to stay: a quarter of a kilobyte is not moved for nothing.
    #[inline]
    pub(crate) fn write_to(&self, key: &mut StorageKey, fields: &impl KeyFields) {
        let begun = key.push(self.text.as_bytes());
        let mut sink = WriteSink::to(key, self.hasher.clone());
        fields.visit(&mut sink);
        if !(sink.finish() && begun) {
            *key = compact(self, fields);
        }
    }

    /// The hash of a key of this region that came in as text; `None` when it is not one.
    pub(crate) fn hash_text(&self, key: &str) -> Option<u64> {
        let rest = key.strip_prefix(self.namespace())?;
        let mut hasher = self.seed.hasher();
        for segment in rest.strip_prefix(':')?.split(':') {
            hasher.segment(segment.as_bytes());
        }
        Some(hasher.finish())
    }

    /// Whether a storage key can be one of this region.
    pub(crate) fn owns(&self, key: &str) -> bool {
        key.strip_prefix(self.namespace()).is_some_and(|rest| rest.starts_with(':'))
    }

    /// Scope and region namespace.
    pub(super) fn namespace(&self) -> &str {
        &self.text[..self.namespace_end]
    }

    /// The literals before the first placeholder.
    pub(super) fn literals(&self) -> impl Iterator<Item = &str> {
        self.text[self.namespace_end..].split(':').skip(1).take(self.literals)
    }
}

/// Ends the client's namespace in a key. No segment is ever empty, so a key of a client with a namespace cannot be
/// one of a client without, whatever the two namespaces are called.
pub(crate) const SCOPE_END: &str = "::";
