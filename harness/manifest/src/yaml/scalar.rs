use super::node::{Number, Value};

/// Resolves a plain scalar as `kubectl` does: the rules of YAML 1.1 as its reader applies them.
///
/// Source: the scalar table of the Go reader that `sigs.k8s.io/yaml` builds on.
pub(super) fn resolve(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            return Value::Bool(true);
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            return Value::Bool(false);
        }
        ".nan" | ".NaN" | ".NAN" => return Value::Number(Number::Float(f64::NAN)),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => {
            return Value::Number(Number::Float(f64::INFINITY));
        }
        "-.inf" | "-.Inf" | "-.INF" => return Value::Number(Number::Float(f64::NEG_INFINITY)),
        _ => {}
    }
    number(text).map_or_else(|| Value::String(text.into()), Value::Number)
}

fn number(text: &str) -> Option<Number> {
    let first = text.bytes().next()?;
    if !(first.is_ascii_digit() || matches!(first, b'+' | b'-' | b'.')) {
        return None;
    }
    let plain = text.replace('_', "");
    integer(&plain).or_else(|| float(&plain))
}

fn integer(text: &str) -> Option<Number> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &digits[2..]),
        [b'0', b'b' | b'B', ..] => (2, &digits[2..]),
        [b'0', b'o' | b'O', ..] => (8, &digits[2..]),
        [b'0', _, ..] => (8, &digits[1..]),
        _ => (10, digits),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let value = u64::from_str_radix(digits, radix).ok()?;
    if negative {
        0_i64.checked_sub_unsigned(value).map(Number::Int)
    } else {
        Some(i64::try_from(value).map_or(Number::UInt(value), Number::Int))
    }
}

fn float(text: &str) -> Option<Number> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent_holds = exponent.is_none_or(|part| {
        let part = part.strip_prefix(['-', '+']).unwrap_or(part);
        !part.is_empty() && digits(part)
    });
    let mantissa_holds = digits(whole) && digits(fraction) && !(whole.is_empty() && fraction.is_empty());
    if mantissa_holds && exponent_holds { text.parse().ok().map(Number::Float) } else { None }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("NO", Value::Bool(false))]
    #[case("on", Value::Bool(true))]
    #[case("0644", Value::Number(Number::Int(420)))]
    #[case("089", Value::Number(Number::Float(89.0)))]
    #[case("0o17", Value::Number(Number::Int(15)))]
    #[case("0x1F", Value::Number(Number::Int(31)))]
    #[case("1_000", Value::Number(Number::Int(1000)))]
    #[case("-9223372036854775808", Value::Number(Number::Int(i64::MIN)))]
    #[case("18446744073709551615", Value::Number(Number::UInt(u64::MAX)))]
    #[case("18446744073709551616", Value::Number(Number::Float(18_446_744_073_709_551_616.0)))]
    #[case("1.20", Value::Number(Number::Float(1.2)))]
    #[case("1e3", Value::Number(Number::Float(1000.0)))]
    #[case(".5", Value::Number(Number::Float(0.5)))]
    #[case("1.2.3", Value::String("1.2.3".into()))]
    #[case("100m", Value::String("100m".into()))]
    #[case("1Gi", Value::String("1Gi".into()))]
    #[case("-", Value::String("-".into()))]
    #[case(".", Value::String(".".into()))]
    #[case("e5", Value::String("e5".into()))]
    #[case("12:30", Value::String("12:30".into()))]
    #[case("2026-11-22", Value::String("2026-11-22".into()))]
    #[case("Null", Value::Null)]
    fn plain_scalars(#[case] text: &str, #[case] value: Value) {
        assert_eq!(resolve(text), value);
    }
}
