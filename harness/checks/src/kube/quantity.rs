use conform_manifest::yaml::{Node, Value};

/// A Kubernetes quantity such as `500m`, `2Gi` or `1e3`, in thousandths.
///
/// Source: the format that `k8s.io/apimachinery/pkg/api/resource` documents. Kept in thousandths
/// because that is the finest unit Kubernetes stores for CPU; finer parts are rounded up, as there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Quantity {
    milli: i128,
}

const SUFFIXES: &[(&str, i128, i128)] = &[
    // Longer suffixes first; numerator and denominator of what one unit is in thousandths.
    ("Ki", 1000 << 10, 1),
    ("Mi", 1000 << 20, 1),
    ("Gi", 1000 << 30, 1),
    ("Ti", 1000 << 40, 1),
    ("Pi", 1000 << 50, 1),
    ("Ei", 1000 << 60, 1),
    ("n", 1, 1_000_000),
    ("u", 1, 1000),
    ("m", 1, 1),
    ("k", 1_000_000, 1),
    ("M", 1_000_000_000, 1),
    ("G", 1_000_000_000_000, 1),
    ("T", 1_000_000_000_000_000, 1),
    ("P", 1_000_000_000_000_000_000, 1),
    ("E", 1_000_000_000_000_000_000_000, 1),
];

impl Quantity {
    /// Reads a quantity; `None` if it is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (number, numerator, denominator) = SUFFIXES
            .iter()
            .find_map(|(suffix, numerator, denominator)| {
                text.strip_suffix(suffix).map(|number| (number, *numerator, *denominator))
            })
            .unwrap_or((text, 1000, 1));
        let (number, exponent) = match number.find(['e', 'E']) {
            Some(_) if number.len() != text.len() => return None,
            Some(at) => (&number[..at], number[at + 1..].parse::<i32>().ok()?),
            None => (number, 0),
        };
        let (negative, number) = match number.as_bytes().first()? {
            b'-' => (true, &number[1..]),
            b'+' => (false, &number[1..]),
            _ => (false, number),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !digits(whole) || !digits(fraction) {
            return None;
        }
        let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
        let shift = exponent.checked_sub(i32::try_from(fraction.len()).ok()?)?;
        let ten = |power: u32| 10_i128.checked_pow(power);
        let (numerator, denominator) = if shift >= 0 {
            (numerator.checked_mul(ten(shift.unsigned_abs())?)?, denominator)
        } else {
            (numerator, denominator.checked_mul(ten(shift.unsigned_abs())?)?)
        };
        let product = digits.checked_mul(numerator)?;
        let milli = product / denominator + i128::from(product % denominator != 0);
        Some(Self { milli: if negative { -milli } else { milli } })
    }

    /// Reads a quantity from a manifest, where it may be a string or a bare number.
    pub(crate) fn of(node: &Node) -> Option<Self> {
        match &node.value {
            Value::String(text) => Self::parse(text),
            Value::Number(number) => Self::parse(&number.to_string()),
            _ => None,
        }
    }

    /// Whether it is below zero.
    pub(crate) fn is_negative(self) -> bool {
        self.milli < 0
    }

    /// The quantity in thousandths, for sums.
    pub(crate) fn milli(self) -> i128 {
        self.milli
    }

    /// The sum of two quantities.
    pub(crate) fn plus(self, other: Self) -> Self {
        Self { milli: self.milli.saturating_add(other.milli) }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("500m", Some(500))]
    #[case("2", Some(2000))]
    #[case("0.5", Some(500))]
    #[case(".5", Some(500))]
    #[case("1.5Gi", Some(1_610_612_736_000))]
    #[case("1e3", Some(1_000_000))]
    #[case("1E3", Some(1_000_000))]
    #[case("1E", Some(1_000_000_000_000_000_000_000))]
    #[case("100n", Some(1))]
    #[case("-1", Some(-1000))]
    #[case("16Gi", Some(17_179_869_184_000))]
    #[case("", None)]
    #[case("Gi", None)]
    #[case("1gb", None)]
    #[case("1 Gi", None)]
    #[case("1e3m", None)]
    #[case("two", None)]
    fn quantities(#[case] text: &str, #[case] milli: Option<i128>) {
        assert_eq!(Quantity::parse(text).map(Quantity::milli), milli);
    }
}
