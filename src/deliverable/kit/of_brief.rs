//! The kit as far as a brief says it, and what a brand has settled since laid over it.

use super::{Kit, Palette};
use crate::{
    engine::brief::{Brief, Field, FieldState},
    tree::value::{Items, Value},
};

impl Kit {
    /// What a brief says of its brand.
    pub fn of_brief(brief: &Brief) -> Self {
        let kit = Said(brief);
        Self {
            name: kit.shown("brand").unwrap_or_default(),
            tone: kit.shown("kit/tone").into_iter().collect(),
            must: kit.lines("kit/limits", "must"),
            avoid_words: kit.lines("kit/limits", "must_not"),
            sectors: kit.ids("kit/sector"),
            ..Self::default()
        }
    }

    /// This kit, where somebody has made it, over what a brief says: what is set here holds, what has to appear
    /// and what must not adds up.
    pub fn over(self, said: Self) -> Self {
        let either = |own: Vec<String>, said: Vec<String>| if own.is_empty() { said } else { own };
        let together = |mut own: Vec<String>, said: Vec<String>| {
            own.extend(said.into_iter().filter(|word| !own.contains(word)).collect::<Vec<_>>());
            own
        };
        Self {
            name: if self.name.is_empty() { said.name } else { self.name },
            tone: either(self.tone, said.tone),
            use_words: together(self.use_words, said.use_words),
            avoid_words: together(self.avoid_words, said.avoid_words),
            must: together(self.must, said.must),
            sectors: together(self.sectors, said.sectors),
            palette: if self.palette == Palette::default() { said.palette } else { self.palette },
            ..self
        }
    }
}

struct Said<'a>(&'a Brief);

impl Said<'_> {
    fn field(&self, path: &str) -> Option<&Field> {
        let known = |field: &&Field| matches!(field.state, FieldState::Settled | FieldState::Assumed);
        self.0.fields.iter().filter(known).find(|field| field.path == path)
    }

    /// As a person reads it; nothing for "none of these".
    fn shown(&self, path: &str) -> Option<String> {
        let field = self.field(path)?;
        if matches!(field.value, Some(Value::None(_))) { None } else { field.shown.clone() }
    }

    fn ids(&self, path: &str) -> Vec<String> {
        match self.field(path).and_then(|field| field.value.as_ref()) {
            Some(Value::Many(many)) => many.iter().filter_map(Value::as_text).map(str::to_owned).collect(),
            Some(Value::Text(one)) => vec![one.clone()],
            _ => Vec::new(),
        }
    }

    /// The lines of a list that is a part of a composite, whether the brief has the whole or the part.
    fn lines(&self, path: &str, part: &str) -> Vec<String> {
        let whole = self.field(path).and_then(|field| match field.value.as_ref()? {
            Value::Object(parts) => parts.get(part),
            _ => None,
        });
        let alone = self.field(&format!("{path}/{part}"));
        match whole.or_else(|| alone.and_then(|field| field.value.as_ref())) {
            Some(Value::Items(Items { items })) => {
                items.iter().filter_map(|item| item.value.as_text()).map(str::to_owned).collect()
            }
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deliverable::kit::{Rule, RuleState};
    use serde_json::json;

    fn brief(fields: serde_json::Value) -> Brief {
        let field = |(path, value, shown): (&str, &serde_json::Value, &str)| json!({"path": path, "label": path, "value": value, "shown": shown, "state": "settled", "required": false});
        let fields: Vec<_> = fields
            .as_array()
            .unwrap()
            .iter()
            .map(|f| field((f[0].as_str().unwrap(), &f[1], f[2].as_str().unwrap())))
            .collect();
        let brief = json!({"tree": "t", "title": "", "locale": "pt-BR", "fields": fields, "completeness": 0,
            "score": {"value": 0, "reasons": []}});
        serde_json::from_value(brief).unwrap()
    }

    #[test]
    fn a_kit_is_what_the_brief_says_and_what_was_settled_lies_over_it() {
        let said = Kit::of_brief(&brief(json!([
            ["brand", {"new": "Clínica Aurora"}, "Clínica Aurora"],
            ["kit/tone", ["close", "simple"], "Próxima e simples"],
            ["kit/sector", ["health"], "Saúde"],
            ["kit/limits", {"must": {"items": [{"id": "i1", "value": "CRM 12345"}]},
                "must_not": {"items": [{"id": "i2", "value": "cura"}]}}, "…"],
        ])));
        assert_eq!(
            (said.name.as_str(), said.tone.as_slice()),
            ("Clínica Aurora", &["Próxima e simples".into()][..])
        );
        assert_eq!(
            (said.must.clone(), said.avoid_words.clone()),
            (vec!["CRM 12345".into()], vec!["cura".into()])
        );
        assert!(said.is_health());

        let rule = Rule { text: "sempre exame".into(), state: RuleState::Accepted, ..Rule::default() };
        let own = Kit { version: 3, avoid_words: vec!["barato".into()], rules: vec![rule], ..Kit::default() };
        let both = own.over(said);
        assert_eq!((both.version, both.name.as_str(), both.accepted().count()), (3, "Clínica Aurora", 1));
        assert_eq!(both.avoid_words, ["barato", "cura"]);

        let none = Kit::of_brief(&brief(json!([["kit/sector", {"none": "none"}, "Nenhum destes"]])));
        assert!(none.sectors.is_empty() && none.tone.is_empty());
    }
}
