//! Conditions: each compares a slot that is there with a value that it could have.

use super::{Check, Found};
use crate::tree::{
    condition::{AI, Comparison, Condition, Op},
    json::{Slot, SlotType},
    pattern::compile,
    problem::{Code, Spot},
    value::Value,
};

impl Check<'_> {
    /// Checks the condition in `field` of `node`.
    pub(super) fn condition(&self, node: &str, field: &str, condition: &Condition, found: &mut Found) {
        condition.each(&mut |test| {
            let spot = Spot::node(node, field);
            if let Err((code, message)) = self.comparison(node, test, found) {
                let message = format!("`{} {}`: {message}", test.slot, name(test.op));
                found.error(code, spot, message);
            }
        });
    }

    fn comparison(&self, node: &str, test: &Comparison, found: &mut Found) -> Result<(), (Code, String)> {
        let wrong = |message: &str| Err((Code::ConditionType, message.to_owned()));
        match (test.op, &test.value) {
            (Op::Empty | Op::Set, Some(_)) => return wrong("it takes no value"),
            (Op::Empty | Op::Set, None) => {}
            (_, None) => return wrong("it needs a value"),
            _ => {}
        }
        if test.slot == AI {
            let yes_or_no = matches!((test.op, &test.value), (Op::Eq | Op::Ne, Some(Value::Bool(_))));
            return if yes_or_no { Ok(()) } else { wrong("it is only `eq` or `ne` to true or false") };
        }
        let spot = Spot::node(node, format!("condition on {}", test.slot));
        let Some(slot) = self.slot(Some(node), &test.slot, spot, found) else { return Ok(()) };
        let Some(value) = &test.value else { return Ok(()) };
        self.operand(slot, test.op, value)
    }

    fn operand(&self, slot: &Slot, op: Op, value: &Value) -> Result<(), (Code, String)> {
        let kind = slot.kind;
        let wrong =
            || Err((Code::ConditionType, format!("it does not go with a slot of type {}", kind.name())));
        match op {
            Op::Eq | Op::Ne => self.operand_fits(slot, value),
            Op::Gt | Op::Gte | Op::Lt | Op::Lte => match (kind, value) {
                _ if kind.is_amount() => self.operand_fits(slot, value),
                (_, Value::Text(_)) if kind.is_day() && value.as_day().is_some() => Ok(()),
                _ if kind.is_day() => Err((Code::ConditionType, "it needs a day, such as 2026-03-15".into())),
                _ => wrong(),
            },
            Op::In => match value {
                _ if kind.is_many() || kind == SlotType::Object => wrong(),
                Value::Many(many) => many.iter().try_for_each(|one| self.operand_fits(slot, one)),
                _ => Err((Code::ConditionType, "it needs a list of values".into())),
            },
            Op::Contains => match (kind, value) {
                (_, Value::Text(_)) if kind.is_text() => Ok(()),
                (_, Value::Many(many)) if kind.is_many() => {
                    many.iter().try_for_each(|one| self.operand_fits(slot, &Value::Many(vec![one.clone()])))
                }
                _ if kind.is_many() => self.operand_fits(slot, &Value::Many(vec![value.clone()])),
                _ => wrong(),
            },
            Op::Matches => match value {
                Value::Text(pattern) if kind.is_text() => pattern_compiles(pattern),
                _ => wrong(),
            },
            Op::Empty | Op::Set => Ok(()),
        }
    }

    /// As a value of the slot, where `none_of` may also go by its bare id, and a range by an end.
    fn operand_fits(&self, slot: &Slot, value: &Value) -> Result<(), (Code, String)> {
        if let (Value::Text(id), Some(none)) = (value, &slot.none_of)
            && *id == none.id
        {
            return Ok(());
        }
        self.fits(slot, value).map_err(|(code, message)| match code {
            Code::ValueType => (Code::ConditionType, message),
            code => (code, message),
        })
    }
}

pub fn pattern_compiles(pattern: &str) -> Result<(), (Code, String)> {
    compile(pattern)
        .map(drop)
        .map_err(|reason| (Code::BadPattern, format!("the pattern `{pattern}`: {reason}")))
}

fn name(op: Op) -> String {
    serde_json::to_value(op).ok().and_then(|name| name.as_str().map(String::from)).unwrap_or_default()
}
