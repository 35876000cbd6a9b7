//! Namespaces, to have the faults that root does not feel and mounts that vanish with their process.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::Command;

const DIR: &str = "CACHEKIT_TEST_SANDBOX";

/// Runs the test `name` again inside of new namespaces. `None` outside: that test run is over. `Some` inside, with
/// the directory that `setup`, a shell script, has prepared at `$CACHEKIT_TEST_SANDBOX`.
pub(crate) fn enter(name: &str, namespaces: &[&str], setup: &str) -> Option<PathBuf> {
    if let Some(dir) = std::env::var_os(DIR) {
        return Some(dir.into());
    }
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("cache");
    std::fs::create_dir(&dir).unwrap();
    super::room::set_mode(&dir, 0o700);

    let command = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(namespaces).args(["sh", "-ec", script, "sh"]).env(DIR, &dir);
        command.args([std::env::current_exe().unwrap().as_os_str(), OsStr::new(name)]);
        command
    };
    match command(setup).output() {
        Ok(output) if output.status.success() => {}
        tried => {
            notice(&format!("{name} was not tested: no namespaces here ({tried:?})"));
            return None;
        }
    }
    let script = format!("{setup}\nexec \"$1\" --exact \"$2\" --nocapture");
    let output = command(&script).output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && printed.contains("1 passed"), "{printed}\n{complained}");
    None
}

/// Past the harness, which keeps the output of tests that pass to itself.
pub(crate) fn notice(text: &str) {
    let _ = writeln!(std::io::stderr(), "NOTICE: {text}");
}
