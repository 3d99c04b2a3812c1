//! Keys by the names that people give them.

use thirtyfour::Key;
use thirtyfour::action_chain::ActionChain;

/// A key, perhaps with others held down.
pub(crate) struct Stroke {
    held: Vec<Key>,
    pressed: Pressed,
}

enum Pressed {
    Named(Key),
    Letter(char),
}

impl Stroke {
    /// Reads `"Control+Shift+ArrowDown"`, `"/"`, `"j"`.
    pub(crate) fn parse(text: &str) -> Self {
        let mut names: Vec<&str> = if text == "+" { vec!["+"] } else { text.split('+').collect() };
        let last = names.pop().expect("splitting gives at least one part");
        let held = names.into_iter().map(|name| key(name).unwrap_or_else(|| panic!("no key is called {name}")));
        let held = held.collect();
        let pressed = key(last).map_or_else(
            || {
                let mut letters = last.chars();
                let letter = letters.next().expect("a key has a name");
                assert!(letters.next().is_none(), "no key is called {last}");
                Pressed::Letter(letter)
            },
            Pressed::Named,
        );
        Self { held, pressed }
    }

    pub(crate) fn onto(&self, chain: ActionChain) -> ActionChain {
        let mut chain = self.held.iter().fold(chain, |chain, key| chain.key_down(key.clone()));
        chain = match &self.pressed {
            Pressed::Named(key) => chain.key_down(key.clone()).key_up(key.clone()),
            Pressed::Letter(letter) => chain.key_down(*letter).key_up(*letter),
        };
        self.held.iter().rev().fold(chain, |chain, key| chain.key_up(key.clone()))
    }
}

fn key(name: &str) -> Option<Key> {
    Some(match name {
        "Control" => Key::Control,
        "Shift" => Key::Shift,
        "Alt" => Key::Alt,
        "Enter" => Key::Enter,
        "Escape" => Key::Escape,
        "Tab" => Key::Tab,
        "Space" => Key::Space,
        "Backspace" => Key::Backspace,
        "ArrowDown" => Key::Down,
        "ArrowUp" => Key::Up,
        "ArrowLeft" => Key::Left,
        "ArrowRight" => Key::Right,
        "Home" => Key::Home,
        "End" => Key::End,
        _ => return None,
    })
}
