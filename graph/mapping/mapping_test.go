package mapping_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/mapping"
	"bole/schema"
)

// owner is the least that a schema has: a type that owns others, a list of it, a relationship with properties.
const owner = `
type Cadre implements Node @node(label: "Cadre", scope: OWN, fulltext: ["name"]) {
  id: ID!
  key: String! @property(order: true)
  name: String @property(order: true)
  born: Date
  state: State
  work: TaskConnection! @relation(type: "WORKED_ON", direction: OUT, edge: "Participation")
}
type Task implements Node @node(label: "Task", scope: OPEN) { id: ID! key: String! }
type TaskConnection { nodes: [Task!]! }
interface Participation @relationship(type: "WORKED_ON", identity: ["role"]) { role: String }
enum State { OPEN CLOSED }
`

// read reads a schema of the product's directives, a base, and a source of its own.
func read(t *testing.T, base, text string) (*mapping.Schema, error) {
	t.Helper()
	directives, err := os.ReadFile("../../schema/directives.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	sdl, err := gqlparser.LoadSchema(&ast.Source{Name: "directives.graphqls", Input: string(directives)},
		&ast.Source{Name: "base.graphqls", Input: base}, &ast.Source{Name: "own.graphqls", Input: text})
	if err != nil {
		t.Fatal(err)
	}
	return mapping.Read(sdl)
}

// here is the line of a source that a message has to name.
const here = "# here"

// tree is a type whose nodes are parts of one another, with a field of its own.
func tree(field string) string {
	return `type Award implements Node @node(label: "Award", scope: OPEN) { id: ID! parent: Award @relation(type: "PART_OF", direction: OUT, one: true)
			` + field + "}"
}

