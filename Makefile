# `make help` lists the targets.
.DEFAULT_GOAL := help
SHELL := bash

# Without this folder's name in it, what Go has built in one clone serves in the next.
export GOFLAGS ?= -trimpath

# Neo4j for all packages that need one: they take turns on it. Two servers keep two cores busy.
SHARED := go run ./internal/localneo4j/neo4jtest/shared

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

demo: ## a local Neo4j, the demo dataset and the server on 127.0.0.1:8080; Ctrl-C stops all
	@go build -o bin/bole . && exec bin/bole demo

# Eight packages at once: most of them only wait for their turn.
test: ## the whole test suite; needs Go, Java 17 and Maven, nothing else
	$(SHARED) -servers 2 go test -vet=all -p 8 -timeout 60m ./...

test-seeds: ## the generated tests at full size, about twenty minutes; SEED=0 takes a new seed
	go test -count=1 -timeout 60m -run WhatMustNotCount ./internal/judge -worlds 10000
	go test -count=1 -timeout 60m -run Scenarios ./internal/judge/record -seeds 20
	go test -count=1 -timeout 60m -run NoisyOutcomes ./internal/judge/record -outcome-seeds 100
	go test -count=1 -timeout 60m -run TopTenth ./internal/judge -band-seeds 40
	go test -count=1 -timeout 60m -run PlansMean ./graph/plan -queries 100000
	$(SHARED) go test -count=1 -timeout 60m -v -run AgainstNaive ./graph -queries 1200 $(if $(SEED),-seed $(SEED))
	$(SHARED) go test -count=1 -timeout 60m -run EraseBroken ./internal/acts -erase.apart 1
	$(SHARED) go test -count=1 -timeout 60m -v -run RoundTrip ./internal/dataset -rapid.checks 30

test-convergence: ## 1,000 generated records of 50 to 3,000 people end converged or say why not; about an hour
	go test -count=1 -timeout 240m -v -run 'TestRecords$$' ./internal/judge/record -records 1000 -largest 3000

test-probes: ## every question about hidden facts in every scope; `make test` asks a part of them
	go test -timeout 60m ./internal/probe -probe.of=1

test-peers: ## networkx, igraph, graphology, Cytoscape.js, DuckDB, python-docx and Relay read the exports; needs Python and Node too
	go run ./test/peers

test-http: ## graphql-http's audits of GraphQL over HTTP, and the inspector of MCP; needs Go and Node
	go run ./test/http

test-clients: ## the typed clients in clients/, against a demo of their own; needs Node too
	go run ./test/clients

web: ## the console of web/ built anew into web/dist, which the binary embeds; needs Node
	cd web && npm ci --no-audit --no-fund && npm run --silent generate && npm run --silent check && npm run --silent build

test-web: ## the console: types, tests, that web/dist is current, and one flow in Chromium; needs Node and Chromium too
	go run ./test/web

web-check: ## the console: every flow on the whole demo, axe on every page, pictures for the docs
	go run ./test/web -all

test-sign-in: ## tokens and browsers of a real Keycloak, which is fetched once; needs Java and Maven
	go run ./test/signin

test-faults: ## Neo4j and the product killed, frozen, starved and restarted; about ten minutes; FAULTS='-run frozen -times 5'
	go run ./test/faults $(FAULTS)

# The newest Neo4j of those named after a month. It needs Java 21 or 25, which JAVA_HOME names where `java` is another.
NEWEST := 2026.08.1

test-replicas: ## three servers as processes on one graph, by a neo4j:// address with routing on; a minute
	go run ./test/replicas

test-newest: ## graph, imports and the managed server on the newest Neo4j; JAVA_HOME=… names Java 21 or 25
	BOLE_TEST_NEO4J_VERSION=$(NEWEST) $(SHARED) go test -count=1 -timeout 60m ./graph/... ./internal/dataset ./internal/acts ./internal/localneo4j

bench: ## the product beside a loader and the raw driver, about a quarter of an hour; bench/README.md
	go run ./bench

# Exit statuses of govulncheck: 0 is nothing found, 3 is something found, anything else is that it could not look.
vulncheck: ## known vulnerabilities in what the binary uses; VULNDB=… names a copy of the database
	@GOBIN=$(CURDIR)/bin go install golang.org/x/vuln/cmd/govulncheck@v1.9.0
	@bin/govulncheck $(if $(VULNDB),-db $(VULNDB)) .; case $$? in \
	0) echo "vulncheck: nothing found that the binary calls";; \
	3) echo "vulncheck: found, see above" >&2; exit 3;; \
	*) echo "vulncheck: nothing was looked up: no database can be reached (VULNDB=… names another, https or file), or the code does not build" >&2; exit 1;; esac

build: ## bin/bole as it is shipped: no paths of this machine in it, time zones, and the version of the commit
	CGO_ENABLED=0 go build -trimpath -tags timetzdata -o bin/bole .

build-reproducible: ## builds the last commit twice, in two folders and from nothing, and compares
	@dir=$$(mktemp -d) && trap 'chmod -R u+w "$$dir"; rm -rf "$$dir"' EXIT && set -e && for n in one another/and-longer; do \
	git clone -q . "$$dir/$$n/bole" && (cd "$$dir/$$n/bole" && GOCACHE="$$dir/$$n/cache" $(MAKE) -s build); done && \
	cmp "$$dir/one/bole/bin/bole" "$$dir/another/and-longer/bole/bin/bole" && sha256sum < "$$dir/one/bole/bin/bole"

lint: ## golangci-lint with the set of .golangci.yml, and go.mod as `go mod tidy` leaves it
	go mod tidy -diff
	go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0 run

generate: ## derive schema/derived.graphqls, write docs/schema and graph/message/terms.json, run gqlgen
	go run ./internal/generate/cmd

.PHONY: web test-web web-check test-clients help demo test test-seeds test-convergence test-probes test-peers test-http test-sign-in test-faults test-newest test-replicas bench vulncheck build build-reproducible lint generate
