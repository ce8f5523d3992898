package main

import (
	"fmt"
	"math/rand/v2"
)

// The dialects a question is put in.
const (
	inProduct      = "product"
	inLoader       = "loader"
	inRaw          = "raw" // the operation by name
	inNeo4jGraphQL = "neo4j-graphql"
	inUnordered    = "neo4j-graphql, unordered" // without the orders of nested lists, which leave it any ten tasks
)

// pageSize and pages of scenarios d and f.
const (
	pageSize = 50
	pages    = 50
)

// A scenario is one question, put to each peer that can answer it.
type scenario struct {
	name, what string
	vary       string              // the variable that differs from request to request: "key", "category", "page", "vacancy", or ""
	asked      map[string]question // by dialect; a peer whose dialect is missing does not take part
}

// A question is a scenario in the words of one dialect.
type question struct {
	query string
	leeway
}

// leeway is what a peer's answer need not have in common with the product's.
type leeway struct {
	without   []string // members that only one of the two has
	one       string   // a member that is a list of one here and the object itself there
	unordered bool     // lists stand in any order
	counted   string   // lists of which only the length is compared
}

// Conditions that scenarios b and c share.
const (
	ledHard      = `filter: {tasks: {some: {role: {eq: LEAD}, node: {category: {eq: $category}, difficulty: {gte: 4}}}}}`
	ledHardNeo4j = `where: {tasksConnection: {some: {edge: {role: {eq: LEAD}}, node: {category: {eq: $category}, difficulty: {gte: 4}}}}}`
)

