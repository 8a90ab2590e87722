//! From where on a rule asks: the sealed definition's word, else the rule's own.

use election::Definition;

use crate::rules::{RULES, Rule};

/// Thresholds of all rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thresholds([u32; RULES.len()]);

impl Default for Thresholds {
    fn default() -> Self {
        Self(RULES.each_ref().map(|rule| rule.default))
    }
}

impl Thresholds {
    /// Those of a sealed definition. A `threshold` line of a code that is no rule here is left
    /// alone: it may be a later edition's.
    pub fn of(definition: &Definition) -> Self {
        let mut thresholds = Self::default();
        for (value, rule) in thresholds.0.iter_mut().zip(&RULES) {
            let line = definition.parts().thresholds.iter().find(|line| line.rule.to_string() == rule.code);
            *value = line.map_or(*value, |line| line.value);
        }
        thresholds
    }

    /// The threshold of a rule, in its unit.
    pub fn of_rule(&self, rule: &Rule) -> u32 {
        let at = RULES.iter().position(|there| there.code == rule.code);
        self.0[at.unwrap_or_else(|| unreachable!("rules are made in this crate only, all of them in RULES"))]
    }
}
