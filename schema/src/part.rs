//! What a key part can look like in a key, as far as its type tells.
//!
//! Two regions overlap when one text can be a segment of both. The types of the parts answer that: a `u64` is never
//! the literal `profile`, an enum is never a name that it lacks. All answers are conservative: yes when in doubt.

use crate::segment::is_plain;
use crate::text::same;

#[cfg(test)]
mod tests;

/// The texts that a part can be encoded to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PartKind {
    /// How a value is written.
    pub form: Form,
    /// Whether the part can also be absent, which is written `.n`.
    pub nullable: bool,
}

/// How the values of a part are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// Nothing is known.
    Any,
    /// `true` or `false`.
    Bool,
    /// A decimal number without leading zeros: `0|[1-9][0-9]*`.
    Unsigned,
    /// The same, with a `-` before it or not.
    Signed,
    /// One character, escaped where it is not plain.
    Char,
    /// Any text, escaped where it is not plain, and `.e` when it is empty.
    Text,
    /// Bytes in lower-case hex, and `.e` when there are none.
    Hex {
        /// The number of bytes, where every value has the same.
        bytes: Option<usize>,
    },
    /// One of these names, each of which matches `[A-Za-z0-9_-]+`.
    Names(&'static [&'static str]),
}

impl PartKind {
    /// Nothing is known: it can be anything, including absent.
    pub const ANY: Self = Self::of(Form::Any);
    /// `bool`.
    pub const BOOL: Self = Self::of(Form::Bool);
    /// The unsigned integers.
    pub const UNSIGNED: Self = Self::of(Form::Unsigned);
    /// The signed integers.
    pub const SIGNED: Self = Self::of(Form::Signed);
    /// `char`.
    pub const CHAR: Self = Self::of(Form::Char);
    /// `str` and whatever is written like it.
    pub const TEXT: Self = Self::of(Form::Text);
    /// Byte strings of any length.
    pub const HEX: Self = Self::of(Form::Hex { bytes: None });

    /// A kind of this form that is never absent (`Form::Any` may be, since nothing is known of it).
    pub const fn of(form: Form) -> Self {
        Self { form, nullable: false }
    }

    /// Byte strings of exactly `bytes` bytes.
    pub const fn hex(bytes: usize) -> Self {
        Self::of(Form::Hex { bytes: Some(bytes) })
    }

    /// One of these names, each of which has to match `[A-Za-z0-9_-]+`.
    pub const fn names(names: &'static [&'static str]) -> Self {
        Self::of(Form::Names(names))
    }

    /// The same kind, which can also be absent.
    #[must_use]
    pub const fn nullable(self) -> Self {
        Self { nullable: true, ..self }
    }
}

/// Whether a part of this kind can be written as `literal`, the text of a pattern's literal segment.
///
/// A text that no pattern can hold (`.` and other bytes outside `[A-Za-z0-9_-]`) is answered with true, because it
/// may be an escape.
pub const fn could_be(kind: &PartKind, literal: &str) -> bool {
    form_could_be(&kind.form, literal)
}

/// Whether a part of kind `a` and one of kind `b` can be written as the same text.
pub const fn could_meet(a: &PartKind, b: &PartKind) -> bool {
    (a.nullable && b.nullable) || forms_could_meet(&a.form, &b.form)
}

const fn form_could_be(form: &Form, literal: &str) -> bool {
    let bytes = literal.as_bytes();
    if !all_plain(bytes) {
        return true;
    }
    match *form {
        Form::Any => true,
        Form::Bool => same(literal, "true") || same(literal, "false"),
        Form::Unsigned => is_number(bytes),
        Form::Signed => match bytes {
            [b'-', number @ ..] => is_number(number),
            _ => is_number(bytes),
        },
        Form::Char => bytes.len() == 1,
        Form::Text => !bytes.is_empty(),
        Form::Hex { bytes: count } => is_hex(bytes, count),
        Form::Names(names) => contains(names, literal),
    }
}

const fn forms_could_meet(a: &Form, b: &Form) -> bool {
    match (*a, *b) {
        (Form::Any, _) | (_, Form::Any) => true,
        (Form::Names(names), _) => any_could_be(names, b),
        (_, Form::Names(names)) => any_could_be(names, a),
        (Form::Bool, Form::Unsigned | Form::Signed | Form::Char | Form::Hex { .. })
        | (Form::Unsigned | Form::Signed | Form::Char | Form::Hex { .. }, Form::Bool)
        // One character is one plain byte or an escape; hex is an even number of digits or `.e`.
        | (Form::Char, Form::Hex { .. })
        | (Form::Hex { .. }, Form::Char)
        | (Form::Unsigned | Form::Signed, Form::Hex { bytes: Some(0) })
        | (Form::Hex { bytes: Some(0) }, Form::Unsigned | Form::Signed) => false,
        (Form::Hex { bytes: Some(a) }, Form::Hex { bytes: Some(b) }) => a == b,
        _ => true,
    }
}

const fn any_could_be(names: &[&str], form: &Form) -> bool {
    let mut at = 0;
    while at < names.len() {
        if form_could_be(form, names[at]) {
            return true;
        }
        at += 1;
    }
    false
}

const fn contains(names: &[&str], wanted: &str) -> bool {
    let mut at = 0;
    while at < names.len() {
        if same(names[at], wanted) {
            return true;
        }
        at += 1;
    }
    false
}

const fn all_plain(bytes: &[u8]) -> bool {
    let mut at = 0;
    while at < bytes.len() {
        if !is_plain(bytes[at]) {
            return false;
        }
        at += 1;
    }
    true
}

const fn is_number(bytes: &[u8]) -> bool {
    if bytes.is_empty() || (bytes[0] == b'0' && bytes.len() > 1) {
        return false;
    }
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            return false;
        }
        at += 1;
    }
    true
}

const fn is_hex(digits: &[u8], bytes: Option<usize>) -> bool {
    let fits = match bytes {
        Some(bytes) => digits.len() / 2 == bytes,
        None => true,
    };
    if digits.is_empty() || !digits.len().is_multiple_of(2) || !fits {
        return false;
    }
    let mut at = 0;
    while at < digits.len() {
        if !matches!(digits[at], b'0'..=b'9' | b'a'..=b'f') {
            return false;
        }
        at += 1;
    }
    true
}
