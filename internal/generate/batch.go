package generate

import (
	"fmt"
	"strings"
)

// batch is the mutation that does several of the others together, with an operation of each.
func batch(all []*writing, s *strings.Builder) {
	var answers []string
	s.WriteString("\n\"批内操作 One recording of a batch: the input of one mutation, under the mutation's name.\"\ninput BatchOperation @oneOf {\n")
	for _, w := range all {
		answers = append(answers, w.as+"Payload")
		for _, v := range verbs {
			fmt.Fprintf(s, "  \"%s%s %s %s.\"\n  %s%s: %[7]s%[6]sInput @access(roles: %[8]s)\n", v.term, w.term, v.before, article(w.words), v.verb, w.as, upperFirst(v.verb), w.roles())
		}
	}
	s.WriteString(`}

"成批记录 What to record together."
input BatchInput {
  "操作 The recordings, in the order in which they are done; a later one may name what an earlier one made. At most 500."
  operations: [BatchOperation!]!
}

"操作结果 What became of one operation of a batch: what its own mutation answers."
union BatchResult = ` + strings.Join(answers, " | ") + `

"成批变更 What became of a batch."
type BatchOutcome {
  "结果 One for each operation, in their order."
  results: [BatchResult!]!
}

extend type Mutation {
  "成批记录 Does several recordings in one transaction: all of them, or none. Each has its own key of idempotency, and one that was done before, alone or in a batch, is not done again."
  batch(input: BatchInput!): BatchOutcome
}
`)
}
