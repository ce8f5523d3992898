package httpapi

import (
	"cmp"
	"mime"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"
)

// acceptable is one media range of an Accept header.
type acceptable struct {
	typ    string // "*/*", "text/*" or a type
	params map[string]string
	weight float64
}

// acceptables reads Accept headers (RFC 9110, 12.5.1), the most wanted first and equal ones as they stand. Ranges that
// cannot be read, and charsets other than UTF-8, are left out.
func acceptables(headers []string) []acceptable {
	var out []acceptable
	for part := range strings.SplitSeq(strings.Join(headers, ","), ",") {
		t, params, err := mime.ParseMediaType(part)
		if err != nil || params["charset"] != "" && !strings.EqualFold(params["charset"], "utf-8") {
			continue
		}
		weight := 1.0
		if q, given := params["q"]; given {
			if weight, err = strconv.ParseFloat(q, 64); err != nil || weight < 0 || weight > 1 {
				continue
			}
		}
		out = append(out, acceptable{t, params, weight})
	}
	slices.SortStableFunc(out, func(a, b acceptable) int { return cmp.Compare(b.weight, a.weight) })
	return out
}

// negotiated is how an answer is written: a GraphQL response of a type, or an export.
type negotiated struct {
	typ    string       // of the response, or of errors about an export
	lang   language.Tag // of what is said in it
	export bool
	format format
	stream bool // as events, one for each answer
}

// negotiate picks what the client prefers among what there is; false when it accepts none of it. Exports are asked
// for by name, a range such as */* means GraphQL's JSON. Of equally wanted types the first counts, but the GraphQL
// type goes before plain JSON, which clients list beside it for servers that do not know it.
func negotiate(headers []string) (negotiated, bool) {
	if strings.TrimSpace(strings.Join(headers, "")) == "" {
		return negotiated{typ: typeJSON}, true
	}
	list := acceptables(headers)
	refused := map[string]bool{}
	for _, a := range list {
		if a.weight == 0 {
			refused[a.typ] = true
		}
	}
	for _, a := range list {
		if a.weight == 0 {
			break
		}
		switch a.typ {
		case typeCSV, typeJSONL, typeNDJSON, typeWorkbook:
			if l := a.params["labels"]; l != "" && l != "zh" { // there are no others
				continue
			}
			return negotiated{typ: typeResponse, export: true, format: format{typ: a.typ, bom: a.typ == typeCSV && a.params["bom"] == "true", labels: a.params["labels"] != ""}}, true
		case typeEvents:
			return negotiated{typ: typeResponse, stream: true}, true
		case typeResponse:
			return negotiated{typ: typeResponse}, true
		case typeJSON:
			for _, b := range list {
				if b.typ == typeResponse && b.weight == a.weight {
					return negotiated{typ: typeResponse}, true
				}
			}
			return negotiated{typ: typeJSON}, true
		case "*/*", "application/*":
			for _, t := range []string{typeJSON, typeResponse} {
				if !refused[t] && !slices.ContainsFunc(list, func(b acceptable) bool { return b.typ == t && b.weight < a.weight }) {
					return negotiated{typ: t}, true
				}
			}
		}
	}
	return negotiated{}, false
}
