//! DER as a tree that is changed and written again: lengths stay right, so that changes reach what lies deep.

use crate::dice::Dice;

/// Nesting that is followed; more is left as octets.
const DEPTH: usize = 24;

/// Nodes of one tree that are told apart; a longer list keeps its rest as octets.
const MAX_NODES: usize = 20_000;

/// One element: what is inside, as elements or as octets.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    tag: u8,
    content: Content,
}

#[derive(Debug, Clone)]
enum Content {
    Octets(Vec<u8>),
    /// Elements, with octets before them (the unused bits of a BIT STRING).
    Nodes(Vec<u8>, Vec<Node>),
}

impl Node {
    /// The tree of the one element that these octets are.
    pub(crate) fn read(der: &[u8]) -> Option<Self> {
        let mut left = MAX_NODES;
        let mut nodes = read_all(der, DEPTH, &mut left)?;
        (nodes.len() == 1).then(|| nodes.pop()).flatten()
    }

    pub(crate) fn write(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write_to(&mut out);
        out
    }

    fn write_to(&self, out: &mut Vec<u8>) {
        let content = match &self.content {
            Content::Octets(octets) => octets.clone(),
            Content::Nodes(before, nodes) => {
                let mut content = before.clone();
                nodes.iter().for_each(|node| node.write_to(&mut content));
                content
            }
        };
        out.push(self.tag);
        match content.len() {
            length @ 0..=0x7f => out.push(length as u8),
            length => {
                let octets = length.to_be_bytes();
                let skip = octets.iter().take_while(|octet| **octet == 0).count();
                out.push(0x80 | (octets.len() - skip) as u8);
                out.extend_from_slice(&octets[skip..]);
            }
        }
        out.extend_from_slice(&content);
    }

    fn count(&self) -> usize {
        1 + match &self.content {
            Content::Octets(_) => 0,
            Content::Nodes(_, nodes) => nodes.iter().map(Self::count).sum(),
        }
    }

    /// The node at a place, counted from the root down.
    fn at(&mut self, place: usize) -> Option<&mut Self> {
        if place == 0 {
            return Some(self);
        }
        let Content::Nodes(_, nodes) = &mut self.content else { return None };
        let mut place = place - 1;
        for node in nodes {
            let count = node.count();
            if place < count {
                return node.at(place);
            }
            place -= count;
        }
        None
    }

    /// Changes the tree in some places; `other` lends parts.
    pub(crate) fn change(&mut self, dice: &mut Dice, other: Option<&mut Self>) {
        let mut lent = other.and_then(|other| {
            let place = dice.below(other.count());
            other.at(place).cloned()
        });
        for _ in 0..=dice.below(3) {
            let place = dice.below(self.count());
            if let Some(node) = self.at(place) {
                node.change_here(dice, &mut lent);
            }
        }
    }

    fn change_here(&mut self, dice: &mut Dice, lent: &mut Option<Self>) {
        const TAGS: [u8; 22] = [
            0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0a, 0x0c, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1c, 0x1e, 0x30, 0x31, 0x80,
            0x82, 0x86, 0xa0, 0xa3,
        ];
        match (dice.below(12), &mut self.content) {
            (0, _) => self.tag = *dice.one_of(&TAGS).unwrap_or(&0x30),
            (1, _) => self.tag = dice.octet(),
            (2, _) => {
                if let Some(lent) = lent.take() {
                    *self = lent;
                }
            }
            (3, _) => {
                let inner = self.clone();
                *self = Self {
                    tag: *dice.one_of(&TAGS).unwrap_or(&0x30),
                    content: Content::Nodes(Vec::new(), vec![inner]),
                };
            }
            (4, Content::Nodes(_, nodes)) if !nodes.is_empty() => {
                nodes.remove(dice.below(nodes.len()));
            }
            (5 | 6, Content::Nodes(_, nodes)) if !nodes.is_empty() => {
                let place = dice.below(nodes.len());
                let times = [1, 1, 2, 30, 300][dice.below(5)];
                let copy = nodes[place].clone();
                // Copies of copies would fill the memory of whoever fuzzes.
                if copy.count().saturating_mul(times) < MAX_NODES {
                    nodes.splice(place..place, std::iter::repeat_n(copy, times));
                }
            }
            (7, Content::Nodes(_, nodes)) if nodes.len() > 1 => {
                let (one, other) = (dice.below(nodes.len()), dice.below(nodes.len()));
                nodes.swap(one, other);
            }
            (8, Content::Nodes(_, nodes)) => nodes.extend(lent.take()),
            (9, _) => self.content = Content::Octets(Vec::new()),
            (_, Content::Octets(octets)) => crate::mutate::octets(octets, dice),
            (_, Content::Nodes(before, _)) => crate::mutate::octets(before, dice),
        }
    }
}

fn read_all(der: &[u8], depth: usize, left: &mut usize) -> Option<Vec<Node>> {
    let mut nodes = Vec::new();
    let mut rest = der;
    while let [tag, first, ..] = rest {
        let (header, length) = match first {
            0..=0x7f => (2, usize::from(*first)),
            0x81..=0x84 => {
                let count = usize::from(first & 0x7f);
                let octets = rest.get(2..2 + count)?;
                (2 + count, octets.iter().fold(0, |length, octet| length << 8 | usize::from(*octet)))
            }
            _ => return None,
        };
        let content = rest.get(header..header.checked_add(length)?)?;
        rest = &rest[header + length..];
        *left = left.checked_sub(1)?;
        nodes.push(Node { tag: *tag, content: inside(*tag, content, depth, left) });
    }
    rest.is_empty().then_some(nodes)
}

/// What is inside: elements where it says so, and where an OCTET or BIT STRING holds some, as extensions and keys do.
fn inside(tag: u8, content: &[u8], depth: usize, left: &mut usize) -> Content {
    let skip = match tag {
        _ if depth == 0 || content.len() < 2 => return Content::Octets(content.to_vec()),
        0x03 => 1,
        0x04 => 0,
        tag if tag & 0x20 != 0 => 0,
        _ => return Content::Octets(content.to_vec()),
    };
    match read_all(&content[skip..], depth - 1, left) {
        Some(nodes) if !nodes.is_empty() => Content::Nodes(content[..skip].to_vec(), nodes),
        _ => Content::Octets(content.to_vec()),
    }
}

#[cfg(test)]
mod tests {
    use super::Node;
    use crate::dice::Dice;

    #[test]
    fn a_tree_that_was_not_changed_is_written_as_it_was_read() {
        let der = b"\x30\x0e\x04\x05\x30\x03\x02\x01\x07\x03\x05\x00\x30\x02\x05\x00";
        assert_eq!(Node::read(der).map(|node| node.write()), Some(der.to_vec()));
        assert!(Node::read(b"\x30\x05\x02").is_none());
    }

    #[test]
    fn changes_keep_lengths_right() {
        let mut dice = Dice::new(1);
        for _ in 0..500 {
            let Some(mut node) = Node::read(b"\x30\x09\x02\x01\x07\x30\x04\x0c\x02ab") else { panic!("it is DER") };
            node.change(&mut dice, None);
            let written = node.write();
            assert!(written.len() < 2 || super::read_all(&written, 24, &mut 100_000).is_some(), "{written:02x?}");
        }
    }
}
