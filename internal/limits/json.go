package limits

import "bole/graph/message"

// CheckJSON holds a scan of a request's JSON to the limits: name is the member that is read, depth the levels of objects
// and lists the scan is below it, values how many it has seen. It is asked for each token, before anything is decoded.
func (l Limits) CheckJSON(name string, depth, values int) error {
	var over limit
	found := 0
	switch {
	case depth > l.Nesting:
		over, found = limit{l.Nesting, message.New("levels of objects and lists"), "BOLE_MAX_NESTING", message.New("nest it less")}, depth
	case values > l.Values:
		over, found = l.values(), values
	default:
		return nil
	}
	return over.over(nil, message.Plain(name), found)
}
