//! The schema compiler from outside: tokens in, mistakes or tokens out.

mod accumulate;
mod emit;
mod refused;
mod robust;
mod source;
