//! What needs a package of its own: another choice of features, and clippy over a whole crate.
//!
//! The packages are written at test time, into one workspace below `target/tmp`, so that they have this workspace's
//! lock file and no manifests that could go stale.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;
use std::{env, fs};

/// Lints of clippy that are off by default, and stricter than this workspace.
const STRICT: [&str; 6] = ["-D", "warnings", "-W", "clippy::pedantic", "-W", "clippy::nursery"];

/// The cases of `tests/ui/without_features`.
const WITHOUT_FEATURES: [&str; 4] = [
    "codec_without_feature_function",
    "codec_without_feature_region",
    "secure_without_encryption_function",
    "secure_without_encryption_region",
];

/// The cases of `tests/ui/built`.
const BUILT: [&str; 2] = ["sensitive_part_function", "sensitive_value_function"];

#[test]
fn expansions_are_free_of_lints() {
    let run = run("sample", "clippy", &STRICT);
    assert!(run.status.success(), "{}", stderr(&run));
}

/// `tests/ui` cannot show these rules, since the package under test has the features.
///
/// Bless with `TRYBUILD=overwrite`, like the others.
#[test]
fn features_that_are_off() {
    compare(&run("without-features", "check", &[]), "without_features", &WITHOUT_FEATURES);
}

/// What the types of a function say is known only when code is made of it, which `cargo check` does not do.
#[test]
fn what_only_a_build_finds() {
    compare(&run("built", "build", &[]), "built", &BUILT);
}

/// It has no place of its own to be said at, so here the words count.
#[test]
fn what_type_parameters_turn_out_to_be() {
    let said = stderr(&run("late", "build", &[]));
    let message =
        "a sensitive part would be in the key as it is; mark the field or parameter `#[cache(sensitive)]`";
    assert!(said.contains(message), "{said}");
}

/// Compares what is said of the cases of a stage with their `.stderr` files.
fn compare(run: &Output, stage: &str, names: &[&str]) {
    assert!(!run.status.success());
    for name in names {
        let said = errors_in(&format!("tests/ui/{stage}/{name}.rs"), &stderr(run));
        let expected = root().join(format!("tests/ui/{stage}/{name}.stderr"));
        if env::var_os("TRYBUILD").is_some_and(|mode| mode == "overwrite") {
            fs::write(&expected, &said).expect("the case is in this package");
        }
        assert_eq!(said, fs::read_to_string(&expected).unwrap_or_default(), "{name}");
    }
}

/// Runs cargo on one of the fixture packages; `lints` go to clippy.
fn run(package: &str, command: &str, lints: &[&str]) -> Output {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(&*WORKSPACE).args([command, "--quiet", "--offline", "--keep-going", "-p", package]);
    cargo.env("CARGO_TARGET_DIR", WORKSPACE.join("target")).env("CARGO_TERM_COLOR", "never");
    cargo.env_remove("RUSTFLAGS");
    if !lints.is_empty() {
        cargo.arg("--").args(lints);
    }
    cargo.output().expect("cargo runs this test, so it is there")
}

static WORKSPACE: LazyLock<PathBuf> = LazyLock::new(|| {
    let workspace = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fixtures");
    write(
        &workspace.join("Cargo.toml"),
        "[workspace]\nresolver = '3'\nmembers = ['sample', 'without-features', 'built', 'late']\n",
    );
    let lock = fs::read_to_string(root().join("../Cargo.lock")).expect("this workspace has a lock file");
    write(&workspace.join("Cargo.lock"), &lock);
    let sample = format!("[lib]\npath = '{}'\n", root().join("tests/fixtures/sample.rs").display());
    package(&workspace, "sample", "strict_cache", &sample);
    package(&workspace, "without-features", "shop_cache", &bins("without_features", &WITHOUT_FEATURES));
    package(&workspace, "built", "shop_cache", &bins("built", &BUILT));
    let late = format!(
        "[[bin]]\nname = 'late'\npath = '{}'\n",
        root().join("tests/fixtures/refused/late.rs").display()
    );
    package(&workspace, "late", "shop_cache", &late);
    workspace
});

fn bins(stage: &str, names: &[&str]) -> String {
    let bins = names.iter().map(|name| {
        let path = root().join(format!("tests/ui/{stage}/{name}.rs"));
        format!("[[bin]]\nname = '{name}'\npath = '{}'\n", path.display())
    });
    bins.collect()
}

fn package(workspace: &Path, name: &str, dependency: &str, targets: &str) {
    let runtime = root().join("../runtime");
    let manifest = [
        "[package]".to_owned(),
        format!("name = '{name}'"),
        "edition = '2024'".to_owned(),
        targets.to_owned(),
        "[dependencies]".to_owned(),
        "serde = { version = '1', features = ['derive'] }".to_owned(),
        format!("[dependencies.{dependency}]"),
        "package = 'cachekit-rs'".to_owned(),
        format!("path = '{}'", runtime.display()),
        "default-features = false".to_owned(),
        "features = ['macros']".to_owned(),
    ];
    write(&workspace.join(name).join("Cargo.toml"), &format!("{}\n", manifest.join("\n")));
}

/// Leaves a file alone that is as it should be, so that cargo finds everything fresh.
fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return;
    }
    fs::create_dir_all(path.parent().expect("files are in the workspace")).expect("target is writable");
    fs::write(path, text).expect("target is writable");
}

/// The errors at `file`, in the form of trybuild's `.stderr` files. Cargo's own lines stand between them anywhere.
fn errors_in(file: &str, said: &str) -> String {
    let said = said.replace(&format!("{}/", root().display()), "");
    let lines: Vec<_> = said.lines().filter(|line| !line.starts_with("error: could not compile")).collect();
    let said = lines.join("\n");
    let errors = said.split("\n\n").filter(|error| error.contains(file));
    errors.map(|error| format!("{}\n", error.trim_end())).collect::<Vec<_>>().join("\n")
}

fn stderr(run: &Output) -> String {
    String::from_utf8_lossy(&run.stderr).into_owned()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
