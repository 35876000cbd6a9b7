//! Who has which slot: the answer to `CLUSTER SLOTS`.

use redis::{FromRedisValue, Value};

use super::slot::SLOTS;
use crate::backend::link::Failure;
use crate::backend::redis::failure::Node;

/// The primaries of a cluster and their slots.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Map {
    pub(super) primaries: Vec<Node>,
    /// The index of each slot's primary; [`NOBODY`] where it has none.
    owners: Vec<u16>,
}

const NOBODY: u16 = u16::MAX;

impl Map {
    /// Reads the answer of the node at `asked`. A slot that has no primary belongs to nobody.
    pub(super) fn of(answer: Vec<Vec<Value>>, asked: &Node) -> Result<Self, Failure> {
        let mut map = Self { primaries: Vec::new(), owners: vec![NOBODY; SLOTS] };
        for range in answer {
            map.take(range, asked).ok_or_else(|| Failure::permanent("the cluster's slots make no sense"))?;
        }
        if map.primaries.is_empty() {
            return Err(Failure::transient("the cluster has no slots yet"));
        }
        Ok(map)
    }

    /// The primary of a slot.
    pub(super) fn owner(&self, slot: usize) -> Option<&Node> {
        self.primaries.get(usize::from(*self.owners.get(slot)?))
    }

    /// A node has said that a slot is another's.
    pub(super) fn hand_over(&mut self, slot: usize, node: &Node) {
        if let (Some(index), Some(owner)) = (self.index(node), self.owners.get_mut(slot)) {
            *owner = index;
        }
    }

    fn take(&mut self, range: Vec<Value>, asked: &Node) -> Option<()> {
        let mut range = range.into_iter();
        let (first, last) = (number::<usize>(range.next()?)?, number::<usize>(range.next()?)?);
        let mut primary = Vec::<Value>::from_redis_value(range.next()?).ok()?.into_iter();
        let host = Option::<String>::from_redis_value(primary.next()?).ok()?.unwrap_or_default();
        let port = number(primary.next()?)?;
        let owner = self.index(&Node { host, port }.seen_from(asked))?;
        self.owners.get_mut(first..=last)?.fill(owner);
        Some(())
    }

    fn index(&mut self, node: &Node) -> Option<u16> {
        let index = self.primaries.iter().position(|known| known == node).unwrap_or_else(|| {
            self.primaries.push(node.clone());
            self.primaries.len() - 1
        });
        u16::try_from(index).ok().filter(|&index| index != NOBODY)
    }
}

/// The library would cut off what does not fit.
fn number<T: TryFrom<i64>>(value: Value) -> Option<T> {
    T::try_from(i64::from_redis_value(value).ok()?).ok()
}

impl Node {
    /// A node that does not know its own host, or calls it unknown, is where it was found.
    pub(super) fn seen_from(self, asked: &Self) -> Self {
        if self.host.is_empty() || self.host == "?" {
            Self { host: asked.host.clone(), ..self }
        } else {
            self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(host: &str, port: u16) -> Node {
        Node { host: host.to_owned(), port }
    }

    fn range(first: i64, last: i64, host: &str, port: i64) -> Vec<Value> {
        let primary = vec![text(host), Value::Int(port), text("id")];
        let replica = vec![text("replica"), Value::Int(1), text("id")];
        vec![Value::Int(first), Value::Int(last), Value::Array(primary), Value::Array(replica)]
    }

    fn text(text: &str) -> Value {
        Value::BulkString(text.as_bytes().to_vec())
    }

    #[test]
    fn every_slot_has_the_primary_of_its_range() {
        let answer =
            vec![range(0, 99, "one", 7000), range(100, 100, "two", 7001), range(200, 16_383, "one", 7000)];
        let map = Map::of(answer, &node("seed", 1)).unwrap();
        assert_eq!(map.primaries, [node("one", 7000), node("two", 7001)]);
        for (slot, owner) in [(0, "one"), (99, "one"), (100, "two"), (200, "one"), (16_383, "one")] {
            assert_eq!(map.owner(slot).unwrap().host, owner, "{slot}");
        }
        assert_eq!(map.owner(150), None);
    }

    #[test]
    fn a_node_without_a_host_is_where_it_was_found() {
        for host in ["", "?"] {
            let map = Map::of(vec![range(0, 9, host, 7000)], &node("seed", 1)).unwrap();
            assert_eq!(map.primaries, [node("seed", 7000)]);
        }
        let mut nameless = range(0, 9, "", 7000);
        nameless[2] = Value::Array(vec![Value::Nil, Value::Int(7000)]);
        assert_eq!(Map::of(vec![nameless], &node("seed", 1)).unwrap().primaries, [node("seed", 7000)]);
    }

    #[test]
    fn a_slot_can_be_handed_over_to_a_node_that_was_not_known() {
        let mut map = Map::of(vec![range(0, 16_383, "one", 7000)], &node("seed", 1)).unwrap();
        map.hand_over(7, &node("three", 7002));
        assert_eq!(map.owner(7), Some(&node("three", 7002)));
        assert_eq!(map.owner(8), Some(&node("one", 7000)));
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for answer in [
            vec![vec![]],
            vec![range(0, 16_384, "one", 7000)],
            vec![range(-1, 5, "one", 7000)],
            vec![range(5, 0, "one", 7000)],
            vec![range(0, 5, "one", 70_000)],
            vec![vec![Value::Int(0), Value::Int(5), Value::Nil]],
            vec![],
        ] {
            assert!(Map::of(answer.clone(), &node("seed", 1)).is_err(), "{answer:?}");
        }
    }
}
