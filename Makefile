# Miwake: everything a person types, one verb a line. `make` alone explains itself.

PREFIX ?= /usr/local
SWIFT  ?= swift
DEBIAN_PACKAGES := libncursesw5-dev libpng-dev libjpeg-dev libchafa-dev libglib2.0-dev libopenblas-dev libdnnl-dev \
                   libsqlite3-dev libssl-dev zlib1g-dev pkg-config tmux ncurses-term
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
BUILD_FLAGS := --explicit-target-dependency-import-check error
MANUAL  := Sources/miwake/miwake.docc/Manual.md
SOURCES := Package.swift Sources Tests

.DEFAULT_GOAL := help
.PHONY: help setup build debug test format lint bench install uninstall keys clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install the Debian packages that Miwake needs (uses sudo unless you are root)
	$(SUDO) apt-get update -q
	$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $(DEBIAN_PACKAGES)

build: ## the release program, in .build/release/miwake
	$(SWIFT) build -c release --product miwake $(BUILD_FLAGS)

debug: ## the debug program, in .build/debug/miwake
	$(SWIFT) build --product miwake $(BUILD_FLAGS)

test: ## every test; those that need outside data say that they are skipped
	$(SWIFT) build --build-tests $(BUILD_FLAGS)
	$(SWIFT) test --skip-build

format: ## lay the sources out
	$(SWIFT) format --in-place --recursive $(SOURCES)

lint: ## layout, imports and the generated key table
	$(SWIFT) format lint --strict --recursive $(SOURCES)
	@./.ci/check-tree

bench: ## the benchmarks, in release
	$(SWIFT) build -c release --product miwake-bench $(BUILD_FLAGS)
	.build/release/miwake-bench all

install: build ## install into PREFIX (default /usr/local)
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 .build/release/miwake $(DESTDIR)$(PREFIX)/bin/miwake

uninstall: ## remove what install put there
	rm -f $(DESTDIR)$(PREFIX)/bin/miwake

keys: debug ## write the key tables of the manual anew
	.build/debug/miwake keys > .build/keys.md
	awk '/<!-- keys:/ { print; print ""; while ((getline line < ".build/keys.md") > 0) print line; skip = 1 } \
	     /<!-- end of keys -->/ { skip = 0 } !skip && !/<!-- keys:/' $(MANUAL) > .build/Manual.md
	cp .build/Manual.md $(MANUAL)

clean: ## remove build products
	$(SWIFT) package clean
