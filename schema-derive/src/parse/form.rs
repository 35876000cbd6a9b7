//! What follows a word: nothing, a literal, a type, an expression, names.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::ext::IdentExt as _;
use syn::parse::discouraged::Speculative as _;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Expr, Path, Token, Type};

use crate::symbol::{Form, Word};

/// What was written after a word.
#[derive(Debug)]
pub(crate) enum Value {
    Nothing,
    Expression(Expr),
    Type(Type),
    Names(Vec<Ident>),
    Region(RegionValue),
}

/// The three forms of `region`.
#[derive(Debug, Clone)]
pub(crate) enum RegionValue {
    /// `region = UserById`: a new type of this name.
    New(Ident),
    /// `region(UserById)`: an existing type, its fields are the parameters of the same names.
    Existing(Path),
    /// `region(UserById { tenant, id: &user.id })`: an existing type, as written.
    Built(Expr),
}

/// The value of `form`; `None` when something else is there.
pub(super) fn value(input: ParseStream<'_>, form: Form) -> Option<Value> {
    let parsed = match form {
        Form::Flag => return (input.is_empty() || input.peek(Token![,])).then_some(Value::Nothing),
        Form::Literal | Form::Expression => after_equals::<Expr>(input).map(Value::Expression),
        Form::Type => after_equals::<Type>(input).map(Value::Type),
        Form::Names => names(input).map(Value::Names),
        Form::Region => region(input).map(Value::Region),
    };
    parsed.ok()
}

fn after_equals<T: Parse>(input: ParseStream<'_>) -> syn::Result<T> {
    let ahead = input.fork();
    let _: Token![=] = ahead.parse()?;
    let value = ahead.parse()?;
    input.advance_to(&ahead);
    Ok(value)
}

/// What stands in parentheses; when it is something else, they are left for [`rest_of_word`].
fn in_parentheses<T>(
    input: ParseStream<'_>,
    parse: impl FnOnce(ParseStream<'_>) -> syn::Result<T>,
) -> syn::Result<T> {
    let ahead = input.fork();
    let content;
    syn::parenthesized!(content in ahead);
    let value = parse(&content)?;
    if !content.is_empty() {
        return Err(content.error("nothing else is expected"));
    }
    input.advance_to(&ahead);
    Ok(value)
}

fn names(input: ParseStream<'_>) -> syn::Result<Vec<Ident>> {
    let names = |content: ParseStream<'_>| {
        Punctuated::<Ident, Token![,]>::parse_terminated_with(content, Ident::parse_any)
    };
    in_parentheses(input, names).map(|names| names.into_iter().collect())
}

fn region(input: ParseStream<'_>) -> syn::Result<RegionValue> {
    if input.peek(Token![=]) {
        return after_equals(input).map(RegionValue::New);
    }
    in_parentheses(input, |content| match content.parse::<Expr>()? {
        Expr::Path(path) if path.qself.is_none() => Ok(RegionValue::Existing(path.path)),
        built @ Expr::Struct(_) => Ok(RegionValue::Built(built)),
        other => Err(syn::Error::new_spanned(other, "a region type is expected")),
    })
}

/// Takes everything up to the comma that ends a word; commas inside `<…>` do not.
pub(super) fn rest_of_word(input: ParseStream<'_>) -> TokenStream {
    let mut rest = TokenStream::new();
    let mut depth = 0_usize;
    let mut before = ' ';
    while !(input.is_empty() || (depth == 0 && input.peek(Token![,]))) {
        let Ok(tree) = input.parse::<TokenTree>() else { break };
        if let TokenTree::Punct(punct) = &tree {
            match punct.as_char() {
                '<' => depth += 1,
                '>' if !matches!(before, '-' | '=') => depth = depth.saturating_sub(1),
                _ => {}
            }
            before = punct.as_char();
        } else {
            before = ' ';
        }
        tree.to_tokens(&mut rest);
    }
    rest
}

/// What to write instead.
pub(super) fn wrong_form(word: &Word, form: Form) -> String {
    let name = word.name;
    match form {
        Form::Flag => format!("`{name}` takes no value; write `{name}`"),
        Form::Names => format!("`{name}` takes names in parentheses; write `{name}(pool, self)`"),
        Form::Type => format!("`{name}` needs a type; write `{}`", word.example),
        Form::Literal | Form::Expression => format!("`{name}` needs a value; write `{}`", word.example),
        Form::Region => format!("`{name}` needs a type; write `region = UserById` or `{}`", word.example),
    }
}
