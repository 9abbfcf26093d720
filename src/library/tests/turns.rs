//! One change at a time per name, in order, and no trace of those who gave up waiting.

use super::names::NameLocks;
use super::*;

#[tokio::test]
async fn turns_come_in_the_order_in_which_places_were_taken() {
    let names = NameLocks::default();
    let first = names.enter(&id("a.md"));
    let second = names.enter(&id("a.md"));
    let third = names.enter(&id("a.md"));
    let order = Mutex::new(Vec::new());
    let go = async |turn: names::Turn, number: usize| {
        let turn = turn.come().await;
        order.lock().expect("no panic").push(number);
        drop(turn);
    };
    // Asked for in another order.
    tokio::join!(go(third, 3), go(second, 2), go(first, 1));
    assert_eq!(*order.lock().expect("no panic"), [1, 2, 3]);
    assert_eq!(names.len(), 0);
}

#[tokio::test]
async fn one_who_gives_up_waiting_lets_the_next_one_through_and_leaves_nothing_behind() {
    let names = NameLocks::default();
    let first = names.enter(&id("a.md")).come().await;
    let second = names.enter(&id("a.md"));
    let third = tokio::spawn(names.enter(&id("a.md")).come());
    drop(second);
    tokio::task::yield_now().await;
    assert!(!third.is_finished(), "the first is still at it");
    drop(first);
    drop(third.await.expect("no panic"));
    assert_eq!(names.len(), 0);

    let first = names.enter(&id("a.md")).come().await;
    let last = names.enter(&id("a.md"));
    drop(first);
    drop(last);
    assert_eq!(names.len(), 0);
}

#[tokio::test]
async fn one_who_is_cancelled_while_waiting_leaves_nothing_behind() {
    let names = NameLocks::default();
    let first = names.enter(&id("a.md")).come().await;
    let waiting = tokio::spawn(names.enter(&id("a.md")).come());
    tokio::task::yield_now().await;
    waiting.abort();
    assert!(waiting.await.is_err());
    drop(first);
    assert_eq!(names.len(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn saves_of_one_name_end_in_the_order_of_their_calls() {
    let book = book();
    let library = book.library();
    for round in 0..20 {
        let (id, texts) = (id("a.md"), [0, 1, 2, 3].map(|number| format!("{round} {number}")));
        let [a, b, c, d] = texts.each_ref().map(|text| library.save(&id, text.clone().into(), Expected::Anything));
        let (a, b, c, d) = tokio::join!(a, b, c, d);
        let generations = [a, b, c, d].map(|saved| saved.expect("a save").generation);
        assert!(generations.is_sorted(), "{generations:?}");
        assert_eq!((book.text("a.md"), resident(&library, "a.md")), (texts[3].clone(), Some(texts[3].clone())));
    }
    assert_eq!(library.shared.names.len(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn renames_to_and_fro_and_looks_at_both_names_never_wait_for_each_other() {
    let book = book();
    let library = book.library();
    for name in ["a.md", "b.md", "c.md"] {
        save(&library, name, name).await;
    }
    let turn_over = |from: &'static str, to: &'static str| {
        let library = library.clone();
        tokio::spawn(async move {
            for _ in 0..20 {
                // Most are refused, for the name is taken or gone; the others must come back.
                let _ = library.rename(&id(from), &id(to)).await;
                library.reload().await.expect("a reload");
                let _ = library.rename(&id(to), &id(from)).await;
            }
        })
    };
    let work = [turn_over("a.md", "b.md"), turn_over("b.md", "c.md"), turn_over("c.md", "d.md")];
    for task in work {
        tokio::time::timeout(PATIENCE, task).await.expect("no deadlock").expect("no panic");
    }
    library.reload().await.expect("a reload");
    let mut on_disk: Vec<String> = fs::read_dir(book.path(""))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    on_disk.sort();
    assert_eq!((names(&library), on_disk.len()), (on_disk.clone(), 3));
    assert_eq!(library.shared.names.len(), 0);
}
