# Miwake: everything a person types, one verb a line. `make` alone explains itself.

PREFIX ?= /usr/local
SWIFT  ?= swift
DEBIAN_PACKAGES := libncursesw5-dev libpng-dev libjpeg-dev libdnnl-dev \
                   libsqlite3-dev libssl-dev zlib1g-dev pkg-config tmux ncurses-term
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
BUILD_FLAGS := --explicit-target-dependency-import-check error
MANUAL  := Sources/miwake/miwake.docc/Manual.md
SOURCES := Package.swift Sources Tests
RELEASE := .build/release/miwake
SHARE   = $(DESTDIR)$(PREFIX)/share/miwake
MAN     = $(DESTDIR)$(PREFIX)/share/man/man1
COMPLETIONS = $(DESTDIR)$(PREFIX)/share
SAMPLES := $(notdir $(patsubst %/,%,$(dir $(wildcard SampleProjects/*/miwake.yaml SampleProjects/*/config.json))))
PICTURES := Sources/miwake/miwake.docc/Resources

.DEFAULT_GOAL := help
.PHONY: help setup build release debug demo test format lint bench install uninstall pictures keys clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install the Debian packages that Miwake needs (uses sudo unless you are root)
	$(SUDO) apt-get update -q
	$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $(DEBIAN_PACKAGES)

build: ## the release program, in .build/release/miwake
	$(SWIFT) build -c release --product miwake $(BUILD_FLAGS)

release: ## the same with Swift's libraries inside, for machines without Swift
	$(SWIFT) build -c release --product miwake --static-swift-stdlib $(BUILD_FLAGS)

demo: ## install what is missing, build, and open the sample project
	@if [ -n "$$(dpkg-query -W -f '$${db:Status-Abbrev}\n' $(DEBIAN_PACKAGES) 2>&1 | grep -v '^ii')" ]; then $(MAKE) setup; fi
	@$(MAKE) build
	$(RELEASE) demo

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

install: release ## install into PREFIX: program, samples, themes, manual page, completions
	install -d $(DESTDIR)$(PREFIX)/bin $(SHARE)/themes $(SHARE)/samples $(MAN)
	install -m 755 $(RELEASE) $(DESTDIR)$(PREFIX)/bin/miwake
	install -m 644 Themes/*.yaml $(SHARE)/themes/
	for sample in $(SAMPLES); do \
	    (cd SampleProjects && find $$sample -type f ! -name '*.py' ! -path '*/.miwake/*' ! -path '*/__pycache__/*') | \
	    while read -r file; do install -D -m 644 "SampleProjects/$$file" "$(SHARE)/samples/$$file" || exit 1; done; \
	done
	$(RELEASE) manual > $(MAN)/miwake.1
	install -d $(COMPLETIONS)/bash-completion/completions $(COMPLETIONS)/zsh/site-functions \
	    $(COMPLETIONS)/fish/vendor_completions.d
	$(RELEASE) --generate-completion-script bash > $(COMPLETIONS)/bash-completion/completions/miwake
	$(RELEASE) --generate-completion-script zsh > $(COMPLETIONS)/zsh/site-functions/_miwake
	$(RELEASE) --generate-completion-script fish > $(COMPLETIONS)/fish/vendor_completions.d/miwake.fish

uninstall: ## remove what install put there
	rm -f $(DESTDIR)$(PREFIX)/bin/miwake $(MAN)/miwake.1
	rm -f $(DESTDIR)$(PREFIX)/share/bash-completion/completions/miwake
	rm -f $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_miwake
	rm -f $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/miwake.fish
	rm -rf $(SHARE)

pictures: build ## the screen pictures of the README and the manual, from the running program
	python3 Tools/pictures $(PICTURES)

keys: debug ## write the key tables of the manual anew
	.build/debug/miwake keys > .build/keys.md
	awk '/<!-- keys:/ { print; print ""; while ((getline line < ".build/keys.md") > 0) print line; skip = 1 } \
	     /<!-- end of keys -->/ { skip = 0 } !skip && !/<!-- keys:/' $(MANUAL) > .build/Manual.md
	cp .build/Manual.md $(MANUAL)

clean: ## remove build products
	$(SWIFT) package clean
