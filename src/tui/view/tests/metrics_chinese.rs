//! As the tests of the metrics, with a book whose names are Chinese.

use insta::assert_snapshot;

use super::frame;
use super::metrics::{CHINESE, busy};

#[test]
fn the_metrics_of_a_chinese_book_at_80_columns() {
    assert_snapshot!(frame(&busy(CHINESE, 80, 24)), @r"
     promptbook ~/prompts  2 prompts                       cache 95.4 % #94 polling
    ┌[Snapshot cache: what it is doing]──────────────────────────────── 1 m · live ┐
    │[disk] >  watch  > [build] > [SWAP #94] > [readers]                           │
    │0-100 %    ·········▁▆█████████████████████████████▂▁▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇· now │
    │swaps      ·········sl·····························dllllllllllllllllllle·     │
    │State      on                                                                 │
    │Hit rate   60 s 95.4 %   since start 95.4 %                                   │
    │Reads      60 s 1 928 hits, 92 misses   all 1 928 hits, 92 misses             │
    │Reads/s    now 0   peak 47                                                    │
    │Misses     92: first read 8, changed 24, evicted 60                           │
    │Swaps      60 s 94   all 94: start 2, load 90, edit 1, disk 1                 │
    │Size       2 prompts, 1 text in memory: 425 KB of 416 KiB                     │
    │Evicted    60: bytes 60                                                       │
    │What if    half the cap 71.0 % ±0.4, twice 96.4 % ±0.4; LRU 90.2 % ±0.4, olde…│
    │In words   60 reads of evicted texts went to the disk, with a cap of 416 KiB: │
    │           twice as much would have hit 96.4 % ±0.4 instead of 95.4 %; about  │
    │           852 KB would do (at most 98.4 %).                                  │
    │Events, newest first                                                          │
    │12:04:31  saved 写作/周报.md (1.2 KB, 4.0 ms)                                 │
    │12:04:31  swap #94 edit ~1 evicted 2 (14 us + 310 ns)                         │
    │12:04:31  12 loads (14 KB, longest 310 us): changed 12                        │
    └──────────────────────────────────────────────────────────────────────────────┘

     Esc back  e explain  s last save  Space pause  ← earlier  ] more time  / events
    ");
}

#[test]
fn the_metrics_of_a_chinese_book_at_40_columns() {
    assert_snapshot!(frame(&busy(CHINESE, 40, 12)), @r"
     promptbook    cache 95.4 % #94 polling
    ┌[Cache]─────────────────── 1 m · live ┐
    │0-100 %    ···▁▇█████████▇▆▇▇▇▇▇▇ now │
    │swaps      ···sl·········dlllllle     │
    │State      on                         │
    │Hit rate   95.4 % (95.4 % in all)     │
    │Reads      60 s 1 928 hits, 92 misses…│
    │Events, newest first                  │
    │12:04:31  saved 写作/周报.md (1.2 KB,…│
    └──────────────────────────────────────┘

     Esc back  e explain  s last save
    ");
}

#[test]
fn the_metrics_of_a_chinese_book_at_120_columns() {
    assert_snapshot!(frame(&busy(CHINESE, 120, 40)), @r"
     promptbook ~/prompts  2 prompts                                                               cache 95.4 % #94 polling
    ┌[Snapshot cache: what it is doing]──────────────────────────────────────────────────────────────────────── 1 m · live ┐
    │[disk] >  watch  > [build] > [SWAP #94] > [readers]   1 s ago: saved 写作/周报.md (1.2 KB, 4.0 ms)                    │
    │hits 100 %                 ⣠⠋⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⢹   ⡖⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒  now │
    │                           ⡇                                               ⢸   ⡇                                      │
    │                           ⡇                                                ⡇ ⢰⠁                                      │
    │                          ⢸                                                 ⠧⠤⣸                                       │
    │0 %        ··············⣀⣸                                                                                     ·     │
    │swaps      ··············s·l················································d·ll·l·l·ll·l·ll·l·ll·l·l·ll·l·ll·e··     │
    │reads/s                    █▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅   ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆      │
    │to 47      ··············▁▁█████████████████████████████████████████████████▅▅▆█████████████████████████████████·     │
    │evict 3    ···································································██████████████████████████████████·     │
    │cap 100 %  ··············▁▁▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇     │
    │s=start l=load e=edit c=create x=remove n=name d=disk r=reload o=switch +=several                                     │
    │State      on                                                                                                         │
    │Hit rate   60 s 95.4 %   since start 95.4 %                                                                           │
    │Reads      60 s 1 928 hits, 92 misses   all 1 928 hits, 92 misses                                                     │
    │Reads/s    now 0   peak 47                                                                                            │
    │Misses     92: first read 8, changed 24, evicted 60                                                                   │
    │Swaps      60 s 94   all 94: start 2, load 90, edit 1, disk 1                                                         │
    │Size       2 prompts, 1 text in memory: 425 KB of 416 KiB                                                             │
    │Evicted    60: bytes 60                                                                                               │
    │What if    half the cap 71.0 % ±0.4, twice 96.4 % ±0.4; LRU 90.2 % ±0.4, oldest first 86.0 % ±0.4                     │
    │Memory     28 MB the program, of that 3.9 KB the index                                                                │
    │Load       50 times   p50 310 us   p99 2.8 ms   max 6.2 ms                                                            │
    │Save       50 times   p50 4.0 ms   p99 36 ms   max 80 ms                                                              │
    │Publish    p50, p99, max   build 14 us, 126 us, 280 us   swap 310 ns, 2 us, 6 us                                      │
    │Loads      0 in progress, 3 saved by sharing                                                                          │
    │Old        1 alive, held by editor 1: 1.2 KB of texts                                                                 │
    │Watch      polling every 5 s: the system watches too few folders                                                      │
    │In words   60 reads of evicted texts went to the disk, with a cap of 416 KiB: twice as much would have hit 96.4 % ±0.4│
    │           instead of 95.4 %; about 852 KB would do (at most 98.4 %). 95.4 % of reads came from memory; 92 reads went │
    │           to the disk: 8 first read, 24 changed, 60 evicted.                                                         │
    │Events, newest first                                                                                                  │
    │12:04:31  saved 写作/周报.md (1.2 KB, 4.0 ms)                                                                         │
    │12:04:31  swap #94 edit ~1 evicted 2 (14 us + 310 ns)                                                                 │
    │12:04:31  12 loads (14 KB, longest 310 us): changed 12                                                                │
    └──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┘

     Esc back  e explain  s last save  Space pause  ← earlier  ] more time  / events  z zoom  y copy  x cache on/off
    ");
}

#[test]
fn the_metrics_of_a_chinese_book_at_200_columns() {
    assert_snapshot!(frame(&busy(CHINESE, 200, 60)), @r"
     promptbook ~/prompts  2 prompts                                                                                                                                               cache 95.4 % #94 polling
    ┌[Snapshot cache: what it is doing]──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────── 1 m · live ┐
    │[disk] >  watch  > [build] > [SWAP #94] > [readers]   1 s ago: saved 写作/周报.md (1.2 KB, 4.0 ms)                      Events, newest first                                                          │
    │hits 100 %                  ⡏⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⢹                                      now   12:04:31  saved 写作/周报.md (1.2 KB, 4.0 ms)                                 │
    │                           ⢰⠁                                              ⢸   ⡏⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉        12:04:31  swap #94 edit ~1 evicted 2 (14 us + 310 ns)                         │
    │                           ⡞                                               ⢸   ⡇                                        12:04:31  12 loads (14 KB, longest 310 us): changed 12                        │
    │                           ⡇                                               ⢸   ⡇                                        12:04:31  12 loads (14 KB, longest 310 us): changed 12                        │
    │                           ⡇                                               ⢸   ⡇                                        12:04:31  swap #9 disk ~1 (14 us + 310 ns)                                    │
    │                           ⡇                                               ⠸⡀  ⡇                                        12:04:31  写作/周报.md changed on disk                                        │
    │                           ⡇                                                ⡇ ⢠⠃                                        12:04:31  listed 2 prompts in 3.0 ms                                          │
    │                           ⡇                                                ⡇ ⢸                                                                                                                       │
    │                          ⢀⠇                                                ⡇ ⢸                                                                                                                       │
    │                          ⢸                                                 ⡇ ⢸                                                                                                                       │
    │                          ⢸                                                 ⡇ ⢸                                                                                                                       │
    │                          ⢸                                                 ⠉⠙⣼                                                                                                                       │
    │                          ⢸                                                                                                                                                                           │
    │                          ⢸                                                                                                                                                                           │
    │0 %        ··············⣀⣸                                                                                     ·                                                                                     │
    │swaps      ··············s·l················································d·ll·l·l·ll·l·ll·l·ll·l·l·ll·l·ll·e··                                                                                     │
    │reads/s                    ⡿⡀                                                  ⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀                                                                                      │
    │to 47                      ⡇⠓⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⢲   ⡇                                                                                                                      │
    │                           ⡇                                               ⢸  ⢀⠇                                                                                                                      │
    │                           ⡇                                               ⠈⡆ ⢸                                                                                                                       │
    │                          ⢸                                                 ⡇ ⡼                                                                                                                       │
    │                          ⢸                                                 ⠉⠉                                                                                                                        │
    │                          ⢸                                                                                                                                                                           │
    │           ··············⠤⠼                                                                                     ·                                                                                     │
    │evicted/s                                                                     ⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉                                                                                      │
    │to 3                                                                                                                                                                                                  │
    │                                                                                                                                                                                                      │
    │                                                                                                                                                                                                      │
    │           ···································································                                  ·                                                                                     │
    │of the cap                 ⡖⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉                                                                                     │
    │to 100 %                   ⡇                                                                                                                                                                          │
    │                          ⢀⠇                                                                                                                                                                          │
    │                          ⢸                                                                                                                                                                           │
    │           ··············⣀⣸                                                                                                                                                                           │
    │s=start l=load e=edit c=create x=remove n=name d=disk r=reload o=switch +=several                                                                                                                     │
    │State      on                                                                                                                                                                                         │
    │Hit rate   60 s 95.4 %   since start 95.4 %                                                                                                                                                           │
    │Reads      60 s 1 928 hits, 92 misses   all 1 928 hits, 92 misses                                                                                                                                     │
    │Reads/s    now 0   peak 47                                                                                                                                                                            │
    │Misses     92: first read 8, changed 24, evicted 60                                                                                                                                                   │
    │Swaps      60 s 94   all 94: start 2, load 90, edit 1, disk 1                                                                                                                                         │
    │Size       2 prompts, 1 text in memory: 425 KB of 416 KiB                                                                                                                                             │
    │Evicted    60: bytes 60                                                                                                                                                                               │
    │What if    half the cap 71.0 % ±0.4, twice 96.4 % ±0.4; LRU 90.2 % ±0.4, oldest first 86.0 % ±0.4                                                                                                     │
    │Memory     28 MB the program, of that 3.9 KB the index                                                                                                                                                │
    │Load       50 times   p50 310 us   p99 2.8 ms   max 6.2 ms                                                                                                                                            │
    │Save       50 times   p50 4.0 ms   p99 36 ms   max 80 ms                                                                                                                                              │
    │Publish    p50, p99, max   build 14 us, 126 us, 280 us   swap 310 ns, 2 us, 6 us                                                                                                                      │
    │Loads      0 in progress, 3 saved by sharing                                                                                                                                                          │
    │Old        1 alive, held by editor 1: 1.2 KB of texts                                                                                                                                                 │
    │Watch      polling every 5 s: the system watches too few folders                                                                                                                                      │
    │In words   60 reads of evicted texts went to the disk, with a cap of 416 KiB: twice as much would have hit 96.4 % ±0.4                                                                                │
    │           instead of 95.4 %; about 852 KB would do (at most 98.4 %). 95.4 % of reads came from memory; 92 reads went                                                                                 │
    │           to the disk: 8 first read, 24 changed, 60 evicted.                                                                                                                                         │
    └──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┘

     Esc back  e explain  s last save  Space pause  ← earlier  ] more time  / events  z zoom  y copy  x cache on/off  R reload  ? help
    ");
}
