//! Which of several known names somebody may have meant.

/// The candidate that differs least from a name, if it differs little: `replica` → `replicas`.
pub(crate) fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    let limit = match name.chars().count() {
        0..=2 => 1,
        3..=5 => 2,
        _ => 3,
    };
    candidates
        .into_iter()
        .filter(|candidate| *candidate != name)
        .map(|candidate| {
            let other = candidate.to_lowercase();
            let distance = distance(&lower, &other);
            // `env` for `envs` is nearer than `end`, which is as far: what begins alike wins.
            let unlike = usize::from(!other.starts_with(&lower) && !lower.starts_with(&other));
            (distance, unlike, candidate)
        })
        .filter(|(distance, ..)| *distance <= limit && *distance < name.chars().count())
        .min()
        .map(|(.., candidate)| candidate)
}

/// How many letters must be added, removed, replaced or swapped with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > 3 {
        return usize::MAX;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("replica", &["replicas", "selector"], Some("replicas"))]
    #[case("contianers", &["containers", "initContainers"], Some("containers"))]
    #[case("imagePullpolicy", &["image", "imagePullPolicy"], Some("imagePullPolicy"))]
    #[case("envs", &["end", "env"], Some("env"))]
    #[case("zzz", &["image", "name"], None)]
    #[case("x", &["y"], None)]
    fn the_nearest_name(#[case] name: &str, #[case] known: &[&str], #[case] expected: Option<&str>) {
        assert_eq!(nearest(name, known.iter().copied()), expected);
    }
}
