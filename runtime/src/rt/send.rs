//! `Send` where threads exist.

/// `Send` natively, nothing on wasm32, where a loader calls into JavaScript and its future is bound to the one
/// thread there is.
#[cfg(not(target_arch = "wasm32"))]
pub trait MaybeSend: Send {}
#[cfg(not(target_arch = "wasm32"))]
impl<T: Send + ?Sized> MaybeSend for T {}

/// `Send` natively, nothing on wasm32, where a loader calls into JavaScript and its future is bound to the one
/// thread there is.
#[cfg(target_arch = "wasm32")]
pub trait MaybeSend {}
#[cfg(target_arch = "wasm32")]
impl<T: ?Sized> MaybeSend for T {}
