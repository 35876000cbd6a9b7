//! What is found out about one file: the slow work, and the values that keep its results.

use std::ops::AddAssign;
use std::time::{Duration, Instant};

use cachekit::CacheValue;
use serde::{Deserialize, Serialize};
use syn::visit::{self, Visit};

use crate::parse::parse;

/// A value and the time it took to make: whoever finds it in the cache saves that time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, CacheValue)]
pub(crate) struct Timed<T> {
    /// What was made.
    pub(crate) value: T,
    /// How long that took.
    pub(crate) cost: Duration,
}

impl<T> Timed<T> {
    /// Runs `make` and takes its time.
    pub(crate) fn measure(make: impl FnOnce() -> T) -> Self {
        let begun = Instant::now();
        let value = make();
        Self { value, cost: begun.elapsed() }
    }
}

/// What one file says. It follows from the text alone and does not know the file's name, so files with the same
/// text can share it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, CacheValue)]
pub(crate) struct Report {
    /// Lines of text.
    pub(crate) lines: u64,
    /// What the parser made of it.
    pub(crate) parsed: Parsed,
}

/// What the parser made of a file. A refusal is a result like any other, and is kept like one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, CacheValue)]
pub(crate) enum Parsed {
    /// It is Rust.
    Source(Contents),
    /// It is not, or not of an edition that the parser knows.
    Refused {
        /// The line that the parser stumbled over.
        line: u64,
        /// What it said.
        message: String,
    },
}

/// What a file that parses contains.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, CacheValue)]
pub(crate) struct Contents {
    /// Items by kind, those inside of modules and functions included.
    pub(crate) items: Items,
    /// Functions and methods that have a body.
    pub(crate) functions: u64,
    /// The longest of them, if there is one.
    pub(crate) longest: Option<Function>,
}

/// Items by kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, CacheValue)]
pub(crate) struct Items {
    /// `struct` and `union`.
    pub(crate) structs: u64,
    /// `enum`.
    pub(crate) enums: u64,
    /// `trait`.
    pub(crate) traits: u64,
    /// `impl`.
    pub(crate) impls: u64,
    /// Everything else: `use`, `mod`, `const`, `fn`, macros, …
    pub(crate) others: u64,
}

impl Items {
    /// All kinds together.
    pub(crate) fn total(self) -> u64 {
        self.structs + self.enums + self.traits + self.impls + self.others
    }
}

impl AddAssign for Items {
    fn add_assign(&mut self, other: Self) {
        let Self { structs, enums, traits, impls, others } = self;
        *structs += other.structs;
        *enums += other.enums;
        *traits += other.traits;
        *impls += other.impls;
        *others += other.others;
    }
}

/// A function in a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, CacheValue)]
pub(crate) struct Function {
    /// Its name, after the type's where it is a method: `Parser::next`.
    pub(crate) name: String,
    /// The line it begins on.
    pub(crate) line: u64,
    /// Its length, from `fn` to the closing brace.
    pub(crate) lines: u64,
}

impl Report {
    /// Parses the bytes of a file and looks at everything in it.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let text = match str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let lines = bytes.split(|&byte| byte == b'\n');
                let line = bytes[..error.valid_up_to()].split(|&byte| byte == b'\n').count() as u64;
                let parsed = Parsed::Refused { line, message: "not UTF-8".to_owned() };
                return Self { lines: lines.count() as u64, parsed };
            }
        };
        let parsed = match parse(text) {
            Ok(file) => {
                let mut survey = Survey::default();
                survey.visit_file(&file);
                Parsed::Source(survey.contents)
            }
            Err(error) => Parsed::Refused { line: line(error.span()), message: error.to_string() },
        };
        // The parser remembers every text it has seen on a thread, for the sake of line numbers.
        proc_macro2::extra::invalidate_current_thread_spans();
        Self { lines: text.lines().count() as u64, parsed }
    }
}

/// A walk through a file's syntax tree that counts.
#[derive(Default)]
struct Survey {
    contents: Contents,
    /// The type or trait around the functions that are seen now.
    owner: Option<String>,
}

impl Survey {
    fn function(&mut self, signature: &syn::Signature, body: &syn::Block) {
        let first = line(signature.fn_token.span);
        let last = line(body.brace_token.span.close());
        let name = match &self.owner {
            Some(owner) => format!("{owner}::{}", signature.ident),
            None => signature.ident.to_string(),
        };
        let function = Function { name, line: first, lines: last - first + 1 };
        self.contents.functions += 1;
        // The first of several that are equally long.
        if self.contents.longest.as_ref().is_none_or(|longest| function.lines > longest.lines) {
            self.contents.longest = Some(function);
        }
    }

    fn inside(&mut self, owner: Option<String>, walk: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.owner, owner);
        walk(self);
        self.owner = outer;
    }
}

impl<'ast> Visit<'ast> for Survey {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        let items = &mut self.contents.items;
        *match item {
            syn::Item::Struct(_) | syn::Item::Union(_) => &mut items.structs,
            syn::Item::Enum(_) => &mut items.enums,
            syn::Item::Trait(_) => &mut items.traits,
            syn::Item::Impl(_) => &mut items.impls,
            _ => &mut items.others,
        } += 1;
        visit::visit_item(self, item);
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        let owner = match &*item.self_ty {
            syn::Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
            _ => None,
        };
        self.inside(owner, |survey| visit::visit_item_impl(survey, item));
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        self.inside(Some(item.ident.to_string()), |survey| visit::visit_item_trait(survey, item));
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.function(&item.sig, &item.block);
        // A function inside of a method is no method.
        self.inside(None, |survey| visit::visit_item_fn(survey, item));
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.function(&item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let Some(body) = &item.default {
            self.function(&item.sig, body);
        }
        visit::visit_trait_item_fn(self, item);
    }
}

fn line(span: proc_macro2::Span) -> u64 {
    span.start().line as u64
}
