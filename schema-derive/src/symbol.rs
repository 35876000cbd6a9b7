//! Every attribute word once: where it belongs, what it takes, how it is written.

use crate::suggest;

/// A place where attribute words are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Site {
    /// `#[cache(…)]` on the struct of a `#[derive(CacheRegion)]`.
    Region,
    /// `#[cache(…)]` on a field of such a struct.
    RegionField,
    /// `#[cache(…)]` on the item of a `#[derive(KeyPart)]`.
    KeyPart,
    /// `#[cache(…)]` on the field of a `#[derive(KeyPart)]` newtype.
    KeyPartField,
    /// `#[cache(…)]` on a variant of a `#[derive(KeyPart)]` enum.
    KeyPartVariant,
    /// `#[cache(…)]` on the item of a `#[derive(CacheValue)]`.
    CacheValue,
    /// `#[cache(…)]` on a variant of a `#[derive(CacheValue)]` enum.
    CacheValueVariant,
    /// `#[cache(…)]` on a field of such an item.
    CacheValueField,
    /// `#[cachekit(…)]` on a function.
    Function,
    /// `#[cache(…)]` on a parameter of such a function.
    Parameter,
}

impl Site {
    /// Every place, also those without words of their own.
    pub const ALL: &'static [Self] = &[
        Self::Region,
        Self::RegionField,
        Self::KeyPart,
        Self::KeyPartField,
        Self::KeyPartVariant,
        Self::CacheValue,
        Self::CacheValueVariant,
        Self::CacheValueField,
        Self::Function,
        Self::Parameter,
    ];

    /// How messages call the place.
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::Region => "a region's struct",
            Self::RegionField => "a region's field",
            Self::KeyPart => "a key part",
            Self::KeyPartField => "a key part's field",
            Self::KeyPartVariant => "a key part's variant",
            Self::CacheValue => "a cache value",
            Self::CacheValueVariant => "a cache value's variant",
            Self::CacheValueField => "a cache value's field",
            Self::Function => "`#[cachekit(…)]`",
            Self::Parameter => "a parameter",
        }
    }

    /// The same place of the other derive that one type can carry: they share one `#[cache(…)]`.
    fn twin(self) -> Option<Self> {
        match self {
            Self::KeyPart => Some(Self::CacheValue),
            Self::CacheValue => Some(Self::KeyPart),
            Self::KeyPartField => Some(Self::CacheValueField),
            Self::CacheValueField => Some(Self::KeyPartField),
            Self::KeyPartVariant => Some(Self::CacheValueVariant),
            Self::CacheValueVariant => Some(Self::KeyPartVariant),
            Self::Region | Self::RegionField | Self::Function | Self::Parameter => None,
        }
    }

    fn words(self) -> impl Iterator<Item = &'static str> + Clone {
        WORDS.iter().filter(move |word| word.form(self).is_some()).map(|word| word.name)
    }
}

/// What follows a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// Nothing: `secure`.
    Flag,
    /// A string or a number: `ttl = "5m"`.
    Literal,
    /// A type: `value = HashMap<K, Vec<V>>`.
    Type,
    /// An expression: `client = self.cache`.
    Expression,
    /// Names in parentheses: `skip(pool, self)`.
    Names,
    /// `region = Name`, `region(Name)` or `region(Name { a, b: &x })`.
    Region,
}

/// One attribute word.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Word {
    /// As it is written.
    pub name: &'static str,
    /// Where it may be written, and in which form.
    pub uses: &'static [(Site, Form)],
    /// One line that shows it.
    pub example: &'static str,
}

impl Word {
    /// The word's form at `site`, if it belongs there.
    pub fn form(&self, site: Site) -> Option<Form> {
        self.uses.iter().find(|(at, _)| *at == site).map(|(_, form)| *form)
    }
}

const SCHEMA: &[(Site, Form)] = &[(Site::Region, Form::Literal), (Site::Function, Form::Literal)];

