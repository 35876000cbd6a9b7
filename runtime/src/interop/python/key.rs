//! The keys of Python's default decorators, which name the function.

use std::collections::BTreeMap;
use std::fmt;

use crate::interop::error::Step;
use crate::interop::iso::Stamp;
use crate::interop::key::{digest, hex};
use crate::interop::{InteropValue, InteropValueError, InteropValueErrorKind, pack};

/// The longest key, in characters; a longer one is cut and ends with its hash.
const MAX_CHARS: usize = 250;
/// What is left of a longer one.
const KEPT_CHARS: usize = 50;
/// The longest name of a function, in characters.
const MAX_NAME_CHARS: usize = 200;

/// The key under which Python's `@cache` keeps a call of a function.
///
/// It is made of the function's module and qualified name (moving the function changes it), of the arguments as the
/// call passed them (`f(1)` and `f(x=1)` are two keys, unlike in the interop layout), and of the serializer. The
/// backend may put something before it: Python's default provider `t:` with the tenant and a colon, such as
/// `t:default:`. An entry whose key is made by `key=` has another one.
///
/// Arguments follow Python's rules: `3.0` and `3` are two arguments, an aware datetime is its ISO 8601 text (in UTC
/// here), and sets are refused.
#[derive(Clone)]
#[must_use]
pub struct AutoKey<'a> {
    namespace: Option<&'a str>,
    module: &'a str,
    qualname: &'a str,
    args: Vec<InteropValue>,
    kwargs: BTreeMap<String, InteropValue>,
    integrity_checking: bool,
    serializer: PythonSerializer,
}

/// The serializers of the Python SDK that keys have a letter for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum PythonSerializer {
    /// `serializer="default"`: `MessagePack`.
    #[default]
    Default,
    /// `serializer="auto"`: `MessagePack`, and more for Python's own types.
    Auto,
    /// `serializer="orjson"`: JSON. Its entries are not read here.
    Orjson,
    /// `serializer="arrow"`: data frames. Its entries are not read here.
    Arrow,
}

impl<'a> AutoKey<'a> {
    /// The key of a call without arguments: `module` is Python's `__module__`, `qualname` its `__qualname__`, such as
    /// `Users.find` for a method or `main.<locals>.find` for a function in a function.
    pub fn new(module: &'a str, qualname: &'a str) -> Self {
        Self {
            namespace: None,
            module,
            qualname,
            args: Vec::new(),
            kwargs: BTreeMap::new(),
            integrity_checking: true,
            serializer: PythonSerializer::Default,
        }
    }

    /// The decorator's `namespace`.
    pub fn namespace(mut self, namespace: &'a str) -> Self {
        self.namespace = Some(namespace);
        self
    }

    /// The next argument that the call passes by position.
    pub fn arg(mut self, argument: impl Into<InteropValue>) -> Self {
        self.args.push(argument.into());
        self
    }

    /// An argument that the call passes by name.
    pub fn kwarg(mut self, name: impl Into<String>, argument: impl Into<InteropValue>) -> Self {
        self.kwargs.insert(name.into(), argument.into());
        self
    }

    /// The decorator's `integrity_checking`, on by default and off for `@cache.minimal`.
    pub fn integrity_checking(mut self, on: bool) -> Self {
        self.integrity_checking = on;
        self
    }

    /// The decorator's `serializer`.
    pub fn serializer(mut self, serializer: PythonSerializer) -> Self {
        self.serializer = serializer;
        self
    }

    /// The key.
    ///
    /// # Errors
    /// An argument is a set, a number beyond 64 bits, a time outside of the years 1 to 9999, or nested too deep.
    pub fn build(&self) -> Result<String, InteropValueError> {
        let mut arguments = Vec::with_capacity(64);
        pack::array(&mut arguments, 2)?;
        pack::array(&mut arguments, self.args.len())?;
        for (at, argument) in self.args.iter().enumerate() {
            write(argument, &mut arguments, 3).map_err(|error| error.inside(Step::Argument(at)))?;
        }
        write_map(&self.kwargs, &mut arguments, 2)?;

        let mut key = String::with_capacity(160);
        if let Some(namespace) = self.namespace.filter(|namespace| !namespace.is_empty()) {
            key.extend(["ns:", namespace, ":"]);
        }
        key.push_str("func:");
        push_name(&mut key, self.module, self.qualname);
        key.push_str(":args:");
        push_hex(&mut key, &digest(&arguments), 64);
        key.push_str(if self.integrity_checking { ":1" } else { ":0" });
        key.push(match self.serializer {
            PythonSerializer::Default => 's',
            PythonSerializer::Auto => 'a',
            PythonSerializer::Orjson => 'o',
            PythonSerializer::Arrow => 'w',
        });
        Ok(normalize(&key))
    }
}

