//! Did you mean: the nearest of a list of words.

/// The word of `candidates` that a reader would take `written` for.
pub(crate) fn nearest<'a>(written: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .map(|candidate| (distance(written, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= tolerance(written, candidate))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// `did you mean …?` when a word is near, else the sorted list of all: the second half of a message.
pub(crate) fn advice<'a>(written: &str, candidates: impl Iterator<Item = &'a str> + Clone) -> String {
    match nearest(written, candidates.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("use {}", list(candidates)),
    }
}

/// `` `a`, `b` or `c` ``, sorted.
pub(crate) fn list<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut words: Vec<_> = words.map(|word| format!("`{word}`")).collect();
    words.sort_unstable();
    join(&words, "or")
}

/// `a, b and c`, where `and` is the last joint.
pub(crate) fn join(words: &[impl AsRef<str>], last: &str) -> String {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    match words.split_last() {
        Some((end, rest)) if !rest.is_empty() => format!("{} {last} {end}", rest.join(", ")),
        _ => words.concat(),
    }
}

/// How many slips still leave a word recognisable: one in three letters.
fn tolerance(a: &str, b: &str) -> usize {
    let longest = a.len().max(b.len());
    (longest / 3).clamp(1, longest.saturating_sub(1).max(1))
}

/// The number of slips between two words: letters too many, missing, wrong, or swapped with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    // Rows of the classical table: two letters back, one back, and the current one.
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let is_same = a[i - 1] == b[j - 1];
            let mut least = (above[j] + 1).min(row[j - 1] + 1).min(above[j - 1] + usize::from(!is_same));
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: [&str; 5] = ["namespace", "ttl", "l1_ttl", "version", "value"];

    #[test]
    fn slips_of_the_finger_are_near() {
        for (written, meant) in [
            ("namspace", "namespace"),
            ("tll", "ttl"),
            ("tlt", "ttl"),
            ("verison", "version"),
            ("l1ttl", "l1_ttl"),
        ] {
            assert_eq!(nearest(written, WORDS.into_iter()), Some(meant), "{written}");
        }
    }

    #[test]
    fn strangers_get_the_sorted_list() {
        assert_eq!(
            advice("jitter", WORDS.into_iter()),
            "use `l1_ttl`, `namespace`, `ttl`, `value` or `version`"
        );
        assert_eq!(list(std::iter::once("ttl")), "`ttl`");
        assert_eq!(join(&["a", "b"], "and"), "a and b");
        assert_eq!(join(&["a", "b", "c", "d"], "and"), "a, b, c and d");
    }
}
