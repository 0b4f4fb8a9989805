# floe-compile: build, test, install.  `make help` lists the targets.

VERSION := 0.1.0
VARIANT ?= release
PREFIX ?= /usr/local
DESTDIR ?=
CC ?= cc

ifeq ($(VARIANT),release)
BUILD := build
else
BUILD := build/$(VARIANT)
endif
PROGRAM := $(BUILD)/floe-compile

PACKAGES := libcyaml yaml-0.1 jansson
WARNINGS := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wvla -Wmissing-prototypes \
            -Wstrict-prototypes -Wwrite-strings -Werror=implicit-function-declaration
HARDENING := -fstack-protector-strong -fPIC -fvisibility=hidden
FLAGS_release := -O2 -g -D_FORTIFY_SOURCE=3
FLAGS_debug := -O0 -g3
FLAGS_san := -O1 -g3 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

# The libraries may be missing until scripts/setup ran: no noise then.
CFLAGS_ALL = -std=c11 -D_POSIX_C_SOURCE=200809L -ffile-prefix-map="$(CURDIR)"=. -Iinclude -DFLOE_VERSION='"$(VERSION)"' \
             $(WARNINGS) $(HARDENING) $(FLAGS_$(VARIANT)) \
             $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null) $(CFLAGS)
# Packed relocations, which glibc reads since 2.36, save 160 kB of memory.
PACKED := $(shell printf '\043include <features.h>\n\043if __GLIBC_PREREQ(2, 36)\npacked\n\043endif\n' | $(CC) -E -P - 2>/dev/null | grep -x packed)
LDFLAGS_ALL = -pie -Wl,-z,relro,-z,now $(PACKED:packed=-Wl,-z,pack-relative-relocs) $(filter -fsanitize=%,$(FLAGS_$(VARIANT))) $(LDFLAGS)
LIBS = $(shell pkg-config --libs $(PACKAGES) 2>/dev/null)

WITH_PROGRAM = FLOE_COMPILE=$(CURDIR)/$(PROGRAM)

