package rooms_test

import (
	"testing"

	"bole/internal/localneo4j/neo4jtest"
)

func TestMain(m *testing.M) { neo4jtest.Main(m) }
