# Everything a developer runs, and what CI runs. `make help` lists it.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# The toolchain the manifest promises, and the one that has sanitizers for the fuzz targets.
MSRV := 1.88
NIGHTLY := nightly
WASM := wasm32-unknown-unknown

.PHONY: help
help: ## Lists the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.PHONY: quick-check
quick-check: fmt clippy unit ## What to run before a commit: format, lints, fast tests

.PHONY: test
test: setup fmt clippy doc features wasm msrv graph unit ui quickstart interop fuzz-smoke ## Everything; fetches what it needs
	@echo "all checks passed"

.PHONY: build
build: ## Builds everything, optimised
	cargo build --release --workspace

.PHONY: build-wasm
build-wasm: wasm ## Builds what runs on wasm32

.PHONY: setup
setup:
	@scripts/setup

.PHONY: fmt
fmt: ## Checks the format
	cargo fmt --all --check

.PHONY: clippy
clippy: ## Lints, all targets, all features
	cargo clippy --workspace --all-targets --all-features -- -D warnings

.PHONY: doc
doc: ## Builds the documentation, warnings are errors
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --all-features --no-deps --document-private-items

.PHONY: features
features: ## Each feature builds alone, and none
	@for features in "" macros encryption l1 cachekitio file redis redis-tls memcached bincode chrono time uuid python testing; do \
		echo "cachekit-rs with features [$$features]"; \
		cargo clippy --quiet -p cachekit-rs --no-default-features --features "$$features" -- -D warnings; \
	done

.PHONY: wasm
wasm: ## What has to build for wasm32 does
	cargo clippy -p cachekit-schema --target $(WASM) -- -D warnings
	cargo clippy -p cachekit-rs --no-default-features --target $(WASM) -- -D warnings
	cargo clippy -p cachekit-rs --no-default-features --features encryption --target $(WASM) -- -D warnings
	cargo clippy -p cachekit-rs --no-default-features --features macros,encryption,l1,cachekitio,bincode,chrono,time,uuid,python --target $(WASM) -- -D warnings

.PHONY: msrv
msrv: ## The committed lock file builds on the oldest promised toolchain
	@scripts/msrv $(MSRV)

.PHONY: graph
graph: ## The directions of dependencies that ARCHITECTURE.md promises
	@scripts/graph

.PHONY: unit
unit: ## Unit, integration and documentation tests of the crates
	cargo test --workspace --all-features --exclude ui-tests --exclude quickstart
	cargo test -p cachekit-rs --no-default-features --lib

.PHONY: ui
ui: ## What the compiler says: refused and accepted schemas
	cargo test -p ui-tests

.PHONY: quickstart
quickstart: ## The example, cold, warm and with an edited file
	cargo test -p quickstart

.PHONY: interop
interop: ## Live exchange with the published Python and Rust SDKs
	@scripts/interop

.PHONY: fuzz-smoke
fuzz-smoke: ## Every fuzz target for a few seconds, where nightly is there
	@scripts/fuzz-smoke $(NIGHTLY)

.PHONY: bench
bench: ## What a hit costs, beside other caches; measure on a quiet machine
	cargo run --release --manifest-path bench/Cargo.toml
