//! Keys are gone from memory when what held them is dropped: the whole memory of a process is searched for them.

use std::fs::{self, File};
use std::hint::black_box;
use std::os::unix::fs::FileExt;
use std::process::Command;

use super::*;

/// A master key, and what is derived from it for the tenant `acme`: random, so that nothing else has these bytes.
const MASTER: &str = "9b1de5c04f7a2386d1f9b06e53c28a7704ee91bd6a3fc85217d460fb8c29a35e";
const ENCRYPTION: &str = "46b9ad817f351d1bbff7b8b15f2c66a713a6fe6c7cf9a6bd682fa84a13fafae4";
const CACHE_KEYS: &str = "30320e099add744adc2243ed43328eae97667c189e2ef1470194d6244da752a9";

/// Run by the test below, in a process where no other test has copies of anything.
#[test]
#[ignore = "for a process of its own"]
fn in_a_process_of_its_own() {
    let hunted = [MASTER, ENCRYPTION, CACHE_KEYS].map(Needle::new);
    let found = |what: &str| {
        hunted.each_ref().map(|needle| {
            let count = needle.count();
            println!("{what}: {count}");
            count
        })
    };
    assert_eq!(found("before"), [0; 3]);

    let keyring = far_down_the_stack(|| Keyring::new(MasterKey::from_hex(MASTER).unwrap()));
    assert_eq!(found("master keys"), [1, 0, 0]);
    let keys = far_down_the_stack(|| keyring.tenant("acme").unwrap());
    // That they are found while they are held shows that the search can find them.
    assert_eq!(found("keys of a tenant"), [1; 3]);
    far_down_the_stack(|| keys.blind(b"text"));
    assert_eq!(found("blinded"), [1; 3]);
    far_down_the_stack(|| use_keys(&keys));
    assert_eq!(found("used"), [1; 3]);

    drop(keyring);
    assert_eq!(found("master keys dropped"), [0, 1, 1]);
    drop(keys);
    assert_eq!(found("dropped"), [0; 3]);

    far_down_the_stack(|| {
        let previous = MasterKey::from_hex(MASTER).unwrap();
        let keyring = Keyring::new(master(1)).with_previous([previous]).unwrap();
        drop(keyring.tenant("acme").unwrap());
    });
    assert_eq!(found("dropped as a previous key"), [0; 3]);
}

/// What `work` leaves on the stack stays there: the search does not come so far down that it would write over it.
#[inline(never)]
#[expect(clippy::large_stack_arrays, reason = "it is there to take stack")]
fn far_down_the_stack<T>(work: impl FnOnce() -> T) -> T {
    let mut above = [0_u8; 256 * 1024];
    black_box(&mut above);
    let done = work();
    black_box(&mut above);
    done
}

fn use_keys(keys: &TenantKeys) {
    for len in [0, 100, 100_000] {
        let sealed = keys.seal_region("key", &vec![7; len]).unwrap();
        keys.open_region("key", &sealed).unwrap();
        let sealed = keys.seal_value("key", &vec![7; len]).unwrap();
        keys.open_value("key", &sealed).unwrap();
        keys.open_value("another key", &sealed).unwrap_err();
        keys.blind(&vec![7; len]);
    }
}

#[test]
fn keys_are_gone_when_dropped() {
    let this = std::env::current_exe().unwrap();
    let name = "crypto::tests::memory::in_a_process_of_its_own";
    let output = Command::new(this).args(["--exact", name, "--ignored", "--nocapture"]).output().unwrap();
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{shown}{}", String::from_utf8_lossy(&output.stderr));
    assert!(shown.contains("dropped as a previous key: 0"), "it ran: {shown}");
}

/// What is looked for, masked, so that looking for it makes no copy.
struct Needle([u8; 32]);

const MASK: u8 = 0xa5;

impl Needle {
    fn new(hex: &str) -> Self {
        let mut masked = [0; 32];
        for (byte, pair) in masked.iter_mut().zip(hex.as_bytes().as_chunks::<2>().0) {
            *byte = u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap() ^ MASK;
        }
        Self(masked)
    }

    /// How often the bytes are in memory that this process can have written.
    fn count(&self) -> usize {
        let memory = File::open("/proc/self/mem").unwrap();
        let regions = fs::read_to_string("/proc/self/maps").unwrap();
        let mut bytes = vec![0; CHUNK];
        let own = bytes.as_ptr().addr()..bytes.as_ptr().addr() + CHUNK;
        let mut count = 0;
        for (from, to) in regions.lines().filter_map(writable) {
            // What is read must not be found where it was read to.
            for (from, to) in [(from, to.min(own.start)), (from.max(own.end), to)] {
                count += self.count_in(&memory, from, to, &mut bytes);
            }
        }
        bytes.fill(0);
        count
    }

    fn count_in(&self, memory: &File, from: usize, to: usize, bytes: &mut [u8]) -> usize {
        let mut count = 0;
        let mut at = from;
        while at + self.0.len() <= to {
            let len = bytes.len().min(to - at);
            // Regions of devices may refuse.
            let Ok(()) = memory.read_exact_at(&mut bytes[..len], at as u64) else { break };
            count += bytes[..len].windows(32).filter(|window| self.is(window)).count();
            at += len - (self.0.len() - 1);
        }
        count
    }

    fn is(&self, window: &[u8]) -> bool {
        window[0] ^ MASK == self.0[0] && window.iter().zip(self.0).all(|(byte, masked)| byte ^ MASK == masked)
    }
}

/// How much is read at once.
const CHUNK: usize = 1 << 16;

/// The addresses of a line of `/proc/self/maps`, where the region can be written.
fn writable(line: &str) -> Option<(usize, usize)> {
    let (addresses, rest) = line.split_once(' ')?;
    let (from, to) = addresses.split_once('-')?;
    let address = |text| usize::from_str_radix(text, 16).ok();
    rest.starts_with("rw").then_some((address(from)?, address(to)?))
}
