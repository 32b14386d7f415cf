//! Credentials for seeds, made when a seed is read: none of them stands in a file.

use super::Replacement;

/// What can be made.
pub(super) const KINDS: &str = "access-key, hash, private-key, random, token, url";

/// A credential of a kind, the same each time, and worth nothing.
pub(super) fn make(kind: &str) -> Option<String> {
    Some(match kind {
        "access-key" => format!("{}{}", "AKIA", drawn(UPPER, 16)),
        "hash" => format!("{}{}", "$2y$12$", drawn(LETTERS, 53)),
        "private-key" => {
            let line = |word: &str| format!("-----{word} {} KEY-----", "RSA PRIVATE");
            format!("{}\n{}\n{}\n", line("BEGIN"), drawn(LETTERS, 64), line("END"))
        }
        "random" => drawn(LETTERS, 40),
        "token" => format!("{}{}", "ghp_", drawn(LETTERS, 36)),
        "url" => format!("https://writer:{}@198.51.100.7/hook", drawn(LETTERS, 12)),
        _ => return None,
    })
}

/// Puts a credential of a kind behind a text.
pub(super) fn behind(text: String, kind: &str) -> Option<Replacement> {
    let by = format!("{text}{}", make(kind)?);
    Some(Replacement { replace: text, by })
}

const UPPER: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Characters as if drawn.
fn drawn(alphabet: &[u8], length: usize) -> String {
    let mut state: u32 = 2_024;
    (0..length)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            char::from(alphabet[(state >> 16) as usize % alphabet.len()])
        })
        .collect()
}
