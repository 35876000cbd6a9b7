//! Which words a case writes, and where: read from its syntax, so that comments and strings do not count.

use cachekit_schema_derive::symbol::Site;
use proc_macro2::{TokenStream, TokenTree};
use syn::ext::IdentExt as _;
use syn::parse::Parser as _;
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Attribute, Field, Fields, FnArg, Ident, Item, Meta, Path, Signature, Token};

/// The words in the attributes of a case.
pub(crate) fn of(text: &str, case: &str) -> Vec<(String, Site)> {
    let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{case}: {error}"));
    let mut uses = Uses::default();
    uses.visit_file(&file);
    uses.0
}

/// The names of the modules that a file declares, sorted.
pub(crate) fn modules(text: &str) -> Vec<String> {
    let file = syn::parse_file(text).expect("it is compiled");
    let modules = file.items.iter().filter_map(|item| match item {
        Item::Mod(module) if module.content.is_none() => Some(module.ident.to_string()),
        _ => None,
    });
    let mut names: Vec<_> = modules.collect();
    names.sort();
    names
}

#[derive(Default)]
struct Uses(Vec<(String, Site)>);

impl Uses {
    fn cache(&mut self, attributes: &[Attribute], sites: &[Site]) {
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("cache")) {
            self.words(attribute, sites);
        }
    }

    fn words(&mut self, attribute: &Attribute, sites: &[Site]) {
        let Meta::List(list) = &attribute.meta else { return };
        for word in words(list.tokens.clone()) {
            self.0.extend(sites.iter().map(|site| (word.clone(), *site)));
        }
    }

    fn fields(&mut self, fields: &Fields, sites: &[Site]) {
        for Field { attrs, .. } in fields {
            self.cache(attrs, sites);
        }
    }

    fn function(&mut self, attributes: &[Attribute], signature: &Signature) {
        let is_ours = |attribute: &&Attribute| is_named(attribute.path(), "cachekit");
        let Some(attribute) = attributes.iter().find(is_ours) else { return };
        self.words(attribute, &[Site::Function]);
        for input in &signature.inputs {
            let (FnArg::Receiver(syn::Receiver { attrs, .. }) | FnArg::Typed(syn::PatType { attrs, .. })) =
                input;
            self.cache(attrs, &[Site::Parameter]);
        }
    }
}

impl<'ast> Visit<'ast> for Uses {
    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        let Derived { item: on_item, field, .. } = Derived::by(&item.attrs);
        self.cache(&item.attrs, &on_item);
        self.fields(&item.fields, &field);
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        let Derived { item: on_item, field, variant: on_variant } = Derived::by(&item.attrs);
        self.cache(&item.attrs, &on_item);
        for variant in &item.variants {
            self.cache(&variant.attrs, &on_variant);
            self.fields(&variant.fields, &field);
        }
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.function(&item.attrs, &item.sig);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.function(&item.attrs, &item.sig);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        self.function(&item.attrs, &item.sig);
        visit::visit_trait_item_fn(self, item);
    }
}

/// The sites that the derives of an item make of it and of what is in it.
#[derive(Default)]
struct Derived {
    item: Vec<Site>,
    field: Vec<Site>,
    variant: Vec<Site>,
}

impl Derived {
    fn by(attributes: &[Attribute]) -> Self {
        let mut derived = Self::default();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("derive")) {
            let parser = Punctuated::<Path, Token![,]>::parse_terminated;
            let derives = attribute.parse_args_with(parser).expect("a derive lists paths");
            for path in &derives {
                let (item, field, variant) =
                    match path.segments.last().map(|last| last.ident.to_string()).as_deref() {
                        Some("CacheRegion") => (Site::Region, Site::RegionField, None),
                        Some("KeyPart") => (Site::KeyPart, Site::KeyPartField, Some(Site::KeyPartVariant)),
                        Some("CacheValue") => {
                            (Site::CacheValue, Site::CacheValueField, Some(Site::CacheValueVariant))
                        }
                        _ => continue,
                    };
                derived.item.push(item);
                derived.field.push(field);
                derived.variant.extend(variant);
            }
        }
        derived
    }
}

fn is_named(path: &Path, name: &str) -> bool {
    path.segments.last().is_some_and(|last| last.ident == name)
}

/// The first identifier of each part between commas that are not inside of `<…>`.
fn words(tokens: TokenStream) -> Vec<String> {
    let mut words = Vec::new();
    let mut depth = 0_i32;
    let mut at_start = true;
    for tree in tokens {
        match &tree {
            TokenTree::Punct(punct) if punct.as_char() == ',' && depth == 0 => {
                at_start = true;
                continue;
            }
            TokenTree::Punct(punct) if punct.as_char() == '<' => depth += 1,
            TokenTree::Punct(punct) if punct.as_char() == '>' => depth -= 1,
            TokenTree::Ident(_) if at_start => {
                let ident = Ident::parse_any.parse2(tree.clone().into()).expect("it is an identifier");
                words.push(ident.unraw().to_string());
            }
            _ => {}
        }
        at_start = false;
    }
    words
}
