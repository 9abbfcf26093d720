//! The names that one ghost has in memory, from old to young: a list through an array, so that a name is found, taken
//! out and moved in a few steps.

/// No neighbour.
const NONE: u32 = u32::MAX;

/// Names in an order, by their numbers, and the hand of SIEVE.
#[derive(Debug)]
pub(super) struct Queue {
    places: Vec<Place>,
    oldest: u32,
    youngest: u32,
    hand: Hand,
    len: usize,
    bytes: u64,
    /// The sum of the squares of the texts' bytes.
    squares: u128,
}

/// Where the hand is. It means the same as the place in the cache's own queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hand {
    /// It starts at the old end.
    Oldest,
    /// It looks at this name next.
    At(u32),
    /// The youngest, at which it was, left by itself: it looks next at whatever comes.
    Behind,
}

#[derive(Debug, Clone, Copy)]
struct Place {
    older: u32,
    younger: u32,
    bytes: u64,
    presence: Presence,
}

/// Whether a name is in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    Absent,
    Present,
    /// Present, and read since the hand last passed.
    Visited,
    /// Put out, and taken out of the list when the caps are kept.
    Leaving,
}

impl Place {
    const EMPTY: Place = Place { older: NONE, younger: NONE, bytes: 0, presence: Presence::Absent };
}

impl Default for Queue {
    fn default() -> Queue {
        Queue { places: Vec::new(), oldest: NONE, youngest: NONE, hand: Hand::Oldest, len: 0, bytes: 0, squares: 0 }
    }
}

impl Queue {
    pub(super) fn has(&self, name: usize) -> bool {
        self.places.get(name).is_some_and(|place| place.presence != Presence::Absent)
    }

    /// The sum of the squares of the texts' bytes beside the square of their sum: 1 by the number of texts where all are
    /// of one size, and more where they are not.
    pub(super) fn spread(&self) -> f64 {
        if self.bytes > 0 { self.squares as f64 / (self.bytes as f64).powi(2) } else { 0.0 }
    }

    /// `name`, which is there, was read.
    pub(super) fn visit(&mut self, name: usize) {
        self.places[name].presence = Presence::Visited;
    }

    /// The text of `name`, which is there, has so many bytes now.
    pub(super) fn resize(&mut self, name: usize, bytes: u64) {
        let old = std::mem::replace(&mut self.places[name].bytes, bytes);
        self.uncount(old);
        self.count(bytes);
    }

    /// Adds `name`, which is not there, at the young end.
    pub(super) fn join(&mut self, name: usize, bytes: u64) {
        if self.places.len() <= name {
            self.places.resize(name + 1, Place::EMPTY);
        }
        self.places[name] = Place { bytes, presence: Presence::Present, ..Place::EMPTY };
        self.len += 1;
        self.count(bytes);
        self.link(name as u32);
        if self.hand == Hand::Behind {
            self.hand = Hand::At(name as u32);
        }
    }

    /// Takes `name` out, if it is there.
    pub(super) fn leave(&mut self, name: usize) {
        if self.has(name) {
            self.forget(name);
            self.unlink(name as u32);
        }
    }

    /// Moves `name`, which is there, to the young end.
    pub(super) fn renew(&mut self, name: usize) {
        self.unlink(name as u32);
        self.places[name].presence = Presence::Present;
        self.link(name as u32);
    }

    /// Puts names out from the old end until they are `few` enough.
    pub(super) fn put_out_oldest(&mut self, few: impl Fn(usize, u64) -> bool) {
        while !few(self.len, self.bytes) && self.oldest != NONE {
            self.leave(self.oldest as usize);
        }
    }

    /// Puts names out by the hand until they are `few` enough. It turns back before `newcomer`. The names put out stay
    /// in its way until it rests, as they stay in the cache's queue until the snapshot without them is published.
    pub(super) fn put_out_by_hand(&mut self, newcomer: Option<usize>, few: impl Fn(usize, u64) -> bool) {
        let newcomer = newcomer.map_or(NONE, |name| name as u32);
        let mut leaving = Vec::new();
        while !few(self.len, self.bytes) && self.len > 0 {
            let at = match self.hand {
                Hand::At(name) if name != newcomer => name,
                _ => self.oldest,
            };
            let further = self.places[at as usize].younger;
            self.hand = if further == NONE || further == newcomer { Hand::Oldest } else { Hand::At(further) };
            match self.places[at as usize].presence {
                Presence::Visited => self.places[at as usize].presence = Presence::Present,
                Presence::Present => {
                    self.forget(at as usize);
                    self.places[at as usize].presence = Presence::Leaving;
                    leaving.push(at);
                }
                Presence::Leaving | Presence::Absent => {}
            }
        }
        for name in leaving {
            self.places[name as usize].presence = Presence::Absent;
            self.unlink(name);
        }
    }

    /// Takes `name` out of the counts.
    fn forget(&mut self, name: usize) {
        let place = &mut self.places[name];
        place.presence = Presence::Absent;
        let bytes = std::mem::take(&mut place.bytes);
        self.len -= 1;
        self.uncount(bytes);
    }

    fn count(&mut self, bytes: u64) {
        self.bytes += bytes;
        self.squares += u128::from(bytes).pow(2);
    }

    fn uncount(&mut self, bytes: u64) {
        self.bytes -= bytes;
        self.squares -= u128::from(bytes).pow(2);
    }

    fn link(&mut self, name: u32) {
        let older = std::mem::replace(&mut self.youngest, name);
        self.places[name as usize].older = older;
        self.places[name as usize].younger = NONE;
        match older {
            NONE => self.oldest = name,
            older => self.places[older as usize].younger = name,
        }
    }

    fn unlink(&mut self, name: u32) {
        let Place { older, younger, .. } = self.places[name as usize];
        match older {
            NONE => self.oldest = younger,
            older => self.places[older as usize].younger = younger,
        }
        match younger {
            NONE => self.youngest = older,
            younger => self.places[younger as usize].older = older,
        }
        if self.hand == Hand::At(name) {
            self.hand = if younger == NONE { Hand::Behind } else { Hand::At(younger) };
        }
    }
}
