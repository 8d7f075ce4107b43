//! What two sequences have in common, in order.

/// Beyond so many comparisons two sequences are taken for different where neither begins or ends like the other.
const ENOUGH: usize = 1_000_000;

/// The places of a longest common subsequence, ascending in both.
pub fn common<T: PartialEq>(before: &[T], after: &[T]) -> Vec<(usize, usize)> {
    let shorter = before.len().min(after.len());
    let head = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    let tail =
        before.iter().rev().zip(after.iter().rev()).take(shorter - head).take_while(|(a, b)| a == b).count();
    let (old, new) = (&before[head..before.len() - tail], &after[head..after.len() - tail]);
    let mut pairs: Vec<_> = (0..head).map(|at| (at, at)).collect();
    pairs.extend(middle(old, new).into_iter().map(|(a, b)| (a + head, b + head)));
    pairs.extend((0..tail).map(|at| (before.len() - tail + at, after.len() - tail + at)));
    pairs
}

fn middle<T: PartialEq>(before: &[T], after: &[T]) -> Vec<(usize, usize)> {
    if before.len().saturating_mul(after.len()) > ENOUGH {
        return Vec::new();
    }
    // `longest[a][b]`: how much the rests from `a` and from `b` have in common.
    let mut longest = vec![vec![0_u32; after.len() + 1]; before.len() + 1];
    for a in (0..before.len()).rev() {
        for b in (0..after.len()).rev() {
            longest[a][b] = if before[a] == after[b] {
                longest[a + 1][b + 1] + 1
            } else {
                longest[a + 1][b].max(longest[a][b + 1])
            };
        }
    }
    let (mut a, mut b, mut pairs) = (0, 0, Vec::new());
    while a < before.len() && b < after.len() {
        if before[a] == after[b] {
            pairs.push((a, b));
            (a, b) = (a + 1, b + 1);
        } else if longest[a + 1][b] >= longest[a][b + 1] {
            a += 1;
        } else {
            b += 1;
        }
    }
    pairs
}
