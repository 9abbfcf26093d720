//! The article's test, made to show what it promises: many tasks read and save at once, and nothing fails, tears or
//! gets lost. A cache that stores without comparing must be caught by the same check.

use super::*;

/// A text whose every line says which version of which name it is.
fn text(name: &str, version: u64) -> String {
    format!("{name} {version}\n").repeat(300)
}

/// The version of a text, if all its lines agree.
fn version(name: &str, prompt: &Prompt) -> Result<u64, String> {
    let found = text_of(prompt);
    let first = found.lines().next().and_then(|line| line.rsplit(' ').next()).and_then(|number| number.parse().ok());
    first.filter(|version| found == text(name, *version)).ok_or_else(|| format!("{name} is torn: {found:.40?}"))
}

/// One name, and the newest version of it that was acknowledged to anybody.
struct Name {
    id: PromptId,
    acknowledged: AtomicU64,
    saves: AtomicU64,
}

impl Name {
    fn of(number: usize) -> Name {
        Name { id: id(&format!("{number}.md")), acknowledged: AtomicU64::new(0), saves: AtomicU64::new(0) }
    }

    /// A read sees what was acknowledged before it began, or something newer.
    async fn read(&self, library: &Library) -> Result<Arc<Prompt>, String> {
        let acknowledged = self.acknowledged.load(Ordering::SeqCst);
        let prompt = library.read(&self.id).await.map_err(|error| error.to_string())?;
        let found = version(&self.id.to_string(), &prompt)?;
        if found < acknowledged {
            return Err(format!("{}: {found} was read after {acknowledged} was acknowledged", self.id));
        }
        Ok(prompt)
    }

    /// Counts the version up by one. Whoever was outrun by another save starts again from that one.
    async fn save(&self, library: &Library) -> Result<(), String> {
        for _ in 0..1000 {
            let base = self.read(library).await?;
            let next = version(&self.id.to_string(), &base)? + 1;
            let bytes = text(&self.id.to_string(), next).into_bytes();
            match library.save(&self.id, bytes, Expected::Content(base.revision().hash)).await {
                Ok(_) => {
                    self.acknowledged.fetch_max(next, Ordering::SeqCst);
                    self.saves.fetch_add(1, Ordering::SeqCst);
                    return Ok(());
                }
                Err(LibraryError::Store(StoreError::Changed(_))) => {}
                Err(error) => return Err(error.to_string()),
            }
        }
        Err(format!("{} was never saved", self.id))
    }
}

/// Lets `tasks` tasks at once read and save `names` names, and checks every answer and the end.
async fn read_and_save(book: &Book, library: &Library, tasks: usize, names: usize) -> Result<(), String> {
    let names: Arc<Vec<Name>> = Arc::new((0..names).map(Name::of).collect());
    for name in names.iter() {
        book.put(&name.id.to_string(), &text(&name.id.to_string(), 0));
    }
    library.follow();
    library.list().await.map_err(|error| error.to_string())?;
    let task = |number: usize| {
        let (library, names) = (library.clone(), Arc::clone(&names));
        tokio::spawn(async move {
            for step in 0..names.len() {
                // Each task goes its own way through the names.
                let name = &names[(number * 7 + step) % names.len()];
                if number.is_multiple_of(2) {
                    name.read(&library).await?;
                } else {
                    name.save(&library).await?;
                }
            }
            Ok::<(), String>(())
        })
    };
    let tasks: Vec<_> = (0..tasks).map(task).collect();
    for task in tasks {
        task.await.map_err(|error| error.to_string())??;
    }
    for name in names.iter() {
        let (shown, saves) = (name.id.to_string(), name.saves.load(Ordering::SeqCst));
        let cached = resident(library, &shown).ok_or_else(|| format!("{shown} is not in memory"))?;
        if cached != text(&shown, saves) || book.text(&shown) != cached {
            return Err(format!("{shown}: not what the last of {saves} saves left: {cached:.20?}"));
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_hundred_tasks_half_reading_and_half_saving_one_name() {
    let book = book();
    let library = book.library();
    assert_eq!(read_and_save(&book, &library, 100, 1).await, Ok(()));
    assert_eq!(swaps(&library, Cause::Disk), 0, "our own saves are no changes of others");
    assert_eq!(swaps(&library, Cause::Edit), 50);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn eight_threads_on_fifty_names() {
    let book = book();
    let library = book.library();
    assert_eq!(read_and_save(&book, &library, 8, 50).await, Ok(()));
    assert_eq!(swaps(&library, Cause::Disk), 0, "our own saves are no changes of others");
    assert_eq!(swaps(&library, Cause::Edit), 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn a_cache_that_stores_without_comparing_is_caught_by_this_check() {
    for _ in 0..50 {
        let book = book();
        let cache = Cache::that_stores_blindly(Limits::default());
        let library = Library::with_cache(cache, Arc::clone(&book.store) as Arc<dyn Store>, book.options());
        if read_and_save(&book, &library, 8, 50).await.is_err() {
            return;
        }
    }
    panic!("no update was ever lost");
}