var scenarios = []scenario{
	{"a", "one cadre by key → tasks with role → cases and evaluations", "key", map[string]question{
		inProduct: {query: `query($key: String!) { cadre(key: $key) { name tasks(first: 20) { edges { role node { title cases(first: 20) { nodes { title kind } } evaluations(first: 20) { nodes { score } } } } } } }`},
		inLoader:  {query: `query($key: String!) { cadre(key: $key) { name tasks(first: 20) { edges { role node { title cases(first: 20) { nodes { title kind } } evaluations(first: 20) { nodes { score } } } } } } }`},
		inRaw:     {query: "a"},
		inNeo4jGraphQL: {`query($key: ID!) { cadre: cadres(where: {key: {eq: $key}}) { name tasks: tasksConnection(first: 20) { edges { properties { role } node { title cases(limit: 20) { title kind } evaluations(limit: 20) { score } } } } } }`,
			leeway{one: "cadre", unordered: true}},
	}},
	{"b", "first 20 cadres by name who led a task of a category at difficulty ≥ 4", "category", map[string]question{
		inProduct:      {query: `query($category: TaskCategory!) { cadres(first: 20, orderBy: {name: ASC}, ` + ledHard + `) { nodes { key name } } }`},
		inLoader:       {query: `query($category: String!) { cadres(first: 20, category: $category) { nodes { key name } } }`},
		inRaw:          {query: "b"},
		inNeo4jGraphQL: {query: `query($category: TaskCategory!) { cadres(limit: 20, sort: [{name: ASC}, {key: ASC}], ` + ledHardNeo4j + `) { key name } }`},
	}},
	{"c", "the same with totalCount", "category", map[string]question{
		inProduct:      {query: `query($category: TaskCategory!) { cadres(first: 20, orderBy: {name: ASC}, ` + ledHard + `) { nodes { key name } totalCount } }`},
		inLoader:       {query: `query($category: String!) { cadres(first: 20, category: $category) { nodes { key name } totalCount } }`},
		inRaw:          {query: "c"},
		inNeo4jGraphQL: {query: `query($category: TaskCategory!) { cadres: cadresConnection(first: 20, sort: [{name: ASC}, {key: ASC}], ` + ledHardNeo4j + `) { edges { node { key name } } totalCount } }`},
	}},
	{"d", "50 cadres × first 10 tasks × evaluations", "page", map[string]question{
		inProduct:      {query: `query($after: String) { cadres(first: 50, after: $after, orderBy: {name: ASC}) { nodes { name tasks(first: 10) { nodes { title evaluations(first: 10) { nodes { score } } } } } } }`},
		inLoader:       {query: `query($after: String) { cadres(first: 50, after: $after) { nodes { name tasks(first: 10) { nodes { title evaluations(first: 10) { nodes { score } } } } } } }`},
		inRaw:          {query: "d"},
		inNeo4jGraphQL: {query: `query($offset: Int!) { cadres(limit: 50, offset: $offset, sort: [{name: ASC}, {key: ASC}]) { name tasks(limit: 10, sort: [{key: ASC}]) { title evaluations(limit: 10, sort: [{key: ASC}]) { score } } } }`},
		inUnordered: {`query($offset: Int!) { cadres(limit: 50, offset: $offset, sort: [{name: ASC}, {key: ASC}]) { name tasks(limit: 10) { title evaluations(limit: 10) { score } } } }`,
			leeway{counted: "tasks", unordered: true}},
	}},
	{"e", "first 20 tasks, hardest first, whose lead has three or more verified positive cases", "category", map[string]question{
		inProduct: {query: `query($category: TaskCategory!) { tasks(first: 20, orderBy: {difficulty: DESC}, filter: {category: {eq: $category}, cadres: {some: {role: {eq: LEAD}, node: {cases: {count: [{where: {node: {polarity: {eq: POSITIVE}, verification: {eq: VERIFIED}}}, gte: 3}]}}}}}) { nodes { key title difficulty } } }`},
		inLoader:  {query: `query($category: String!) { tasks(first: 20, category: $category) { nodes { key title difficulty } } }`},
		inRaw:     {query: "e"},
	}},
	{"f", "page 2 to 50 of all cadres by cursor", "page", map[string]question{
		inProduct: {query: pageByName},
		inLoader:  {query: `query($after: String) { cadres(first: 50, after: $after) { nodes { key name } pageInfo { hasNextPage endCursor } } }`},
		inRaw:     {query: "f"},
		inNeo4jGraphQL: {`query($offset: Int!) { cadres(limit: 50, offset: $offset, sort: [{name: ASC}, {key: ASC}]) { key name } }`,
			leeway{without: []string{"pageInfo"}}},
	}},
	{"g", "average score of 120,000 evaluations by the category of the task they rest on", "", map[string]question{
		inProduct: {query: `{ evaluations { groupBy(by: [{basedOn: {task: {category: VALUE}}}]) { groups { key { basedOn { task { category } } } aggregate { count score { avg } } } } } }`},
		inRaw:     {query: "g"},
	}},
	{"h", "average and greatest score of one category", "category", map[string]question{
		inProduct:      {query: `query($category: TaskCategory!) { evaluations(filter: {tasks: {some: {category: {eq: $category}}}}) { aggregate { score { avg max } } } }`},
		inRaw:          {query: "h"},
		inNeo4jGraphQL: {query: `query($category: TaskCategory!) { evaluations: evaluationsConnection(where: {basedOn: {some: {category: {eq: $category}}}}) { aggregate { node { score { avg: average max } } } } }`},
	}},
	{"i", "first 100 of a vacancy's list with conditions, bands, records and evidence", "vacancy", map[string]question{inProduct: {query: lookup}}},
}

// inGenerated reports whether a scenario is asked over officials of the demo's generator: there vacancies are.
func (s scenario) inGenerated() bool { return s.vary == "vacancy" }

// pageByName is scenario f in the product's words, which also takes the cursors of the pages.
const pageByName = `query($after: String) { cadres(first: 50, after: $after, orderBy: {name: ASC}) { nodes { key name } pageInfo { hasNextPage endCursor } } }`

// scenarioNamed is the scenario of that letter.
func scenarioNamed(name string) (scenario, error) {
	for _, s := range scenarios {
		if s.name == name {
			return s, nil
		}
	}
	return scenario{}, fmt.Errorf("unknown scenario %q", name)
}

// variables draws a request's variables in the peer's words; equal random numbers ask all peers the same.
func (p *peer) variables(s scenario, rng *rand.Rand) object {
	switch s.vary {
	case "key":
		return object{"key": cadre(rng.IntN(cadres))}
	case "category":
		return object{"category": categories[rng.IntN(len(categories))]}
	case "page":
		page := 1 + rng.IntN(pages-1)
		if p.process.offsets {
			return object{"offset": page * pageSize}
		}
		return object{"after": p.process.cursors[page-1]}
	case "vacancy":
		return aVacancy(rng)
	}
	return object{}
}
