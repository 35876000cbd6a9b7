//! A process that seals, forks and seals on: no nonce comes twice, in the parent or in any child.
//!
//! Under GCM, one nonce used twice gives away both messages and the key of the tag. A generator in the process's memory
//! would be copied by `fork` and go on alike in both.

#[cfg(unix)]
fn main() {
    unix::no_process_repeats_a_nonce_of_another();
    println!("fork: no process repeats a nonce of another");
}

#[cfg(not(unix))]
fn main() {
    println!("SKIPPED fork: there is no `fork` on this system");
}

#[cfg(unix)]
mod unix {
    use std::collections::HashSet;
    use std::io::{PipeWriter, Read, Write, pipe};

    use cachekit::EncryptionLayer;
    use fork::Fork;

    const CHILDREN: usize = 3;
    const MESSAGES: usize = 1_000;
    const NONCE_LEN: usize = 12;

    pub(super) fn no_process_repeats_a_nonce_of_another() {
        let layer = EncryptionLayer::new(&[7; 32], "acme").expect("a layer");
        // Whatever is set up at the first use is set up before the fork.
        let mut sealed = nonces(&layer);

        let (mut reader, writer) = pipe().expect("a pipe");
        let mut children = Vec::new();
        for _ in 0..CHILDREN {
            match fork::fork().expect("a child") {
                Fork::Child => child(&layer, writer),
                Fork::Parent(pid) => children.push(pid),
            }
        }
        drop(writer);
        sealed.extend(nonces(&layer));
        let mut theirs = Vec::new();
        reader.read_to_end(&mut theirs).expect("what the children wrote");
        for pid in children {
            assert_eq!(fork::waitpid(pid).expect("a child's end"), 0, "the child's exit status");
        }

        let (theirs, []) = theirs.as_chunks::<NONCE_LEN>() else { panic!("a nonce in pieces") };
        assert_eq!(theirs.len(), CHILDREN * MESSAGES);
        sealed.extend(theirs);
        let distinct: HashSet<_> = sealed.iter().collect();
        assert_eq!(distinct.len(), (CHILDREN + 2) * MESSAGES);
    }

    /// Seals, tells the parent, and ends here: nothing of the parent's test is for a child to do.
    fn child(layer: &EncryptionLayer, mut parent: PipeWriter) -> ! {
        // In pieces that a pipe takes whole, so that no child writes between the nonces of another.
        let told = nonces(layer).chunks(300).all(|some| parent.write_all(some.as_flattened()).is_ok());
        std::process::exit(i32::from(!told))
    }

    fn nonces(layer: &EncryptionLayer) -> Vec<[u8; NONCE_LEN]> {
        let seal = || layer.encrypt(b"value", "key").expect("sealed bytes");
        (0..MESSAGES).map(|_| *seal().first_chunk().expect("a nonce")).collect()
    }
}