/// The attribute words of this version. What is not here is refused.
pub const WORDS: &[Word] = &[
    Word { name: "namespace", uses: SCHEMA, example: r#"namespace = "users""# },
    Word { name: "key", uses: SCHEMA, example: r#"key = "profile:{tenant}:{id}""# },
    Word { name: "value", uses: &[(Site::Region, Form::Type)], example: "value = User" },
    Word { name: "ttl", uses: SCHEMA, example: r#"ttl = "5m""# },
    Word { name: "l1_ttl", uses: SCHEMA, example: r#"l1_ttl = "30s""# },
    Word { name: "l1_capacity", uses: SCHEMA, example: "l1_capacity = 10_000" },
    Word {
        name: "secure",
        uses: &[(Site::Region, Form::Flag), (Site::Function, Form::Flag)],
        example: "secure",
    },
    Word { name: "on_outage", uses: SCHEMA, example: r#"on_outage = "fail""# },
    Word { name: "on_tampering", uses: SCHEMA, example: r#"on_tampering = "load""# },
    Word { name: "layout", uses: &[(Site::Region, Form::Literal)], example: r#"layout = "interop""# },
    Word { name: "operation", uses: &[(Site::Region, Form::Literal)], example: r#"operation = "get_user""# },
    Word { name: "interop", uses: &[(Site::Function, Form::Literal)], example: r#"interop = "get_user""# },
    Word {
        name: "version",
        uses: &[
            (Site::Region, Form::Literal),
            (Site::Function, Form::Literal),
            (Site::CacheValue, Form::Literal),
            (Site::CacheValueField, Form::Literal),
        ],
        example: "version = 3",
    },
    Word { name: "codec", uses: SCHEMA, example: r#"codec = "bincode""# },
    Word {
        name: "crate",
        uses: &[
            (Site::Region, Form::Expression),
            (Site::Function, Form::Expression),
            (Site::KeyPart, Form::Expression),
            (Site::CacheValue, Form::Expression),
        ],
        example: r#"crate = "::shop::cachekit""#,
    },
    Word {
        name: "skip",
        uses: &[
            (Site::RegionField, Form::Flag),
            (Site::Parameter, Form::Flag),
            (Site::Function, Form::Names),
        ],
        example: "skip(pool, self)",
    },
    Word {
        name: "compact",
        uses: &[(Site::RegionField, Form::Flag), (Site::Parameter, Form::Flag)],
        example: "compact",
    },
    Word {
        name: "sensitive",
        uses: &[
            (Site::RegionField, Form::Flag),
            (Site::Parameter, Form::Flag),
            (Site::KeyPart, Form::Flag),
            (Site::KeyPartField, Form::Flag),
            (Site::CacheValue, Form::Flag),
            (Site::CacheValueField, Form::Flag),
        ],
        example: "sensitive",
    },
    Word { name: "client", uses: &[(Site::Function, Form::Expression)], example: "client = self.cache" },
    Word {
        name: "region",
        uses: &[(Site::Function, Form::Region)],
        example: "region(UserById { tenant, id })",
    },
    Word { name: "rename", uses: &[(Site::KeyPartVariant, Form::Literal)], example: r#"rename = "adm""# },
    Word { name: "recursive", uses: &[(Site::CacheValueField, Form::Flag)], example: "recursive" },
];

/// What a written word turned out to be.
pub(crate) enum Lookup {
    /// Belongs here.
    Here(&'static Word, Form),
    /// Belongs to the other derive that may stand on the same type.
    Twin,
    /// Refused.
    Unknown {
        message: String,
        /// The word of this site that was meant, as far as one can tell.
        meant: Option<&'static str>,
    },
}

/// Looks `written` up among the words of `site`.
pub(crate) fn lookup(written: &str, site: Site) -> Lookup {
    let Some(word) = WORDS.iter().find(|word| word.name == written) else {
        let meant = suggest::nearest(written, site.words());
        return Lookup::Unknown { message: unknown(written, site), meant };
    };
    if let Some(form) = word.form(site) {
        return Lookup::Here(word, form);
    }
    if site.twin().is_some_and(|twin| word.form(twin).is_some()) {
        return Lookup::Twin;
    }
    Lookup::Unknown { message: misplaced(word, site), meant: None }
}

fn unknown(written: &str, site: Site) -> String {
    if site.words().next().is_none() {
        return format!("unknown word `{written}`; {} takes no words, remove it", site.describe());
    }
    format!("unknown word `{written}` on {}; {}", site.describe(), suggest::advice(written, site.words()))
}

fn misplaced(word: &Word, site: Site) -> String {
    let homes: Vec<_> = word.uses.iter().map(|(home, _)| home.describe()).collect();
    let homes = suggest::join(&homes, "and");
    format!("`{}` does not belong on {}; it is a word of {homes}", word.name, site.describe())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_there_once_and_its_example_shows_it() {
        for (index, word) in WORDS.iter().enumerate() {
            assert!(WORDS[..index].iter().all(|other| other.name != word.name), "{}", word.name);
            assert!(word.example.starts_with(word.name), "{}", word.name);
            assert!(!word.uses.is_empty(), "{}", word.name);
        }
    }

    #[test]
    fn every_site_is_listed_once_and_only_pairs_are_without_words() {
        for (index, site) in Site::ALL.iter().enumerate() {
            assert!(!Site::ALL[..index].contains(site), "{site:?}");
            assert!(site.words().next().is_some() || site.twin().is_some(), "{site:?}");
        }
        for (site, _) in WORDS.iter().flat_map(|word| word.uses) {
            assert!(Site::ALL.contains(site), "{site:?}");
        }
    }
}
