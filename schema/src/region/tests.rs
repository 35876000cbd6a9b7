use super::*;
use crate::hash;
use crate::part::PartKind;
use alloc::string::ToString;

const SEGMENTS: &[Segment] = &[
    Segment::literal("user"),
    Segment::literal("profile"),
    Segment::part("id", PartKind::UNSIGNED),
    Segment::literal("page"),
];
const BARE: RegionSchema = RegionSchema::new("Profile", "users", "user:profile:{id}:page", SEGMENTS);
const FULL: RegionSchema =
    BARE.ttl_ms(300_000).l1_ttl_ms(30_000).l1_capacity(1_000).version(3).codec("bincode").generic_value().at(
        "src/users.rs",
        12,
        1,
    );

const _: () = assert!(BARE.literals_before_first_part() == 2);
const _: () = assert!(matches!(SEGMENTS[0], Segment::Literal { hash, .. } if hash == hash::of_str("user")));

#[test]
fn defaults_leave_everything_open() {
    assert_eq!((BARE.name, BARE.namespace), ("Profile", "users"));
    assert_eq!((BARE.ttl_ms, BARE.l1_ttl_ms, BARE.l1_capacity, BARE.version), (None, None, None, None));
    assert_eq!((BARE.codec, BARE.generic_value), ("msgpack", false));
    assert_eq!((BARE.secure, BARE.layout), (false, Layout::Native));
    assert_eq!((BARE.on_outage, BARE.on_tampering), (OnOutage::Load, OnTampering::Fail));
}

#[test]
fn each_method_sets_its_field() {
    assert_eq!((FULL.ttl_ms, FULL.l1_ttl_ms), (Some(300_000), Some(30_000)));
    assert_eq!((FULL.l1_capacity, FULL.version), (Some(1_000), Some(3)));
    assert_eq!((FULL.codec, FULL.generic_value), ("bincode", true));
    assert_eq!(FULL.place.to_string(), "src/users.rs:12:1");
    let secure = BARE.secure().on_outage_fail().on_tampering_load();
    assert!(secure.secure);
    assert_eq!((secure.on_outage, secure.on_tampering), (OnOutage::Fail, OnTampering::Load));
    assert_eq!(BARE.interop("get_user").layout, Layout::Interop { operation: "get_user" });
}

#[test]
fn leading_literals_are_counted() {
    for (segments, count) in [(&SEGMENTS[2..], 0), (&SEGMENTS[..2], 2), (&[], 0)] {
        assert_eq!(RegionSchema { segments, ..BARE }.literals_before_first_part(), count);
    }
}
