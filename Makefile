# Two words matter: `make demo` and `make test`. Each does on a fresh Debian 12
# machine with git, make and the Swift toolchain all that it needs.

SHELL := /bin/sh
.DELETE_ON_ERROR:
.PHONY: help build release prove-release demo demo-stop prove-demo test unit score bench format lint clean packages test-packages soak

# Floors are checked while compiling: an import that Package.swift does not
# declare is an error.
SWIFT_FLAGS := --explicit-target-dependency-import-check error

help:  ## Show these words.
	@sed -n 's/^\([a-z-]*\):.*##  *\(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

packages:
	@scripts/install-packages

test-packages:
	@scripts/install-packages --tests

build: packages  ## Build the program for development.
	swift build $(SWIFT_FLAGS)

release: packages  ## Build the program as it is installed.
	swift build --configuration release --product socle --static-swift-stdlib

prove-release: packages  ## Build for release too, and compare what both builds make of the same files.
	@scripts/prove-release

demo: packages  ## Show the main job from end to end; leaves the server running.
	@scripts/demo

demo-stop:  ## End the demonstration's server.
	@scripts/demo-stop

prove-demo: packages  ## Run the demonstration twice and compare what the databases hold.
	@scripts/prove-demo

test:  ## Build and run every test against a real PostgreSQL.
	@scripts/test

soak: test-packages  ## Kill commands before every call that changes something, and operations at every step; ends by itself.
	@SOCLE_SOAK=1 scripts/test --filter "Killed(Command|Guard)Tests|CrashTests|LoadKillTests|/(crashes|sweep)\("

unit: test-packages  ## Run the tests that need no server.
	@scripts/install-test-modules
	swift test $(SWIFT_FLAGS) --skip CostlyVectorTests --skip '^(Integration|Isolation|RealData|Tidy)Tests\.'

score: test-packages  ## Show how the files of ../shared/data, or of SOCLE_REAL_DATA, are read against their ground truth.
	@scripts/score

bench: packages  ## Measure against peers, side by side; ONLY="NAME ..." for some of them.
	BENCH_TENANTS=$(BENCH_TENANTS) swift run $(SWIFT_FLAGS) --configuration release benchmarks $(ONLY)

format:  ## Lay out the code as .swift-format says.
	swift format --in-place --recursive --parallel Package.swift Sources Tests Benchmarks

lint:  ## Refuse what .swift-format refuses.
	swift format lint --strict --recursive --parallel Package.swift Sources Tests Benchmarks

clean:  ## Remove what was built; data stays.
	rm -rf .build