// TestRefusals breaks one rule at a time: the one message says which file and line, what is wrong and what is right.
func TestRefusals(t *testing.T) {
	for _, c := range []struct{ name, own, want string }{
		{"a label twice", `type Work implements Node @node(label: "Task", scope: OPEN) { id: ID! } # here`, "Work has the label Task, which Task has too; give each type a label of its own"},
		{"OWN without via", `type Award implements Node @node(label: "Award", scope: OWN) { id: ID! } # here`, "Award is OWN without via, as are Award, Cadre; exactly one OWN type owns the others"},
		{"ANY without via", `type Case implements Node @node(label: "Case", scope: ANY) { id: ID! } # here`, "Case is ANY without via"},
		{"via of an OPEN type", `type Award implements Node @node(label: "Award", scope: OPEN, via: "OF") { # here
			id: ID! cadre: Cadre @relation(type: "OF", direction: OUT, one: true) }`, "Award is OPEN and has via OF; every role sees it, leave via out"},
		{"via that is no relation", `type Award implements Node @node(label: "Award", scope: OWN, via: "OF") { id: ID! } # here`, "has no relation OF that leads out to Cadre"},
		{"via that leads elsewhere", `type Award implements Node @node(label: "Award", scope: OWN, via: "OF") { # here
			id: ID! task: Task @relation(type: "OF", direction: OUT, one: true) }`, "has no relation OF that leads out to Cadre"},
		{"via that leads inwards", `type Award implements Node @node(label: "Award", scope: OWN, via: "OF") { # here
			id: ID! cadre: Cadre @relation(type: "OF", direction: IN, one: true) }`, "has no relation OF that leads out to Cadre"},
		{"OWN of many", `type Award implements Node @node(label: "Award", scope: OWN, via: "OF") {
			id: ID!
			cadres: CadreConnection! @relation(type: "OF", direction: OUT) # here
			} type CadreConnection { nodes: [Cadre!]! }`, "Award.cadres leads to many of Cadre; what is OWN has one owner, otherwise it is ANY"},
		{"an index of a field that is not ordered by", `type Award implements Node @node(label: "Award", scope: OPEN) { id: ID! year: Int @property(indexed: false) } # here`, "Award.year: @property says indexed, and lists are not ordered by it"},
		{"full text of a field that is not there", `type Award implements Node @node(label: "Award", scope: OPEN, fulltext: ["title"]) { id: ID! } # here`, "fulltext names title, which is not a stored text of it"},
		{"full text of a number", `type Award implements Node @node(label: "Award", scope: OPEN, fulltext: ["year"]) { id: ID! year: Int } # here`, "fulltext names year, which is not a stored text of it"},
		{"full text of a relation", `type Award implements Node @node(label: "Award", scope: OPEN, fulltext: ["task"]) { # here
			id: ID! task: Task @relation(type: "OF", direction: OUT, one: true) }`, "fulltext names task, which is not a stored text of it"},
		{"full text of a computed field", `type Award implements Node @node(label: "Award", scope: OPEN, fulltext: ["title"]) { id: ID! title: String @computed } # here`, "fulltext names title"},
		{"key of an unknown type", `type Award implements Node @node(label: "Award", scope: OPEN) {
			id: ID!
			leader: String @keyOf(type: "Nobody") # here
			}`, "Award.leader: Nobody is not a node type"},
		{"key of a plain type", `type Award implements Node @node(label: "Award", scope: OPEN) { id: ID! leader: String @keyOf(type: "TaskConnection") } # here`, "TaskConnection is not a node type"},
		{"key that is a number", `type Award implements Node @node(label: "Award", scope: OPEN) { id: ID! leader: Int @keyOf(type: "Cadre") } # here`, "a reference is a text that holds a key"},
		{"key that is ordered by", `type Award implements Node @node(label: "Award", scope: OPEN) { id: ID! leader: String @keyOf(type: "Cadre") @property(order: true) } # here`, "neither ordered nor grouped by"},
		{"pending on an unknown field", `type Award implements Node @node(label: "Award", scope: OPEN)
			@pending(field: "stage", values: ["OPEN"], from: [SUBJECT]) # here
			{ id: ID! }`, "@pending names stage, which is not a stored field of it"},
		{"pending on a relation", `type Award implements Node @node(label: "Award", scope: OPEN) @pending(field: "task", values: ["x"], from: [SUBJECT]) { # here
			id: ID! task: Task @relation(type: "OF", direction: OUT, one: true) }`, "@pending names task, which is not a stored field of it"},
		{"pending on an unknown value", `type Award implements Node @node(label: "Award", scope: OPEN) @pending(field: "state", values: ["OPEN", "AJAR"], from: [SUBJECT]) { id: ID! state: State } # here`,
			"@pending names AJAR, which is not a value of State"},
		{"pending from nobody", `type Award implements Node @node(label: "Award", scope: OPEN) @pending(field: "state", values: ["OPEN"], from: []) { id: ID! state: State } # here`,
			"Award: @pending names no role in from; name some, or leave the directive out"},
		{"pending without values", `type Award implements Node @node(label: "Award", scope: OPEN) @pending(field: "state", values: [], from: [SUBJECT]) { id: ID! state: State } # here`, "@pending names no value"},
		{"pending on a plain type", `type Award @pending(field: "state", values: ["OPEN"], from: [SUBJECT]) { state: State } # here`, "@pending belongs on a type with @node"},
		{"unlisted on an unknown field", `type Award implements Node @node(label: "Award", scope: OPEN) @unlisted(field: "stage", values: ["OPEN"]) { id: ID! } # here`, "@unlisted names stage"},
		{"unlisted on an unknown value", `type Award implements Node @node(label: "Award", scope: OPEN) @unlisted(field: "state", values: ["AJAR"]) { id: ID! state: State } # here`, "@unlisted names AJAR, which is not a value of State"},
		{"shared and somebody's", `type Award implements Node @node(label: "Award", scope: OWN, via: "OF") @shared { id: ID! cadre: Cadre @relation(type: "OF", direction: OUT, one: true) } # here`,
			"Award: @shared belongs on a type that is OPEN, and this one is OWN: its nodes belong to officials; leave it out"},
		{"shared on a plain type", `type Award @shared { id: ID! } # here`, "Award: @shared belongs on a type with @node"},
		{"dated on a text", `type Award implements Node @node(label: "Award", scope: OPEN) { id: ID! year: String @dated } # here`, "Award.year: @dated belongs on a stored Date or DateTime"},
		{"dated on a relation", `type Award implements Node @node(label: "Award", scope: OPEN) { id: ID! task: Task @relation(type: "OF", direction: OUT, one: true) @dated } # here`, "Award.task: @dated belongs on a stored Date or DateTime"},
		{"dated twice", `interface Reviewed @relationship(type: "REVIEWED") { from: Date @dated to: Date @dated } # here`, "Reviewed.to: @dated stands on from already; one day says when it was, leave the other out"},
		{"dated on a plain type", `type Award { on: Date @dated } # here`, "Award.on: @dated belongs on a field of a type with @node"},
		{"unlisted on a plain type", `type Award @unlisted(field: "state", values: ["OPEN"]) { state: State } # here`, "@unlisted belongs on a type with @node"},
		{"a property of a plain type", `type Award { title: String @property(order: true) } # here`, "Award.title: @property belongs on a field of a type with @node"},
		{"a reference in a plain type", `type Award { leader: String @keyOf(type: "Cadre") } # here`, "Award.leader: @keyOf belongs on a field of a type with @node"},
		{"a count of all in a plain type", `type Award { place: Int @whole } # here`, "Award.place: @whole belongs on a field of a type with @node"},
		{"a relation that counts all", `type Award implements Node @node(label: "Award", scope: OPEN) { id: ID! task: Task @whole @relation(type: "OF", direction: OUT, one: true) } # here`, "Award.task: @whole belongs on a property"},
		{"a relation of a plain type", `type Award { task: Task @relation(type: "OF", direction: OUT, one: true) } # here`, "Award.task: @relation belongs on a field of a type with @node"},
		{"a relation of an interface", `interface Thing { task: Task @relation(type: "OF", direction: OUT, one: true) } # here`, "Thing.task: @relation belongs on a field of a type with @node"},
		{"a relation of a relationship", `interface Reviewed @relationship(type: "REVIEWED") { task: Task @relation(type: "OF", direction: OUT, one: true) } # here`, "Reviewed.task: @relation belongs on a field of a type with @node"},
		{"a computed field of a plain type", `type Award { worth: Int @computed } # here`, "Award.worth: @computed belongs on a field of a type with @node"},
		{"a computed field of a relationship", `interface Reviewed @relationship(type: "REVIEWED") { worth: Int @computed } # here`, "Reviewed.worth: @computed belongs on a field of a type with @node"},
		{"a computed root field", `extend type Query { worth: Int @computed } # here`, "Query.worth: @computed belongs on a field of a type with @node"},
		{"a computed field that is never null", `type Award implements Node @node(label: "Award", scope: OPEN) { id: ID! worth: Int! @computed } # here`, "Award.worth: a computed field is nullable; leave the ! out"},
		{"a computed field that is stored", `type Award implements Node @node(label: "Award", scope: OPEN) { id: ID! worth: Int @computed @property(order: true) } # here`, "Award.worth is computed and stored; it is one of the two"},
		{"a computed relation", `type Award implements Node @node(label: "Award", scope: OPEN) { id: ID! task: Task @computed @relation(type: "OF", direction: OUT, one: true) } # here`, "Award.task is computed and stored"},
		{"a relation that is a property", `type Award implements Node @node(label: "Award", scope: OPEN) { id: ID! task: Task @property(order: true) @relation(type: "OF", direction: OUT, one: true) } # here`,
			"Award.task is a property and a relation; it is one of the two"},
		{"a relation to many that is no connection", `type Award implements Node @node(label: "Award", scope: OPEN) { id: ID! tasks: [Task!]! @relation(type: "OF", direction: OUT) } # here`,
			"Award.tasks: Task is not a connection; a relation to many returns one"},
		{"a relation to a plain type", `type Award implements Node @node(label: "Award", scope: OPEN) { id: ID! page: PageInfo @relation(type: "OF", direction: OUT, one: true) } # here`,
			"Award.page: PageInfo is not a node type, interface or union of node types"},
		{"an edge that is no relationship", `type Award implements Node @node(label: "Award", scope: OPEN) { id: ID! task: Task @relation(type: "OF", direction: OUT, one: true, edge: "Node") } # here`,
			"Award.task: edge Node is not an interface with @relationship"},
		{"an edge that is not there", `type Award implements Node @node(label: "Award", scope: OPEN) { id: ID! task: Task @relation(type: "OF", direction: OUT, one: true, edge: "Nothing") } # here`, "edge Nothing is not an interface"},
		{"an edge of another relationship", `type Award implements Node @node(label: "Award", scope: OPEN) { id: ID! task: Task @relation(type: "OF", direction: OUT, one: true, edge: "Participation") } # here`,
			"Award.task follows OF, and edge Participation is of WORKED_ON; name the interface of OF"},
		{"identity of a field that is not there", `interface Reviewed @relationship(type: "REVIEWED", identity: ["year"]) { role: String } # here`, "Reviewed: identity names year, which is not a field of it"},
		{"a property where the form of a name is", `type Award implements Node @node(label: "Award", scope: OPEN) { id: ID! title: String @property(alike: true) titleAlike: Int } # here`,
			"Award.titleAlike is stored as titleAlike, where what is kept beside title is; store it as another property"},
		{"a property where what full text finds is", `type Award implements Node @node(label: "Award", scope: OPEN, fulltext: ["title"]) { id: ID! title: String titleFolded: Int } # here`,
			"Award.titleFolded is stored as titleFolded, where what is kept beside title is; store it as another property"},
		{"a number as a name", `type Award implements Node @node(label: "Award", scope: OPEN) { id: ID! year: Int @property(alike: true) } # here`,
			"Award.year: @property says alike, and the field is Int; it is for names, which are String"},
		{"a property where a sort key is", `type Award implements Node @node(label: "Award", scope: OPEN) { id: ID! title: String @property(order: true) titleOrder: Int } # here`,
			"Award.titleOrder is stored as titleOrder, where what is kept beside title is; store it as another property"},
		{"access to a plain type", `type Award @access(roles: [ADMIN]) { title: String } # here`, "Award: @access belongs on a type with @node, or on the fields that lead to this one"},
		{"access to a connection", `type AwardConnection @access(roles: [ADMIN]) { nodes: [Task!]! } # here`, "AwardConnection: @access belongs on a type with @node"},
		{"access to a type for nobody", `type Award implements Node @node(label: "Award", scope: OPEN) @access(roles: []) { id: ID! } # here`, "Award: @access names no role in roles; name some, or leave the directive out"},
		{"access to a field for nobody", `type Award { title: String @access(roles: []) } # here`, "Award.title: @access names no role"},
		{"access to a root field for nobody", `extend type Query { awards: Int @access(roles: []) } # here`, "Query.awards: @access names no role"},
		{"access to an argument for nobody", `extend type Query { awards(of: String @access(roles: [])): Int } # here`, "Query.awards(of): @access names no role"},
		{"access to an input for nobody", `input AwardInput { of: String @access(roles: []) } # here`, "AwardInput.of: @access names no role"},
		{"access to a value for nobody", `enum Award { GOLD @access(roles: []) } # here`, "Award.GOLD: @access names no role"},
		{"called by a field that is not there", `type Award implements Node @node(label: "Award", scope: OPEN) @called(as: "{title}") { id: ID! } # here`, "@called names title, which is not a stored field or relation of it"},
		{"called by many", `type Award implements Node @node(label: "Award", scope: OPEN) @called(as: "{tasks}") { id: ID! tasks: TaskConnection! @relation(type: "OF", direction: OUT) } # here`, "@called names tasks, which leads to many nodes"},
		{"called by a key", `type Award implements Node @node(label: "Award", scope: OPEN) @called(as: "{leader}") { id: ID! leader: String @keyOf(type: "Cadre") } # here`, "@called names leader, which is a key"},
		{"called by itself", `type Award implements Node @node(label: "Award", scope: OPEN) @called(as: "{after}") { id: ID! after: Award @relation(type: "AFTER", direction: OUT, one: true) } # here`, "@called leads back to Award itself"},
		{"called without an end", `type Award implements Node @node(label: "Award", scope: OPEN) @called(as: "{key") { id: ID! key: String } # here`, "@called has { where it opens or closes nothing"},
		{"called with one inside the other", `type Award implements Node @node(label: "Award", scope: OPEN) @called(as: "[a[b]]") { id: ID! } # here`, "@called has [ where it opens or closes nothing"},
		{"called without a closing", `type Award implements Node @node(label: "Award", scope: OPEN) @called(as: "[a") { id: ID! } # here`, "@called has [ without ]"},
		{"called on a plain type", `type Award @called(as: "x") { title: String } # here`, "@called belongs on a type with @node"},
		{"calls on a node", `type Award implements Node @node(label: "Award", scope: OPEN) { id: ID! title: String @calls } # here`, "Award.title: @calls belongs on a text of a computed object"},
		{"calls on a number", `type Award { title: Int @calls } # here`, "Award.title: @calls belongs on a text of a computed object"},
		{"writable by nobody", `type Award implements Node @node(label: "Award", scope: OPEN) @table(name: "awards", columns: ["key"]) @writable(roles: []) { id: ID! key: String! } # here`, "Award: @writable names no role in roles; name some, or leave the directive out"},
		{"a field writable by nobody", `type Award implements Node @node(label: "Award", scope: OPEN) @table(name: "awards", columns: ["key"]) @writable(roles: [ADMIN]) { id: ID! key: String! @writable(roles: []) } # here`, "Award.key: @writable names no role in roles"},
		{"writable with what is not", `type Award implements Node @node(label: "Award", scope: OPEN) { id: ID! works: GaveTaskConnection! @relation(type: "GAVE", direction: OUT, edge: "Gave") } type GaveTaskConnection { nodes: [Task!]! }
			interface Gave @relationship(type: "GAVE") @table(name: "gifts", columns: ["note"]) @writable(roles: [ADMIN], as: "Gift", with: "Award") { note: String } # here`, "Gave: @writable says with Award, which is not writable itself; give that type @writable, or name the other end"},
		{"writable with what is no end", `type Award implements Node @node(label: "Award", scope: OPEN) @table(name: "awards", columns: ["key"]) @writable(roles: [ADMIN]) { id: ID! key: String! }
			interface Gave @relationship(type: "GAVE") @table(name: "gifts", columns: ["note"]) @writable(roles: [ADMIN], as: "Gift", with: "Award") { note: String } # here`, "Gave: @writable says with Award, which has no field that lists it; give the type of an end that does"},
		{"writable by way of a text", `type Award implements Node @node(label: "Award", scope: OPEN) @table(name: "awards", columns: ["key"]) @writable(roles: [ADMIN], within: "key") { id: ID! key: String! } # here`, "@writable goes by key, and key is not a relation of Award to one type; name the fields that lead to organizations"},
		{"needs what is no column", `type Award implements Node @node(label: "Award", scope: OPEN) @table(name: "awards", columns: ["key", "on"]) @writable(roles: [ADMIN]) { id: ID! key: String! on: Date @needs(with: ["by"]) } # here`, "Award.on: @needs names by, which is not a column of Award"},
		{"needs what is no value", `type Award implements Node @node(label: "Award", scope: OPEN) @table(name: "awards", columns: ["key", "on", "state"]) @writable(roles: [ADMIN]) { id: ID! key: String! state: State on: Date @needs(field: "state", in: ["AJAR"]) } # here`, "Award.on: @needs names AJAR, which is not a value of State"},
		{"needs where nothing is written", `type Award implements Node @node(label: "Award", scope: OPEN) { id: ID! key: String! by: String on: Date @needs(with: ["by"]) } # here`, "Award.on: @needs belongs on a column of a type that is writable; nothing honours it here"},
		{"settled by what is no column", `type Award implements Node @node(label: "Award", scope: OPEN) @table(name: "awards", columns: ["key"]) @writable(roles: [ADMIN]) { id: ID! key: String! by: String @settled(by: "done", revisedBy: "Award") } # here`, "Award.by: @settled names done, which is not a column of Award"},
		{"settled and revised by nothing", `type Award implements Node @node(label: "Award", scope: OPEN) @table(name: "awards", columns: ["key"]) @writable(roles: [ADMIN]) { id: ID! key: String! by: String @settled(by: "key", revisedBy: "Task") } # here`, "Award.by: @settled says revisedBy Task, which is not a type that is writable"},
		{"a sequence within a text", `type Award implements Node @node(label: "Award", scope: OPEN) @table(name: "awards", columns: ["key"]) @writable(roles: [ADMIN]) { id: ID! key: String! why: String state: State @sequence(within: "why", unless: "why") } # here`, "Award.state: @sequence goes within why, which does not lead to one node"},
		{"a sequence of texts", `type Award implements Node @node(label: "Award", scope: OPEN) @table(name: "awards", columns: ["key"]) @writable(roles: [ADMIN]) { id: ID! key: String! task: Task @relation(type: "OF", direction: OUT, one: true) why: String @sequence(within: "task", unless: "key") } # here`, "Award.why: @sequence is for values of an enum, whose order it follows"},
		{"a step that needs what is no column", `enum Stage { A @step(start: true, needs: ["by"]) } # here
			type Award implements Node @node(label: "Award", scope: OPEN) @table(name: "awards", columns: ["key", "stage"]) @writable(roles: [ADMIN]) { id: ID! key: String! stage: Stage }`, "A: @step needs by, which is not a column of Award"},
		{"a step that is due by a text", `enum Stage { A @step(start: true, waits: [ADMIN], due: "key") } # here
			type Award implements Node @node(label: "Award", scope: OPEN) @table(name: "awards", columns: ["key", "stage"]) @writable(roles: [ADMIN]) { id: ID! key: String! stage: Stage }`, "A: @step is due by key, which is not a date of Award"},
		{"a step that is due for nobody", `enum Stage { A @step(start: true, due: "on") } # here
			type Award implements Node @node(label: "Award", scope: OPEN) @table(name: "awards", columns: ["key", "stage"]) @writable(roles: [ADMIN]) { id: ID! key: String! on: Date stage: Stage }`, "A: @step is due, and waits for nobody; name the roles in waits"},
		{"a relationship that requires", `type Award implements Node @node(label: "Award", scope: OPEN) @table(name: "awards", columns: ["key"]) @writable(roles: [ADMIN]) { id: ID! key: String! works: GaveTaskConnection! @relation(type: "GAVE", direction: OUT, edge: "Gave") } type GaveTaskConnection { nodes: [Task!]! }
			interface Gave @relationship(type: "GAVE") @table(name: "gifts", columns: ["note"]) @writable(roles: [ADMIN], as: "Gift", with: "Award", requires: ["HEARD"]) { note: String } # here`, "Gave: @writable on a relationship has requires, which is for nodes"},
		{"personal on what is open", `type Award implements Node @node(label: "Award", scope: OPEN) { id: ID! title: String @personal } # here`, "Award.title: @personal belongs on what is about an official: a type with a scope other than OPEN, or a relationship"},
		{"personal on a plain type", `type Award { title: String @personal } # here`, "Award.title: @personal belongs on what is about an official"},
		{"personal on an interface", `interface Titled { title: String @personal } # here`, "Titled.title: @personal belongs on what is about an official"},
		{"a personal key", `type Award implements Node @node(label: "Award", scope: OWN, via: "OF") { id: ID! cadre: Cadre @relation(type: "OF", direction: OUT, one: true)
			key: String! @personal # here
			}`, "Award.key: @personal belongs on a stored value; keys are replaced in any case"},
		{"a personal relation", `type Award implements Node @node(label: "Award", scope: OWN, via: "OF") { id: ID!
			cadre: Cadre @personal @relation(type: "OF", direction: OUT, one: true) # here
			}`, "Award.cadre: @personal belongs on a stored value"},
		{"a personal value that is computed", `type Award implements Node @node(label: "Award", scope: OWN, via: "OF") { id: ID! cadre: Cadre @relation(type: "OF", direction: OUT, one: true)
			worth: Int @personal @computed # here
			}`, "Award.worth: @personal belongs on a stored value; keys are replaced in any case, and what is computed follows"},
		{"a personal day that is never missing", `type Award implements Node @node(label: "Award", scope: OWN, via: "OF") { id: ID! cadre: Cadre @relation(type: "OF", direction: OUT, one: true)
			on: Date! @personal # here
			}`, "Award.on: @personal on a value that is never missing and no free text leaves nothing to put in its place; let it be nullable"},
		{"a personal number of a relationship that is never missing", `interface Reviewed @relationship(type: "REVIEWED") { year: Int! @personal } # here`, "Reviewed.year: @personal on a value that is never missing"},
		{"a person's name on a plain type", `type Award { name: String @personName } # here`, "Award.name: @personName belongs on a field of a type with @node; nothing honours it here"},
		{"needs on a plain type", `type Award { on: Date @needs(with: ["by"]) } # here`, "Award.on: @needs belongs on a field of a type with @node"},
		{"settled on a plain type", `type Award { on: Date @settled(by: "key") } # here`, "Award.on: @settled belongs on a field of a type with @node"},
		{"a sequence on a plain type", `type Award { state: State @sequence(within: "task", unless: "key") } # here`, "Award.state: @sequence belongs on a field of a type with @node"},
		{"a level where nothing is a part", `type Award implements Node @node(label: "Award", scope: OPEN) { id: ID! state: State @level } # here`, "Award.state: @level belongs on a field of a type whose nodes are parts of one another, which has a relation OUT to one of its own by PART_OF; nothing honours it here"},
		{"a level of a tree by many", `type Award implements Node @node(label: "Award", scope: OPEN) { id: ID! of: AwardConnection! @relation(type: "PART_OF", direction: OUT)
			state: State @level # here
			} type AwardConnection { nodes: [Award!]! }`, "Award.state: @level belongs on a field of a type whose nodes are parts of one another"},
		{"a level on a plain type", `type Award { state: State @level } # here`, "Award.state: @level belongs on a field of a type whose nodes are parts of one another"},
		{"a level of a relationship", `interface Gave @relationship(type: "GAVE") { state: State @level } # here`, "Gave.state: @level belongs on a field of a type whose nodes are parts of one another"},
		{"a level on a text", tree(`name: String @level # here
			`), "Award.name: @level belongs on a stored value of an enum"},
		{"a level on a list", tree(`states: [State!] @level # here
			`), "Award.states: @level belongs on a stored value of an enum"},
		{"a level on what is computed", tree(`state: State @computed @level # here
			`), "Award.state: @level belongs on a stored value of an enum"},
		{"a level on a relation", tree(`task: Task @level @relation(type: "OF", direction: OUT, one: true) # here
			`), "Award.task: @level belongs on a stored value of an enum"},
		{"two levels", tree(`state: State @level
			other: State @level # here
			`), "Award.other: @level stands on state already; a node stands at one level, leave the other out"},
		{"a tree of what belongs to somebody", `type Award implements Node @node(label: "Award", scope: OWN, via: "OF") { id: ID! cadre: Cadre @relation(type: "OF", direction: OUT, one: true)
			parent: Award @relation(type: "PART_OF", direction: OUT, one: true) # here
			}`, "Award.parent: PART_OF makes a tree that filters and groups walk, and not everyone sees each node of Award: let the type be OPEN without @pending, or name the relationship otherwise"},
		{"a tree of what is pending", `type Award implements Node @node(label: "Award", scope: OPEN) @pending(field: "state", values: ["OPEN"], from: [SUBJECT]) { id: ID! state: State
			parent: Award @relation(type: "PART_OF", direction: OUT, one: true) # here
			}`, "Award.parent: PART_OF makes a tree that filters and groups walk"},
		{"a union beside another type", `type Award implements Node @node(label: "Award", scope: OPEN) { id: ID!
			things: ThingConnection! @relation(type: "FOR", direction: OUT) # here
			prize: Prize @relation(type: "FOR", direction: OUT, one: true) }
			type Prize implements Node @node(label: "Prize", scope: OPEN) { id: ID! key: String! }
			union Thing = Task | Cadre type ThingConnection { nodes: [Thing!]! }`, "Award.things follows FOR to Thing, and by other fields Prize stands at its end too: nothing tells them apart; let Prize be one of Thing, or follow a relationship of its own"},
		{"a union beside what leads here", `type Award implements Node @node(label: "Award", scope: OPEN) { id: ID!
			things: ThingConnection! @relation(type: "FOR", direction: IN) # here
			}
			type Prize implements Node @node(label: "Prize", scope: OPEN) { id: ID! key: String! award: Award @relation(type: "FOR", direction: OUT, one: true) }
			union Thing = Task | Cadre type ThingConnection { nodes: [Thing!]! }`, "Award.things follows FOR to Thing, and by other fields Prize stands at its end too"},
		{"cost of a field", `type Award { title: String @cost(rows: 3) } # here`, "Award.title: @cost belongs on a root field"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := read(t, owner, c.own)
			line := 1 + strings.Count(c.own[:strings.Index(c.own, here)], "\n")
			found := false
			for message := range strings.Lines(fmt.Sprint(err)) {
				message = strings.TrimSpace(message)
				file, rest, _ := strings.Cut(message, ": ")
				if strings.Contains(rest, c.want) && file == fmt.Sprint("own.graphqls:", line) {
					found = true
				}
			}
			if !found {
				t.Errorf("got %v\nwant own.graphqls:%d: … %s", err, line, c.want)
			}
		})
	}
}

