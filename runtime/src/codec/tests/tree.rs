//! A value that can be of any kind, nested in any way.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};

use crate::codec::fuzzing::Bytes;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) enum Tree {
    Unit,
    Bool(bool),
    Small(i8),
    Signed(i64),
    Unsigned(u64),
    WideSigned(i128),
    WideUnsigned(u128),
    Single(f32),
    Double(f64),
    Char(char),
    Text(String),
    Bytes(Bytes),
    Nothing(()),
    Marker(Marker),
    Maybe(Option<Box<Tree>>),
    #[expect(clippy::option_option, reason = "values of users may be like this")]
    Twice(Option<Option<u8>>),
    Many(Vec<Tree>),
    Array([u16; 3]),
    Named(BTreeMap<String, Tree>),
    Numbered(BTreeMap<i32, Tree>),
    Wrapped(Wrapper),
    Pair(Box<Tree>, Box<Tree>),
    Fields {
        left: Box<Tree>,
        right: Option<Box<Tree>>,
        note: String,
    },
    Record(Box<Record>),
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Marker;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Wrapper(Box<Tree>);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Record {
    id: u64,
    tuple: (u8, String, Tree),
    outcome: Result<Tree, String>,
}

/// Trees of all kinds, up to a depth that every codec has to take.
pub(super) fn any_tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        Just(Tree::Unit),
        Just(Tree::Nothing(())),
        Just(Tree::Marker(Marker)),
        any::<bool>().prop_map(Tree::Bool),
        any::<i8>().prop_map(Tree::Small),
        any::<i64>().prop_map(Tree::Signed),
        any::<u64>().prop_map(Tree::Unsigned),
        any::<i128>().prop_map(Tree::WideSigned),
        any::<u128>().prop_map(Tree::WideUnsigned),
        any::<f32>().prop_map(Tree::Single),
        any::<f64>().prop_map(Tree::Double),
        any::<char>().prop_map(Tree::Char),
        any::<String>().prop_map(Tree::Text),
        any::<[u16; 3]>().prop_map(Tree::Array),
        vec(any::<u8>(), 0..300).prop_map(|bytes| Tree::Bytes(Bytes(bytes))),
        // Not `Some(None)`: see `round_trip::messagepack_has_one_nil`.
        any::<Option<u8>>().prop_map(|inner| Tree::Twice(inner.map(Some))),
    ];
    leaf.prop_recursive(8, 64, 6, |inner| {
        let boxed = || inner.clone().prop_map(Box::new);
        prop_oneof![
            proptest::option::of(boxed()).prop_map(Tree::Maybe),
            vec(inner.clone(), 0..6).prop_map(Tree::Many),
            btree_map(any::<String>(), inner.clone(), 0..4).prop_map(Tree::Named),
            btree_map(any::<i32>(), inner.clone(), 0..4).prop_map(Tree::Numbered),
            boxed().prop_map(|tree| Tree::Wrapped(Wrapper(tree))),
            (boxed(), boxed()).prop_map(|(left, right)| Tree::Pair(left, right)),
            (boxed(), proptest::option::of(boxed()), any::<String>())
                .prop_map(|(left, right, note)| Tree::Fields { left, right, note }),
            (any::<u64>(), inner.clone(), inner.clone()).prop_map(|(id, one, other)| {
                let tuple = (7, "seven".to_owned(), one);
                Tree::Record(Box::new(Record { id, tuple, outcome: Ok(other) }))
            }),
        ]
    })
}
