//! The regions of one client: found in a few nanoseconds, and no two that could share a key.

use std::any::{Any, TypeId, type_name};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};

use cachekit_schema::region::Layout;
use cachekit_schema::{namespace, overlap::overlap};

use super::Shared;
use super::region::{AnyRegion, Refusal, Region};
use crate::error::Claim;
use crate::region::{RegionDecl, StoredValue};
use crate::stats::RegionStats;

/// Lists of regions, one list for each index modulo this number. Programs with fewer regions find theirs at the
/// head of a list.
const LISTS: usize = 1024;

/// The regions a client has opened.
pub(crate) struct Registry {
    lists: Box<[List]>,
    opened: Mutex<Vec<Opened>>,
    /// Which region owns a namespace; for the string API.
    namespaces: RwLock<HashMap<&'static str, &'static RegionDecl>>,
}

/// A list that only grows, so that a region is borrowed for as long as the client.
type List = OnceLock<Box<Node>>;

struct Node {
    index: u32,
    /// Or why it is none, for which value type.
    region: Result<Arc<dyn Any + Send + Sync>, (TypeId, Refusal)>,
    next: List,
}

/// A region whose keys are taken.
struct Opened {
    decl: &'static RegionDecl,
    value: &'static str,
    region: Option<Arc<dyn AnyRegion>>,
    refusal: Option<Refusal>,
}

impl Registry {
    pub(crate) fn new() -> Self {
        Self {
            lists: (0..LISTS).map(|_| List::new()).collect(),
            opened: Mutex::default(),
            namespaces: RwLock::default(),
        }
    }

    /// The region of this declaration and value type, if it was used before.
    #[inline]
    pub(crate) fn find<V: StoredValue>(
        &self,
        decl: &'static RegionDecl,
    ) -> Option<Result<&Region<V>, &Refusal>> {
        let index = decl.index();
        let mut list = &self.lists[index as usize % LISTS];
        loop {
            let node = list.get()?;
            if node.index == index {
                match &node.region {
                    Ok(region) => {
                        if let Some(region) = region.downcast_ref() {
                            return Some(Ok(region));
                        }
                    }
                    Err((value, refusal)) if *value == TypeId::of::<V>() => return Some(Err(refusal)),
                    Err(_) => {}
                }
            }
            list = &node.next;
        }
    }

    /// Opens the region, unless an opened one can produce the same keys.
    #[cold]
    pub(crate) fn open<V: StoredValue>(
        &self,
        decl: &'static RegionDecl,
        client: &Shared,
        open: impl FnOnce() -> Region<V>,
    ) -> Result<&Region<V>, &Refusal> {
        let mut opened = self.opened();
        if let Some(found) = self.find(decl) {
            return found;
        }
        let judged = judge::<V>(&opened, decl, client).map(|()| Arc::new(open()));
        if judged.is_ok() {
            let mut namespaces = self.namespaces.write().unwrap_or_else(PoisonError::into_inner);
            namespaces.entry(decl.schema().namespace).or_insert(decl);
        }
        opened.push(Opened {
            decl,
            value: type_name::<V>(),
            region: judged.as_ref().ok().map(|region| Arc::clone(region) as Arc<dyn AnyRegion>),
            refusal: judged.as_ref().err().cloned(),
        });
        self.append(Node {
            index: decl.index(),
            region: match judged {
                Ok(region) => Ok(region),
                Err(refusal) => Err((TypeId::of::<V>(), refusal)),
            },
            next: List::new(),
        });
        match self.find(decl) {
            Some(found) => found,
            // Appended above, under the lock.
            None => unreachable!("a region that was just opened"),
        }
    }

    /// The region that owns the namespace of this part of a storage key (without the client's namespace).
    pub(crate) fn owner(&self, key: &str) -> Option<&'static RegionDecl> {
        let namespace = key.split(':').next()?;
        self.namespaces.read().unwrap_or_else(PoisonError::into_inner).get(namespace).copied()
    }

    pub(crate) fn evict(&self, storage_key: &str) {
        for region in self.opened().iter().filter_map(|opened| opened.region.as_ref()) {
            if region.owns(storage_key) {
                region.evict(storage_key);
            }
        }
    }

    /// Leaves nothing in L1.
    pub(crate) fn clear(&self) {
        for region in self.opened().iter().filter_map(|opened| opened.region.as_ref()) {
            region.clear();
        }
    }

    pub(crate) fn stats(&self) -> Vec<RegionStats> {
        self.opened()
            .iter()
            .filter_map(|opened| opened.region.as_ref())
            .map(|region| region.stats())
            .collect()
    }

    /// Reads answered by L1, by the backend, and not at all.
    pub(crate) fn reads(&self) -> [u64; 3] {
        let mut reads = [0; 3];
        for region in self.opened().iter().filter_map(|opened| opened.region.as_ref()) {
            for (sum, count) in reads.iter_mut().zip(region.reads()) {
                *sum += count;
            }
        }
        reads
    }

    pub(crate) fn conflicts(&self) -> Vec<String> {
        self.opened()
            .iter()
            .filter_map(|opened| opened.refusal.as_ref())
            .map(|it| it.to_error().to_string())
            .collect()
    }

    fn append(&self, node: Node) {
        let mut node = Box::new(node);
        let mut list = &self.lists[node.index as usize % LISTS];
        loop {
            match list.set(node) {
                Ok(()) => return,
                Err(back) => node = back,
            }
            match list.get() {
                Some(taken) => list = &taken.next,
                None => unreachable!("a list that refused a node has one"),
            }
        }
    }

    fn opened(&self) -> MutexGuard<'_, Vec<Opened>> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether the region can be used beside those that are.
fn judge<V>(opened: &[Opened], decl: &'static RegionDecl, client: &Shared) -> Result<(), Refusal> {
    if decl.schema().secure && client.home.keys.is_none() {
        return Err(Refusal::NoKeys(decl.schema().name));
    }
    if let (Some(name), Layout::Native) = (&client.namespace, decl.schema().layout) {
        namespace::check_client(name).map_err(|error| {
            Refusal::ClientNamespace(format!(
                "the client's namespace cannot be used with typed regions: {error}"
            ))
        })?;
    }
    for first in opened.iter().filter(|opened| opened.region.is_some()) {
        // A generic declaration that says that its keys tell the value types apart may store several.
        let told_apart = std::ptr::eq(first.decl, decl) && decl.schema().generic_value;
        if !told_apart && overlap(first.decl.schema(), decl.schema()) {
            return Err(Refusal::conflict::<V>(Claim::new(first.decl.schema(), first.value), decl));
        }
    }
    Ok(())
}