// TestRefusalsOfNoOwner: without a type that owns others, and with one whose scope is of the wrong kind, there is
// nothing that a scope could lead to.
func TestRefusalsOfNoOwner(t *testing.T) {
	for _, c := range []struct{ name, own, want string }{
		{"OWN and no owner", `type Task implements Node @node(label: "Task", scope: OPEN) { id: ID! }
type Award implements Node @node(label: "Award", scope: OWN, via: "OF") { id: ID! task: Task @relation(type: "OF", direction: OUT, one: true) }`,
			"own.graphqls:2: Award is OWN, and no type is the owner; let one be OWN without via"},
		{"an owner that is ANY", `type Cadre implements Node @node(label: "Cadre", scope: ANY) { id: ID! }`, "own.graphqls:1: Cadre is ANY without via"},
	} {
		if _, err := read(t, "", c.own); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
}

// TestAllIsSaidAtOnce: two mistakes are two lines, in the order of the types' names.
func TestAllIsSaidAtOnce(t *testing.T) {
	_, err := read(t, owner, "type B { x: Int @property }\ntype A { x: Int @computed }")
	want := "own.graphqls:2: A.x: @computed belongs on a field of a type with @node; nothing honours it here\n" +
		"own.graphqls:1: B.x: @property belongs on a field of a type with @node; nothing honours it here"
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

// TestRead reads what is right: the base of the refusals, and the product's own schema.
func TestRead(t *testing.T) {
	s, err := read(t, owner, "")
	if err != nil {
		t.Fatal(err)
	}
	dated, err := read(t, owner, `type Office implements Node @node(label: "Office", scope: OPEN) @shared { id: ID! key: String! name: String opened: Date @dated closed: Date }`)
	if err != nil || !dated.Type("Office").Shared || dated.Type("Office").Dated().Name != "opened" || dated.Type("Task").Shared || dated.Type("Task").Dated() != nil {
		t.Errorf("shared and dated are not read: %v", err)
	}
	// A union and one of its types, and a type apart along another relationship, are told apart.
	office, err := read(t, owner, tree("rank: State @level")+`
		type Prize implements Node @node(label: "Prize", scope: OPEN) { id: ID! things: ThingConnection! @relation(type: "FOR", direction: OUT) task: Task @relation(type: "FOR", direction: OUT, one: true)
			award: Award @relation(type: "GIVEN_AS", direction: OUT, one: true) }
		union Thing = Task | Cadre type ThingConnection { nodes: [Thing!]! }`)
	if err != nil || office.Type("Award").Level().Name != "rank" || office.Type("Award").Tree().Name != "parent" || office.Type("Prize").Tree() != nil {
		t.Errorf("a tree with levels and a union are not read: %v", err)
	}
	cadre := s.Type("Cadre")
	if s.Owner() != cadre || s.Label("Task") != s.Type("Task") || !cadre.Field("name").HasSortKey() || cadre.Field("key").HasSortKey() || len(s.Searched()) != 1 {
		t.Errorf("the base reads as %+v", cadre)
	}
	if w := cadre.Field("work").Relation; w.Name != "WORKED_ON" || !w.Out || w.One || w.Target != s.Type("Task") || w.Edge.Identity[0] != "role" || !s.Single([]*mapping.Type{cadre}, w) {
		t.Errorf("work reads as %+v", w)
	}
	sdl, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := mapping.Read(sdl); err != nil {
		t.Error(err)
	}
}

// TestCaption puts captions together: what is missing leaves its text, its brackets, or nothing; an organization is not
// said twice; and a node that nothing is known of is called by its key.
func TestCaption(t *testing.T) {
	m, err := read(t, owner, `
type Office implements Node @node(label: "Office", scope: OPEN) { id: ID! key: String! name: String }
type Post implements Node @node(label: "Post", scope: OPEN) @called(as: "{office}{title}[（{state}，{places}个）]") { id: ID! key: String! title: String places: Int state: Mode
  office: Office @relation(type: "AT", direction: OUT, one: true) }
type Stretch implements Node @node(label: "Stretch", scope: OPEN) @called(as: "{from} 至{to:今} {post}[ {tags}]") { id: ID! key: String! from: Date to: Date tags: [String!]
  post: Post @relation(type: "TO", direction: OUT, one: true) }
type Bare implements Node @node(label: "Bare", scope: OPEN) { id: ID! key: String! }
"方式 How." enum Mode { "试用 On trial." TRIAL }`)
	if err != nil {
		t.Fatal(err)
	}
	office := []any{"o", "某镇"}
	for _, c := range []struct {
		typ    string
		values []any
		want   string
	}{
		{"Post", []any{"p", office, "镇长", nil, nil}, "某镇镇长"},
		{"Post", []any{"p", office, "某镇镇长", nil, nil}, "某镇镇长"},
		{"Post", []any{"p", nil, "镇长", "TRIAL", int64(2)}, "镇长（试用，2个）"},
		{"Post", []any{"p", office, "镇长", "TRIAL", nil}, "某镇镇长"},
		{"Post", []any{"p", nil, nil, nil, nil}, "p"},
		{"Post", []any{"p", []any{"o", nil}, "镇长", nil, nil}, "o镇长"},
		{"Stretch", []any{"s", "2019-03", nil, []any{"p", office, "镇长", nil, nil}, nil}, "2019-03 至今 某镇镇长"},
		{"Stretch", []any{"s", "2019-03", "2021", []any{"p", office, "镇长", nil, nil}, []any{"a", "b"}}, "2019-03 至2021 某镇镇长 a、b"},
		{"Office", []any{"o", "某镇"}, "某镇"},
		{"Office", []any{"o", nil}, "o"},
		{"Bare", []any{"b"}, "b"},
	} {
		if got := m.Type(c.typ).Caption.Of(c.values); got != c.want {
			t.Errorf("%s %v is called %q, want %q", c.typ, c.values, got, c.want)
		}
	}
}
