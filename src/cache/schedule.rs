//! The points between which other threads may come in. In the program they are nothing; under a model checker, which
//! must be told of them because it cannot look into `arc_swap`, they are where it switches threads.

#[cfg(feature = "loom")]
use loom::{lazy_static, sync::atomic};
#[cfg(all(feature = "shuttle", not(feature = "loom")))]
use shuttle::{lazy_static, sync::atomic};

/// A step that other threads see begins here.
#[inline(always)]
pub(crate) fn point() {
    #[cfg(any(feature = "loom", feature = "shuttle"))]
    STEPS.fetch_add(1, atomic::Ordering::SeqCst);
}

#[cfg(any(feature = "loom", feature = "shuttle"))]
lazy_static! {
    /// Every step touches it, so that the checker takes no two steps for independent of each other.
    static ref STEPS: atomic::AtomicUsize = atomic::AtomicUsize::new(0);
}
