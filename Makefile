# twilint. `make` lists the targets; `make check` is what every change must pass.

GO       ?= go
GOLANGCI := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
CACHE    := .cache
# Microsoft's validator of SARIF, which ships as an npm package with a self-contained program.
MULTITOOL := @microsoft/sarif-multitool-linux@5.7.0

.DEFAULT_GOAL := help
.PHONY: help build demo test check race lint vet fmt generate generated mutate cover bench fuzz sarif clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

build: ## build bin/twilint
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags "-s -w" -o bin/twilint ./cmd/twilint

demo: build ## audit a simulated account: no credentials, nothing leaves this machine
	@bin/twilint demo

test: ## run the tests
	$(GO) test ./...

check: build vet lint generated test race sarif ## everything that a change must pass (needs gcc and npm)

race: ## run the tests with the race detector (needs gcc)
	CGO_ENABLED=1 $(GO) test -race ./...

vet: ## run go vet
	$(GO) vet ./...

lint: ## run golangci-lint at the pinned version
	$(GO) run $(GOLANGCI) run ./...

fmt: ## format the code
	$(GO) run $(GOLANGCI) fmt ./...

generate: ## make the generated files anew
	$(GO) generate ./...

generated: ## check that the generated files are up to date
	$(GO) test ./rules ./audit/cli -run 'Generated'

mutate: ## break every rule on purpose and see its examples fail
	$(GO) test ./rules -run TestEveryMutantDies -count 1 -mutants -v | grep -E 'mutants|FAIL|do not notice' 

cover: ## measure which statements the tests reach, cmd left out
	@mkdir -p $(CACHE)
	$(GO) test -coverpkg=./audit/...,./rules/... -coverprofile=$(CACHE)/cover.out ./audit/... ./rules/...
	@$(GO) tool cover -func=$(CACHE)/cover.out | tail -1

FUZZTIME ?= 1m
fuzz: ## look for input that breaks something, FUZZTIME (1m) for each reader of other people's text
	$(GO) test ./audit/jsonpos -run '^$$' -fuzz FuzzParse -fuzztime $(FUZZTIME)
	$(GO) test ./audit/studio/liquid -run '^$$' -fuzz FuzzScan -fuzztime $(FUZZTIME)
	$(GO) test ./audit/twilio -run '^$$' -fuzz FuzzReadPage -fuzztime $(FUZZTIME)
	$(GO) test ./rules -run '^$$' -fuzz FuzzAccount -fuzztime $(FUZZTIME)
	$(GO) test ./audit/cli -run '^$$' -fuzz 'FuzzLint$$' -fuzztime $(FUZZTIME)
	$(GO) test ./audit/cli -run '^$$' -fuzz FuzzLintTexts -fuzztime $(FUZZTIME)

bench: ## run the benchmarks; their figures are ratios
	$(GO) test -run '^$$' -bench . -benchtime 1x ./...

sarif: build ## check our SARIF with Microsoft's validator (needs npm)
	@mkdir -p $(CACHE)/sarif
	@test -d $(CACHE)/npm/node_modules/@microsoft || npm install --silent --no-fund --no-audit --prefix $(CACHE)/npm $(MULTITOOL)
	@find $(CACHE)/npm/node_modules/@microsoft -name Sarif.Multitool -type f -exec chmod +x {} +
	bin/twilint demo --format sarif=$(CACHE)/sarif/demo.sarif
	bin/twilint demo --clean --format sarif=$(CACHE)/sarif/clean.sarif
	@if test -d ../shared/corpus/flows; then bin/twilint lint --fail-on never --allow-partial --format sarif=$(CACHE)/sarif/corpus.sarif ../shared/corpus/flows; else echo "the corpus is absent: only the demo's SARIF is checked"; fi
	TWILINT_SARIF_MULTITOOL="$(CURDIR)/$$(find $(CACHE)/npm/node_modules/@microsoft -name Sarif.Multitool -type f | head -1)" \
	TWILINT_SARIF_FILES="$(CURDIR)/$(CACHE)/sarif/*.sarif" $(GO) test -tags multitool -count 1 -run TestMultitool -v ./audit/report

clean: ## remove what was built
	rm -rf bin $(CACHE)
