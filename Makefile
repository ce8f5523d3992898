# `make help` lists the targets.
.DEFAULT_GOAL := help
SHELL := bash

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

test: ## the whole test suite; needs Go, Java 17 and Maven, nothing else
	go vet ./...
	go test ./...

generate: ## derive schema/derived.graphqls and run gqlgen
	go run ./internal/generate/cmd

.PHONY: help test generate
