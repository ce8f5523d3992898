package judge

import "bole/internal/judge/fact"

// sanctionState is how a sanction stands on a day.
type sanctionState string

// States of sanctions. effectUnknown: no end, or a date too coarse to tell; it is taken neither for in force nor
// for ended.
const (
	inForce       sanctionState = "IN_FORCE"
	effectEnded   sanctionState = "ENDED"
	effectUnknown sanctionState = "UNKNOWN"
	notYet        sanctionState = "NOT_YET"
	revoked       sanctionState = "REVOKED"
	exempted      sanctionState = "EXEMPT"
)

// SanctionState says how a sanction stands on the day. In force: startsOn (else decidedOn) ≤ asOf < effectEndsOn,
// decided by then, not revoked and not exempted from.
func (y *Day) SanctionState(d *fact.Dossier, s *fact.Sanction) sanctionState {
	if y.Exempt(d, "Sanction", s.Key) {
		return exempted
	}
	begun := parse(s.DecidedOn).by(y.asOf)
	if s.StartsOn != "" {
		begun = min(begun, parse(s.StartsOn).by(y.asOf))
	}
	withdrawn, ended := no, parse(s.EffectEndsOn).by(y.asOf)
	if s.RevokedOn != "" {
		withdrawn = parse(s.RevokedOn).by(y.asOf)
	}
	switch {
	case begun == no:
		return notYet
	case withdrawn == yes:
		return revoked
	case ended == yes:
		return effectEnded
	case begun == yes && withdrawn == no && ended == no:
		return inForce
	}
	return effectUnknown
}

// SanctionsInForce are those certainly in force.
func (y *Day) SanctionsInForce(d *fact.Dossier) []*fact.Sanction {
	var out []*fact.Sanction
	for i := range d.Sanctions {
		if s := &d.Sanctions[i]; y.SanctionState(d, s) == inForce {
			out = append(out, s)
		}
	}
	return out
}

// sanctionCounts reports whether a sanction was neither revoked nor exempted from, whether or not its effect ended.
func (y *Day) sanctionCounts(d *fact.Dossier, key string) bool {
	s := d.Sanction(key)
	if s == nil {
		return false
	}
	switch y.SanctionState(d, s) {
	case inForce, effectEnded, effectUnknown:
		return true
	}
	return false
}
