//! What goes wrong during a run, by the dice.

use std::thread::sleep;
use std::time::Duration;

use cachekit_test_servers::{Ending, Proxy, RedisServer};

use crate::dice::Dice;
use crate::events::{Fault, now_us};

/// The server, and for each process its own way there.
pub(crate) struct Site {
    pub(crate) server: RedisServer,
    pub(crate) proxies: [Proxy; 2],
}

impl Site {
    pub(crate) fn start() -> Self {
        let server = RedisServer::start();
        let proxies = [(); 2].map(|()| Proxy::start(server.port()));
        Self { server, proxies }
    }

    /// Tells the server something, past the proxies.
    pub(crate) fn ask(&self, words: &[&str]) {
        let mut connection = redis::Client::open(self.server.url()).unwrap().get_connection().unwrap();
        let mut command = redis::Cmd::new();
        for word in words {
            command.arg(word);
        }
        command.exec(&mut connection).unwrap();
    }

    /// One fault after the other, with time to recover in between, until the time is over.
    pub(crate) fn fail(&mut self, dice: &mut Dice, until_us: u64) -> Vec<Fault> {
        let mut faults = Vec::new();
        // Processes need a moment to begin.
        sleep(Duration::from_secs(1));
        while now_us() < until_us {
            faults.extend(self.fail_once(dice));
            // Longer than a dead connection goes unnoticed, so that there are times in which all is well.
            sleep(dice.ms(500..4_500));
        }
        faults
    }

    fn fail_once(&mut self, dice: &mut Dice) -> Option<Fault> {
        let whom = u32::try_from(dice.below(2)).unwrap();
        let proxy = &self.proxies[whom as usize];
        let begin_us = now_us();
        let ending = if dice.percent(50) { Ending::Fin } else { Ending::Reset };
        let mut process = Some(whom);
        let what = match dice.below(8) {
            0 => {
                proxy.cut(ending);
                "cut"
            }
            1 => {
                proxy.cut_replies_after(usize::try_from(dice.below(2_000)).unwrap(), ending);
                sleep(dice.ms(50..500));
                "cut replies"
            }
            2 => {
                proxy.black_hole();
                sleep(dice.ms(200..2_500));
                "black hole"
            }
            3 => {
                proxy.half_open();
                "half-open"
            }
            4 => {
                proxy.refuse();
                proxy.cut(ending);
                sleep(dice.ms(100..1_000));
                "refused"
            }
            5 => {
                // Nothing is hidden by that, and it shows in round trips.
                proxy.delay(dice.ms(5..80));
                sleep(dice.ms(500..1_500));
                proxy.pass();
                println!("{begin_us} us: process {whom}, delay");
                return None;
            }
            6 => {
                process = None;
                self.server.pause();
                sleep(dice.ms(100..1_500));
                self.server.resume();
                "pause"
            }
            _ => {
                process = None;
                self.server.kill();
                sleep(dice.ms(50..500));
                self.server.restart();
                "restart"
            }
        };
        for proxy in &self.proxies {
            proxy.pass();
        }
        let fault = Fault { process, begin_us, end_us: now_us() };
        println!("{begin_us} us: process {process:?}, {what} for {} us", fault.end_us - begin_us);
        Some(fault)
    }
}
