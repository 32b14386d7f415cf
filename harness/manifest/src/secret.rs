//! What a rendered Secret holds: under `data` as base64, under `stringData` as it is.

use crate::{Object, yaml::Node};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The text under a key of a Secret; `stringData` wins, as in the API server.
///
/// `None` where the Secret has no such key, and where its value is no text.
#[must_use]
pub fn text(secret: &Object, key: &str) -> Option<String> {
    if let Some(plain) = secret.node.dig_str(&["stringData", key]) {
        return Some(plain.to_owned());
    }
    decode(secret.node.dig_str(&["data", key])?)
}

/// Whether a Secret has a key, whatever its value.
#[must_use]
pub fn has(secret: &Object, key: &str) -> bool {
    let holds =
        |field: &str| secret.node.get(field).and_then(Node::as_map).is_some_and(|map| map.get(key).is_some());
    holds("stringData") || holds("data")
}

/// Reads base64 (RFC 4648) as UTF-8; line breaks inside it are skipped.
#[must_use]
pub fn decode(encoded: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let (mut bits, mut held) = (0_u32, 0_u32);
    let digits = encoded.bytes().filter(|byte| !byte.is_ascii_whitespace());
    let mut padded = false;
    for digit in digits {
        if digit == b'=' {
            padded = true;
            continue;
        }
        let value = ALPHABET.iter().position(|own| *own == digit).filter(|_| !padded)?;
        bits = (bits << 6) | u32::try_from(value).ok()?;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from((bits >> held) & 0xff).ok()?);
        }
    }
    String::from_utf8(bytes).ok()
}

/// Writes a text as base64, with padding.
#[must_use]
pub fn encode(text: &str) -> String {
    let mut encoded = String::new();
    for chunk in text.as_bytes().chunks(3) {
        let bits =
            chunk.iter().fold(0_u32, |bits, byte| (bits << 8) | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for at in 0..4 {
            let digit = (bits >> (18 - 6 * at)) & 0x3f;
            let digit = usize::try_from(digit).ok().filter(|_| at <= chunk.len());
            encoded.push(digit.map_or('=', |digit| char::from(ALPHABET[digit])));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("", "")]
    #[case("f", "Zg==")]
    #[case("fo", "Zm8=")]
    #[case("foo", "Zm9v")]
    #[case("foob", "Zm9vYg==")]
    #[case("grüße", "Z3LDvMOfZQ==")]
    fn both_ways(#[case] plain: &str, #[case] encoded: &str) {
        assert_eq!(encode(plain), encoded);
        assert_eq!(decode(encoded).as_deref(), Some(plain));
    }

    #[rstest]
    #[case("Zm9v\n  Zg==", Some("foof"))]
    #[case("Zg==Zg", None)]
    #[case("%", None)]
    #[case("/w==", None)]
    fn reading(#[case] encoded: &str, #[case] plain: Option<&str>) {
        assert_eq!(decode(encoded).as_deref(), plain);
    }
}
