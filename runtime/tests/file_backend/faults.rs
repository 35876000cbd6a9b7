//! Disks that are full, read-only or not ours to write.

use std::path::Path;
use std::time::Duration;

use cachekit::backend::file::FileBackend;
use cachekit::backend::{Backend as _, TtlInspectable as _};
use cachekit::error::BackendErrorKind::{Permanent, Transient};

use super::room::{assert_error, file_name, names, now};
use super::sandbox::enter;

/// A user namespace in which this user is root, so it may mount.
const MOUNTS: &[&str] = &["--user", "--map-root-user", "--mount"];
/// A user namespace in which this user is nobody, so permission bits hold, whoever it is outside.
const NOBODY: &[&str] = &["--user"];

#[test]
fn a_full_disk_keeps_the_old_value_and_no_temporary_file() {
    let setup = r#"mount -t tmpfs -o size=256k,mode=700 tmpfs "$CACHEKIT_TEST_SANDBOX""#;
    let Some(dir) = enter("faults::a_full_disk_keeps_the_old_value_and_no_temporary_file", MOUNTS, setup)
    else {
        return;
    };
    let files = FileBackend::open(&dir).unwrap();
    now(files.set("k", b"old".to_vec(), None)).unwrap();
    now(files.set("ballast", vec![1; 200 << 10], None)).unwrap();
    let shown = dir.display().to_string();
    for _ in 0..3 {
        let failed = now(files.set("k", vec![2; 100 << 10], None));
        assert_error(failed, Transient, &["cannot write an entry", &shown, "max_bytes"]);
        assert_eq!(now(files.get("k")).unwrap().unwrap(), b"old");
        assert_eq!(names(&dir).len(), 2, "no temporary file stays");
    }
    let status = now(files.health()).unwrap();
    assert_eq!(status.details["entries"], "2", "what failed is not counted");

    now(files.delete("ballast")).unwrap();
    now(files.set("k", vec![2; 100 << 10], None)).unwrap();
    assert_eq!(now(files.get("k")).unwrap().unwrap(), vec![2; 100 << 10]);
}

/// What a set of another process left, before the directory became read-only.
fn with_entries(name: &str) -> String {
    let path = format!(r#""$CACHEKIT_TEST_SANDBOX"/{}"#, file_name(name));
    format!("rm -f {path}; printf 'CK\\001\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0old' > {path}; chmod 600 {path}")
}

fn is_served_but_not_changed(dir: &Path, words: &[&str]) {
    let files = FileBackend::open(dir).unwrap();
    let shown = dir.display().to_string();
    let words = [words, &[shown.as_str()]].concat();
    let minute = Duration::from_secs(60);
    assert_eq!(now(files.get("k")).unwrap().unwrap(), b"old");
    assert_error(now(files.set("k", b"new".to_vec(), None)), Permanent, &words);
    assert_error(now(files.delete("k")), Permanent, &words);
    assert!(!now(files.delete("not there")).unwrap());
    assert_eq!(now(files.get("k")).unwrap().unwrap(), b"old");
    assert!(!now(files.health()).unwrap().is_healthy);
    let _ = now(files.refresh_ttl("k", minute));
    assert_eq!(names(dir), [file_name("k")]);
}

#[test]
fn a_read_only_file_system_is_read() {
    let setup = [
        &with_entries("k"),
        r#"mount --bind "$CACHEKIT_TEST_SANDBOX" "$CACHEKIT_TEST_SANDBOX""#,
        r#"mount -o remount,bind,ro "$CACHEKIT_TEST_SANDBOX""#,
    ];
    let Some(dir) = enter("faults::a_read_only_file_system_is_read", MOUNTS, &setup.join("\n")) else {
        return;
    };
    is_served_but_not_changed(&dir, &["cannot", "mount its file system writable"]);
    let refreshed = now(FileBackend::open(&dir).unwrap().refresh_ttl("k", Duration::from_secs(1)));
    assert_error(refreshed, Permanent, &["cannot refresh an entry"]);
}

#[test]
fn a_directory_without_the_right_to_write_is_read() {
    let setup = format!(
        r#"chmod 700 "$CACHEKIT_TEST_SANDBOX"; {}; chmod 500 "$CACHEKIT_TEST_SANDBOX""#,
        with_entries("k")
    );
    let Some(dir) = enter("faults::a_directory_without_the_right_to_write_is_read", NOBODY, &setup) else {
        return;
    };
    is_served_but_not_changed(&dir, &["cannot", "chmod 700"]);
}

#[test]
fn an_entry_without_the_right_to_read_is_an_error() {
    let setup = format!(r#"{}; chmod 0 "$CACHEKIT_TEST_SANDBOX"/*"#, with_entries("k"));
    let Some(dir) = enter("faults::an_entry_without_the_right_to_read_is_an_error", NOBODY, &setup) else {
        return;
    };
    let files = FileBackend::open(&dir).unwrap();
    assert_error(now(files.get("k")), Permanent, &["cannot read an entry", &dir.display().to_string()]);
    let small = FileBackend::builder(&dir).max_entries(1).build().unwrap();
    now(small.set("other", b"new".to_vec(), None)).unwrap();
    assert_eq!(names(&dir), [file_name("other")], "but no obstacle to eviction");
}