/// Arguments are a user's, and not shown.
impl fmt::Debug for AutoKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AutoKey")
            .field("module", &self.module)
            .field("qualname", &self.qualname)
            .finish_non_exhaustive()
    }
}

/// Python's own rules for arguments, which are not those of interop keys.
fn write(value: &InteropValue, out: &mut Vec<u8>, depth: usize) -> Result<(), InteropValueError> {
    if depth > crate::codec::MAX_DEPTH {
        return Err(InteropValueErrorKind::TooDeep.into());
    }
    match value {
        InteropValue::Null => pack::nil(out),
        InteropValue::Bool(value) => pack::bool(out, *value),
        InteropValue::Int(value) => pack::wide(out, *value)?,
        // Of all floats only -0.0 is normalized.
        InteropValue::Float(value) => pack::any_float(out, if *value == 0.0 { 0.0 } else { *value }),
        InteropValue::Str(text) => pack::str(out, text)?,
        InteropValue::Bytes(bytes) => pack::bin(out, bytes)?,
        InteropValue::Array(items) => {
            pack::array(out, items.len())?;
            for (at, item) in items.iter().enumerate() {
                write(item, out, depth + 1).map_err(|error| error.inside(Step::Element(at)))?;
            }
        }
        InteropValue::Map(entries) => write_map(entries, out, depth)?,
        InteropValue::Set(_) => return Err(InteropValueErrorKind::Set.into()),
        InteropValue::DateTime { unix_micros } => {
            let stamp = Stamp::of_unix_micros(*unix_micros).ok_or(InteropValueErrorKind::TimeOutOfRange)?;
            pack::str(out, &stamp.to_string())?;
        }
        #[cfg(feature = "uuid")]
        InteropValue::Uuid(uuid) => {
            pack::str(out, uuid.hyphenated().encode_lower(&mut uuid::Uuid::encode_buffer()))?;
        }
    }
    Ok(())
}

fn write_map(
    entries: &BTreeMap<String, InteropValue>,
    out: &mut Vec<u8>,
    depth: usize,
) -> Result<(), InteropValueError> {
    pack::map(out, entries.len())?;
    for (at, (key, value)) in entries.iter().enumerate() {
        pack::str(out, key)?;
        write(value, out, depth + 1).map_err(|error| error.inside(Step::Entry(at)))?;
    }
    Ok(())
}

/// `module.qualname` with other characters than letters, digits, `_` and `.` as `_`, and several dots as one.
fn push_name(key: &mut String, module: &str, qualname: &str) {
    let raw = module.chars().chain(['.']).chain(qualname.chars());
    let plain = |found: char| found.is_ascii_alphanumeric() || matches!(found, '_' | '.');
    let mut last = ' ';
    let name = raw.map(|found| if plain(found) { found } else { '_' }).filter(|&found| {
        let again = found == '.' && last == '.';
        last = found;
        !again
    });
    key.extend(name.take(MAX_NAME_CHARS));
}

fn normalize(key: &str) -> String {
    let key = key.replace([' ', '\n', '\r'], "_");
    let Some((end, _)) = key.char_indices().nth(KEPT_CHARS).filter(|_| key.chars().count() > MAX_CHARS)
    else {
        return key;
    };
    let mut short = key[..end].to_owned();
    short.push(':');
    push_hex(&mut short, &digest(key.as_bytes()), 32);
    short
}

/// The first `digits` of a hash in hex.
fn push_hex(key: &mut String, digest: &[u8; 32], digits: usize) {
    key.extend(hex(digest).iter().take(digits).copied().map(char::from));
}
