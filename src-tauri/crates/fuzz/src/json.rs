//! JSON as a tree that is changed and written again, so that changes reach what lies behind the reader of JSON.

use crate::dice::Dice;
use crate::mutate;
use serde_json::{Value, json};

/// One document out of another, with parts of a third; `None` where it is none.
pub(crate) fn changed(seed: &[u8], other: &[u8], dice: &mut Dice) -> Option<Vec<u8>> {
    let read = |octets: &[u8]| serde_json::from_slice::<Value>(octets).ok();
    let mut document = read(seed).filter(|value| value.is_object() || value.is_array())?;
    let other = read(other).unwrap_or(Value::Null);
    for _ in 0..=dice.below(3) {
        let lent = dice.one_of(&places(&other)).and_then(|place| other.pointer(place)).cloned();
        let place = dice.one_of(&places(&document)).cloned()?;
        if let Some(part) = document.pointer_mut(&place) {
            change(part, lent, dice);
        }
    }
    serde_json::to_vec(&document).ok()
}

fn change(part: &mut Value, lent: Option<Value>, dice: &mut Dice) {
    match (dice.below(8), &mut *part) {
        (0 | 1, _) => *part = odd(dice),
        (2, _) => *part = lent.unwrap_or(Value::Null),
        (3, Value::Object(members)) => {
            let name = members.keys().nth(dice.below(members.len())).cloned();
            name.and_then(|name| members.remove(&name));
        }
        (4, Value::Object(members)) => {
            members.insert(word(dice), lent.unwrap_or(Value::Null));
        }
        (3, Value::Array(items)) if !items.is_empty() => {
            items.remove(dice.below(items.len()));
        }
        (4, Value::Array(items)) => items.push(lent.unwrap_or_else(|| odd(dice))),
        (5, Value::Array(items)) if !items.is_empty() => {
            let copy = items[dice.below(items.len())].clone();
            items.extend(std::iter::repeat_n(copy, [1, 2, 300][dice.below(3)]));
        }
        (_, Value::String(text)) => {
            let mut octets = std::mem::take(text).into_bytes();
            mutate::text(&mut octets, word(dice).as_bytes(), dice);
            *text = String::from_utf8_lossy(&octets).into_owned();
        }
        (_, Value::Number(_)) => *part = number(dice),
        (_, Value::Bool(truth)) => *truth = !*truth,
        (_, part) => *part = json!([part.take()]),
    }
}

fn odd(dice: &mut Dice) -> Value {
    match dice.below(8) {
        0 => Value::Null,
        1 => json!([]),
        2 => json!({}),
        3 => json!(dice.once_in(2)),
        4 => number(dice),
        5 => (0..[3, 100, 200][dice.below(3)]).fold(Value::Null, |inner, _| json!([inner])),
        6 => json!("a".repeat([64, 300, 70_000][dice.below(3)])),
        _ => json!(word(dice)),
    }
}

fn number(dice: &mut Dice) -> Value {
    match dice.below(7) {
        0 => json!(0),
        1 => json!(-1),
        2 => json!(u32::MAX),
        3 => json!(u64::MAX),
        4 => json!(i64::MIN),
        5 => json!(1e300),
        _ => json!(dice.below(1000)),
    }
}

fn word(dice: &mut Dice) -> String {
    dice.one_of(&mutate::TOKENS).copied().unwrap_or_default().to_owned()
}

/// JSON Pointers (RFC 6901) to every part, the whole too.
fn places(document: &Value) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut at = 0;
    while let Some(place) = found.get(at).cloned() {
        at += 1;
        match document.pointer(&place) {
            Some(Value::Object(members)) => {
                found.extend(
                    members.keys().map(|name| format!("{place}/{}", name.replace('~', "~0").replace('/', "~1"))),
                );
            }
            Some(Value::Array(items)) => found.extend((0..items.len()).map(|item| format!("{place}/{item}"))),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{changed, places};
    use crate::dice::Dice;
    use serde_json::{Value, json};

    #[test]
    fn every_part_has_a_place() {
        assert_eq!(places(&json!({"a/b": [1, {"c": null}]})), ["", "/a~1b", "/a~1b/0", "/a~1b/1", "/a~1b/1/c"]);
    }

    #[test]
    fn what_is_changed_stays_json() {
        let mut dice = Dice::new(1);
        for _ in 0..500 {
            let Some(written) = changed(br#"{"a": [1, "b", {"c": true}]}"#, b"[7]", &mut dice) else {
                panic!("it is a document")
            };
            assert!(serde_json::from_slice::<Value>(&written).is_ok() || written.len() > 200, "{written:?}");
        }
        assert_eq!(changed(b"text", b"", &mut dice), None);
    }
}