STAGES := base world read spec project resolve plan render write json library cli
SOURCES := $(foreach stage,$(STAGES),$(sort $(wildcard src/$(stage)/*.c))) $(sort $(wildcard src/*.c))
MAIN := src/cli/main.c
TEMPLATES := $(shell find templates -type f | LC_ALL=C sort)
OBJECTS := $(patsubst src/%.c,$(BUILD)/obj/%.o,$(filter-out $(MAIN),$(SOURCES))) $(BUILD)/obj/templates.o
MAIN_OBJECT := $(patsubst src/%.c,$(BUILD)/obj/%.o,$(MAIN))
MANUALS := $(patsubst man/%.in,$(BUILD)/man/%,$(sort $(wildcard man/*.in)))
COMPLETIONS := $(addprefix $(BUILD)/complete/,bash zsh fish)
UNITS := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(sort $(wildcard tests/unit/test_*.c)))

.PHONY: all
all: $(PROGRAM) $(MANUALS) $(COMPLETIONS) ## build the program (VARIANT=release, debug or san)

$(PROGRAM): $(MAIN_OBJECT) $(BUILD)/libfloe.a
	$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS)

$(BUILD)/libfloe.a: $(OBJECTS)
	rm -f $@ && $(AR) rcs $@ $^

$(BUILD)/obj/%.o: src/%.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

$(BUILD)/gen/templates.c: scripts/embed scripts/tokens.awk include/floe/render/escape.def include/floe/render/filter.def $(TEMPLATES) $(sort $(dir $(TEMPLATES)))
	@mkdir -p $(@D)
	scripts/embed templates > $@.new && mv $@.new $@

$(BUILD)/obj/templates.o: $(BUILD)/gen/templates.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -c -o $@ $<

# The pages about the formats are written from the table that the program checks by.
$(BUILD)/formats: man/formats.c $(BUILD)/libfloe.a Makefile
	$(CC) $(CFLAGS_ALL) -MMD -MP $(LDFLAGS_ALL) -o $@ $< $(BUILD)/libfloe.a $(LIBS)

$(BUILD)/man/%: man/%.in $(BUILD)/formats
	@mkdir -p $(@D)
	$(BUILD)/formats $< > $@.new && mv $@.new $@

$(COMPLETIONS): $(PROGRAM)
	@mkdir -p $(@D)
	$(PROGRAM) --complete $(@F) > $@.new && mv $@.new $@

$(BUILD)/observe: tests/observe/observe.c $(BUILD)/libfloe.a Makefile
	$(CC) $(CFLAGS_ALL) -MMD -MP $(LDFLAGS_ALL) -o $@ $< $(BUILD)/libfloe.a $(LIBS)

$(BUILD)/unit/%: tests/unit/%.c $(BUILD)/libfloe.a Makefile
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -MMD -MP $(LDFLAGS_ALL) -o $@ $< $(BUILD)/libfloe.a $(LIBS) -lcmocka

# The library for other programs: its only symbols are those that floe.h declares.
SONAME := libfloe.so.0
LIBRARY := $(BUILD)/lib
LIBRARY_PACKAGES := libcyaml yaml-0.1
LIBRARY_STAGES := base read spec project resolve plan render library
LIBRARY_OBJECTS = $(filter $(foreach stage,$(LIBRARY_STAGES),$(BUILD)/obj/$(stage)/%) \
                    $(BUILD)/obj/compile.o $(BUILD)/obj/templates.o,$(OBJECTS))
LIB_FOLDER ?= lib
OBJCOPY ?= objcopy

.PHONY: lib
lib: $(addprefix $(LIBRARY)/,libfloe.so libfloe.a floe.pc) ## the library of include/floe.h, shared and static

$(LIBRARY)/libfloe.so.$(VERSION): $(LIBRARY_OBJECTS)
	@mkdir -p $(@D)
	$(CC) -shared -Wl,-soname,$(SONAME) $(if $(filter san,$(VARIANT)),,-Wl,-z,defs) \
		$(filter-out -pie,$(LDFLAGS_ALL)) -o $@ $^ $(shell pkg-config --libs $(LIBRARY_PACKAGES) 2>/dev/null)

$(LIBRARY)/libfloe.so: $(LIBRARY)/libfloe.so.$(VERSION)
	ln -sf $(<F) $(LIBRARY)/$(SONAME) && ln -sf $(SONAME) $@

$(LIBRARY)/libfloe.a: $(LIBRARY_OBJECTS)
	@mkdir -p $(@D)
	$(LD) -r -o $(LIBRARY)/floe.o $^ && $(OBJCOPY) --localize-hidden $(LIBRARY)/floe.o
	rm -f $@ && $(AR) rcsD $@ $(LIBRARY)/floe.o && rm $(LIBRARY)/floe.o

# Looked at each time, because it contains PREFIX.
.PHONY: FORCE
$(LIBRARY)/floe.pc: packaging/floe.pc.in FORCE
	@mkdir -p $(@D)
	@sed 's|@PREFIX@|$(PREFIX)|; s|@LIB_FOLDER@|$(LIB_FOLDER)|; s|@VERSION@|$(VERSION)|; s|@PACKAGES@|$(LIBRARY_PACKAGES)|' \
		$< > $@.new && { cmp -s $@.new $@ || cp $@.new $@; } && rm $@.new

-include $(patsubst %.o,%.d,$(OBJECTS) $(MAIN_OBJECT)) $(addsuffix .d,$(UNITS) $(BUILD)/formats $(BUILD)/observe)

.PHONY: demo
demo: ## from a fresh checkout to rows in a gold table
	@scripts/demo

.PHONY: test
test: ## install what is missing, build, and run all tests that need no server
	@scripts/setup test
	@scripts/venv
	@$(WITH_PROGRAM) tests/run test

.PHONY: check
check: ## unit tests, golden cases and the command line: what one runs all day
	@$(WITH_PROGRAM) tests/run check

.PHONY: unit
unit: $(UNITS) ## the algorithms, by cmocka (NAME=SUITE/TEST: one of them)
	@tests/unit/run $(BUILD)/unit $(NAME)

.PHONY: golden-check
golden-check: all ## what a user sees, case by case (NAME=AREA/NAME: one of them)
	@$(WITH_PROGRAM) tests/golden/run $(NAME)

.PHONY: golden
golden: all ## rewrite what the golden cases expect (NAME=...: those alone), and show the difference
	@$(WITH_PROGRAM) tests/golden/run --update $(NAME)

.PHONY: sweep
sweep: all ## each golden input through each output: no signal, no finding of a sanitizer
	@$(WITH_PROGRAM) tests/sweep/run

.PHONY: observe
observe: $(PROGRAM) $(BUILD)/observe ## every key and word of the language changes something
	@$(WITH_PROGRAM) tests/observe/run $(NAME)

.PHONY: valgrind
valgrind: all ## the golden cases that compile, under valgrind
	@rm -rf build/valgrind && mkdir -p build/valgrind
	@FLOE_RUNNER="valgrind -q --leak-check=full --show-leak-kinds=definite --error-exitcode=99 \
		--log-file=$(CURDIR)/build/valgrind/%p.log" $(WITH_PROGRAM) tests/golden/run compile lookup

.PHONY: secrets
secrets: all ## what secrets look like: the tables of shapes, found and let through
	@$(WITH_PROGRAM) tests/secrets/run shapes

STRIDE ?= 1
.PHONY: faults
faults: all ## every system call and allocation fails, or is the last (STRIDE=N: every Nth)
	@scripts/venv
	@$(WITH_PROGRAM) tests/fault/run --stride $(STRIDE)

.PHONY: polaris
polaris: all ## deploy/polaris/setup.sh in every shell, against a recording server
	@$(WITH_PROGRAM) tests/polaris/run

COUNT ?= 10000
.PHONY: properties
properties: all ## what is written is read back as the same text, COUNT (10000) times
	@$(WITH_PROGRAM) tests/property/run --count $(COUNT)

.PHONY: coverage
coverage: ## lines and branches that the tests run; fewer than 95 % of the lines fail
	@scripts/venv
	@tests/coverage/run

.PHONY: adapters
adapters: ## profiles and catalogs.yml of the other adapters, read by the adapters themselves
	@tests/dbt/adapters
	@tests/dbt/catalogs

.PHONY: e2e
e2e: all ## the macros on a real Iceberg catalog and S3, started here, and what --emit writes
	@$(WITH_PROGRAM) tests/e2e/run
	@$(WITH_PROGRAM) tests/consumers/run
	@$(WITH_PROGRAM) tests/image/run

.PHONY: e2e-quick
e2e-quick: all ## the part of e2e that CI has the time for
	@$(WITH_PROGRAM) tests/e2e/run --quick failing-model-keeps-the-table crash-inside-a-swap-heals \
		killed-at-any-request what-is-wrong-is-said two-processes-at-once requests-of-a-run \
		retail-built-three-times every-kind-of-node sources-follow-the-layers \
		lost-answers-change-nothing readers-during-lost-answers two-full-refreshes-at-once \
		tables-without-their-files-are-repaired orphans-are-listed-and-can-go

.PHONY: e2e-dbt2
e2e-dbt2: all ## the same macros on dbt v2, the Rust engine, fetched here: case, catalog, dbt and DuckDB
	@$(WITH_PROGRAM) tests/e2e/run --quick --dbt 2

.PHONY: e2e-lines
e2e-lines: all ## a part of e2e on dbt 1.12, and on DuckDB 2.0 what has no need of extensions
	@$(WITH_PROGRAM) tests/e2e/run --quick --dbt 1.12 retail-built-three-times every-kind-of-node failing-model-keeps-the-table
	@$(WITH_PROGRAM) tests/e2e/run --quick --dbt 1.12 --duckdb 2.0 --catalog local

.PHONY: consumers
consumers: all ## what --emit writes, read by those it is written for
	@$(WITH_PROGRAM) tests/consumers/run $(KIND)

.PHONY: e2e-spark
e2e-spark: all ## one project on Spark and DuckDB, the same tables, servers started here
	@$(WITH_PROGRAM) tests/e2e/engine spark

.PHONY: e2e-trino
e2e-trino: all ## the same on Trino, started on the emitted catalog file
	@$(WITH_PROGRAM) tests/e2e/engine trino

.PHONY: image
image: all ## the emitted Dockerfile, instruction by instruction in a scratch root (root, debootstrap)
	@$(WITH_PROGRAM) tests/image/run

.PHONY: lint
lint: all ## options, manual, stages, sizes, and what the compilers and checkers say
	@scripts/setup check
	@scripts/lint

.PHONY: completions
completions: all ## what bash, zsh and fish offer
	@scripts/setup check
	@$(WITH_PROGRAM) tests/complete/run --all

.PHONY: examples
examples: all ## run what the documents show, and compare
	@$(WITH_PROGRAM) scripts/examples

.PHONY: compare
compare: all ## what Python's YAML says of the same mistakes: docs/bad-inputs.md
	@$(WITH_PROGRAM) tests/compare/run

.PHONY: sarif
sarif: all ## --format=sarif against the published schema (npm)
	@$(WITH_PROGRAM) tests/schema/sarif

.PHONY: bench
bench: all ## instructions, time and memory, beside libyaml alone
	@$(WITH_PROGRAM) tests/bench/run

.PHONY: growth
growth: all ## no step grows faster than its input
	@$(WITH_PROGRAM) tests/bench/growth

SECONDS ?= 60
.PHONY: fuzz
fuzz: ## attack it for SECONDS (60)
	@scripts/setup check
	@tests/fuzz/run $(SECONDS)

# What is installed: the place below PREFIX, a colon, the file.
ZSH_FOLDER ?= share/zsh/site-functions
DOC_FOLDER := share/doc/floe-compile
INSTALLED := \
	bin/floe-compile:$(PROGRAM) \
	share/man/man1/floe-compile.1:man/floe-compile.1 \
	$(foreach page,$(MANUALS),share/man/man5/$(notdir $(page)):$(page)) \
	share/bash-completion/completions/floe-compile:$(BUILD)/complete/bash \
	$(ZSH_FOLDER)/_floe-compile:$(BUILD)/complete/zsh \
	share/fish/vendor_completions.d/floe-compile.fish:$(BUILD)/complete/fish \
	$(DOC_FOLDER)/LICENSE:LICENSE
INSTALLED_LIBRARY := \
	include/floe.h:include/floe.h \
	$(LIB_FOLDER)/libfloe.a:$(LIBRARY)/libfloe.a \
	$(LIB_FOLDER)/libfloe.so.$(VERSION):$(LIBRARY)/libfloe.so.$(VERSION) \
	$(LIB_FOLDER)/$(SONAME):$(LIBRARY)/$(SONAME) \
	$(LIB_FOLDER)/libfloe.so:$(LIBRARY)/libfloe.so \
	$(LIB_FOLDER)/pkgconfig/floe.pc:$(LIBRARY)/floe.pc

# A list of such pairs; links stay links.
INSTALL_PAIRS = set -e; for pair in $(1); do \
		from="$${pair\#*:}"; to="$(DESTDIR)$(PREFIX)/$${pair%%:*}"; \
		case $$pair in bin/*) mode=0755 ;; *) mode=0644 ;; esac; \
		install -d "$${to%/*}"; \
		if [ -L "$$from" ]; then cp -Pf "$$from" "$$to"; else install -m $$mode "$$from" "$$to"; fi; \
	done

.PHONY: afl
afl: ## AFL++ on the program for SECONDS
	@tests/fuzz/afl $(SECONDS)

.PHONY: install
install: install-program install-library ## into PREFIX (/usr/local), below DESTDIR

.PHONY: install-program
install-program: all ## the program alone, with its manual and completions
	@$(call INSTALL_PAIRS,$(INSTALLED))

.PHONY: install-library
install-library: lib ## the library alone: header, shared, static, and for pkg-config
	@$(call INSTALL_PAIRS,$(INSTALLED_LIBRARY))

.PHONY: uninstall
uninstall: ## remove what install put there
	@for pair in $(INSTALLED) $(INSTALLED_LIBRARY); do rm -f "$(DESTDIR)$(PREFIX)/$${pair%%:*}"; done
	@rmdir "$(DESTDIR)$(PREFIX)/$(DOC_FOLDER)" 2>/dev/null || true

STATIC := $(BUILD)/static/floe-compile

$(STATIC): $(MAIN_OBJECT) $(BUILD)/libfloe.a
	@mkdir -p $(@D)
	$(CC) -static-pie -s -Wl,--fatal-warnings $(filter-out -pie,$(LDFLAGS_ALL)) -o $@ $^ \
		$(shell pkg-config --static --libs $(PACKAGES) 2>/dev/null)

.PHONY: static
static: $(STATIC) ## one file that needs no library and runs from any folder
	@printf '%s: %s bytes\n' $(STATIC) $$(wc -c <$(STATIC))

.PHONY: static-check
static-check: static ## and the golden cases with it
	@tests/install/static $(STATIC)

# Times in packages: those of the sources.
SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 0)
DEB = $(BUILD)/floe-compile_$(VERSION)_$(shell dpkg --print-architecture 2>/dev/null).deb

.PHONY: deb
deb: all ## a Debian package
	@SOURCE_DATE_EPOCH=$(SOURCE_DATE_EPOCH) packaging/debian/build $(VERSION) $(BUILD)
	@echo $(DEB)

.PHONY: deb-check
deb-check: ## and lintian, its files, and dpkg with it
	@scripts/setup package
	@$(MAKE) --no-print-directory deb
	@tests/install/deb $(DEB)

.PHONY: repro
repro: ## two builds in two folders are the same to the byte
	@tests/install/repro

.PHONY: install-check
install-check: all ## install, move and uninstall, and compare the files
	@tests/install/run

.PHONY: hooks-check
hooks-check: all ## the hooks for pre-commit, run by it
	@$(WITH_PROGRAM) tests/install/hooks

.PHONY: errors
errors: ## write docs/ERRORS.md from the codes and the golden cases
	@scripts/errors

.PHONY: fresh
fresh: ## the README's two commands on a new Debian 12 (needs root and debootstrap)
	@scripts/fresh

.PHONY: clean
clean: ## remove what was built
	rm -rf build

.PHONY: help
help: ## this list
	@sed -n 's/^\([a-z][a-z0-9-]*\):.*## \(.*\)/  make \1 - \2/p' Makefile
