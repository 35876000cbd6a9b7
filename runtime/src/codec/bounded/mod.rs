//! A deserializer around another that keeps it within bounds.
//!
//! Formats bound what the *bytes* nest, or nothing. But `struct Chain(Option<Box<Chain>>)` is all wrappers and
//! hardly any bytes. So the counting has to happen where serde calls back: everything that a deserializer hands to a type, and a type to a deserializer,
//! passes through [`Watched`] and counts.
//!
//! The detour also turns the format's errors into ours, [`Fault`], which never hold a value. serde's traits are
//! generic over the inner format's error, so a fault travels through the format in [`Bounds::fault`], while
//! the format sees a placeholder of its own type.

mod access;
mod deserializer;
mod visitor;

use std::cell::Cell;

use serde::de::Error;

use super::error::{Fault, Malformed};
use super::{MAX_DEPTH, MAX_WRAPPERS};

/// What the decoding of one value has used up, shared by all of its nested calls.
pub(super) struct Bounds {
    /// Sequences, maps, structs, tuples and enum contents that are open.
    containers: Cell<usize>,
    /// `Some`, newtypes and enums that are open.
    wrappers: Cell<usize>,
    /// How many more elements the input can announce: one for each of its bytes.
    elements: Cell<usize>,
    /// The fault on its way out through a format that has an error type of its own.
    fault: Cell<Option<Fault>>,
}

impl Bounds {
    pub(super) fn new(input_len: usize) -> Self {
        Self {
            containers: Cell::new(0),
            wrappers: Cell::new(0),
            elements: Cell::new(input_len),
            fault: Cell::new(None),
        }
    }

    /// Puts a deserializer, or anything else of serde's, under these bounds.
    pub(super) fn watch<X>(&self, inner: X) -> Watched<'_, X> {
        Watched { inner, bounds: self }
    }

    fn enter_container(&self) -> Result<Level<'_>, Fault> {
        Level::enter(&self.containers, MAX_DEPTH)
    }

    fn enter_wrapper(&self) -> Result<Level<'_>, Fault> {
        Level::enter(&self.wrappers, MAX_WRAPPERS)
    }

    /// Takes a container's announced elements off what the input can hold.
    ///
    /// Every element has a byte of its own, which no other element of any container counts. So the sum over all
    /// containers stays within the input, and with it what a decoder sets aside and how long it loops: over
    /// elements without bytes (`Vec<()>` in bincode) it could do so for ever.
    fn announce(&self, elements: usize) -> Result<(), Fault> {
        self.elements.set(self.elements.get().checked_sub(elements).ok_or(Malformed::Claim)?);
        Ok(())
    }

    /// Sends a fault out through a format.
    #[cold]
    fn hide<E: Error>(&self, fault: Fault) -> E {
        self.fault.set(Some(fault));
        E::custom("see `Bounds::fault`")
    }

    /// The fault that a format's error stands for. An error of the format's own is dropped, since it may hold values;
    /// what the type had asked it for is kept.
    #[cold]
    pub(super) fn reveal<E>(&self, _error: E, asked_for: &'static str) -> Fault {
        self.fault.take().unwrap_or(Fault::Unfit { asked_for })
    }
}

/// A part of serde's machinery under [`Bounds`].
///
/// One type for all the traits, so that what each of them adds is easy to compare.
pub(super) struct Watched<'b, X> {
    inner: X,
    bounds: &'b Bounds,
}

/// A level of nesting, left when dropped: also when a type catches the error of a field and goes on.
struct Level<'b>(&'b Cell<usize>);

impl<'b> Level<'b> {
    fn enter(depth: &'b Cell<usize>, max: usize) -> Result<Self, Fault> {
        if depth.get() == max {
            return Err(Malformed::TooDeep.into());
        }
        depth.set(depth.get() + 1);
        Ok(Self(depth))
    }
}

impl Drop for Level<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}
