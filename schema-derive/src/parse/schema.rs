//! The words that regions and functions share.

use proc_macro2::{Ident, Span};

use super::value::{
    CapacityValue, CodecValue, LayoutValue, NamespaceValue, OnOutageValue, OnTamperingValue, OperationValue,
    PatternValue, TtlValue, VersionValue,
};
use super::words::{Seen, Written};
use crate::crate_path::CratePath;
use crate::diag::Diagnostics;
use crate::rule::Rule;
use crate::symbol::WORDS;

/// What was written of a schema; `None` where nothing usable was.
#[derive(Debug, Default)]
pub(crate) struct SchemaWords {
    /// The first part of every storage key.
    pub(crate) namespace: Option<NamespaceValue>,
    /// The pattern of the rest.
    pub(crate) key: Option<PatternValue>,
    /// How long an entry lives.
    pub(crate) ttl: Option<TtlValue>,
    /// How long it lives in L1.
    pub(crate) l1_ttl: Option<TtlValue>,
    /// How many entries L1 holds.
    pub(crate) l1_capacity: Option<CapacityValue>,
    /// Encryption.
    pub(crate) secure: Option<Ident>,
    /// What to do while the backend is unreachable.
    pub(crate) on_outage: Option<OnOutageValue>,
    /// What to do with an entry that is not authentic.
    pub(crate) on_tampering: Option<OnTamperingValue>,
    /// Who can read the entries.
    pub(crate) layout: Option<LayoutValue>,
    /// The second part of interop keys, of a region.
    pub(crate) operation: Option<OperationValue>,
    /// The same of a function, whose layout it also decides.
    pub(crate) interop: Option<OperationValue>,
    /// Stands for the value's shape.
    pub(crate) version: Option<VersionValue>,
    /// How values become bytes.
    pub(crate) codec: Option<CodecValue>,
    /// Where the runtime is.
    pub(crate) crate_path: Option<CratePath>,
}

impl SchemaWords {
    /// Takes `word` if it is one of these; gives it back otherwise.
    pub(crate) fn take(&mut self, word: Written, diag: &mut Diagnostics) -> Option<Written> {
        match word.word.name {
            "namespace" => self.namespace = word.convert(diag),
            "key" => self.key = word.convert(diag),
            "ttl" => self.ttl = word.convert(diag),
            "l1_ttl" => self.l1_ttl = word.convert(diag),
            "l1_capacity" => self.l1_capacity = word.convert(diag),
            "secure" => self.secure = Some(word.ident),
            "on_outage" => self.on_outage = word.convert(diag),
            "on_tampering" => self.on_tampering = word.convert(diag),
            "layout" => self.layout = word.convert(diag),
            "operation" => self.operation = word.convert(diag),
            "interop" => self.interop = word.convert(diag),
            "version" => self.version = word.convert(diag),
            "codec" => self.codec = word.convert(diag),
            "crate" => self.crate_path = word.convert(diag),
            _ => return Some(word),
        }
        None
    }
}

/// Reports each of `required` that was not written.
pub(crate) fn missing_words(seen: &Seen, required: &[&str], at: Span, diag: &mut Diagnostics) {
    if seen.is_unreadable {
        return;
    }
    for word in WORDS.iter().filter(|word| required.contains(&word.name) && !seen.has(word.name)) {
        diag.at(Rule::MissingWord, at, format_args!("`{}` is missing; write `{}`", word.name, word.example));
    }
}
