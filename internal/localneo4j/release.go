package localneo4j

import "strings"

// longTerm is the release with long-term support, which the managed server is.
const longTerm = "5.26.30"

// release is what differs between the releases.
type release struct {
	version string
	main    string   // class that runs the server
	javas   []string // major versions of Java that it runs on
}

func releaseOf(version string) release {
	if strings.HasPrefix(version, "5.") {
		return release{version: version, main: "org.neo4j.server.CommunityEntryPoint", javas: []string{"17", "21"}}
	}
	return release{version: version, main: "org.neo4j.server.Neo4jCommunity", javas: []string{"21", "25"}}
}

// needs is the release's Java for people.
func (r release) needs() string { return strings.Join(r.javas, " / ") }
