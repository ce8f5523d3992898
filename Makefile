# `make help` lists the targets.
.DEFAULT_GOAL := help
SHELL := bash

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: ## a local Neo4j, the demo dataset and the server on 127.0.0.1:8080; Ctrl-C stops all
	@go build -o bin/bole . && exec bin/bole demo

test: ## the whole test suite; needs Go, Java 17 and Maven, nothing else
	go vet ./...
	go test -timeout 60m ./...

test-probes: ## every question about hidden facts in every scope; `make test` asks a part of them
	go test -timeout 60m ./internal/probe -probe.of=1

bench: ## the product beside a loader and the raw driver, about eight minutes; bench/README.md
	go run ./bench

lint: ## golangci-lint with the set of .golangci.yml
	go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0 run

generate: ## derive schema/derived.graphqls, write docs/schema and run gqlgen
	go run ./internal/generate/cmd

.PHONY: help demo test test-probes bench lint generate
