package judge

// SanctionState is how a sanction stands on a day.
type SanctionState string

// States of sanctions. EffectUnknown: no end, or a date too coarse to tell; it is taken neither for in force nor
// for ended.
const (
	InForce       SanctionState = "IN_FORCE"
	Ended         SanctionState = "ENDED"
	EffectUnknown SanctionState = "UNKNOWN"
	NotYet        SanctionState = "NOT_YET"
	Revoked       SanctionState = "REVOKED"
	Exempted      SanctionState = "EXEMPT"
)

// SanctionState tells how a sanction stands on the day. In force: startsOn (else decidedOn) ≤ asOf < effectEndsOn,
// decided by then, not revoked and not exempted from.
func (y *Day) SanctionState(d *Dossier, s *Sanction) SanctionState {
	if y.Exempt(d, "Sanction", s.Key) {
		return Exempted
	}
	begun := parse(s.DecidedOn).by(y.asOf)
	if s.StartsOn != "" {
		begun = min(begun, parse(s.StartsOn).by(y.asOf))
	}
	revoked, ended := no, parse(s.EffectEndsOn).by(y.asOf)
	if s.RevokedOn != "" {
		revoked = parse(s.RevokedOn).by(y.asOf)
	}
	switch {
	case begun == no:
		return NotYet
	case revoked == yes:
		return Revoked
	case ended == yes:
		return Ended
	case begun == yes && revoked == no && ended == no:
		return InForce
	}
	return EffectUnknown
}

// SanctionsInForce are those certainly in force.
func (y *Day) SanctionsInForce(d *Dossier) []*Sanction {
	var out []*Sanction
	for i := range d.Sanctions {
		if s := &d.Sanctions[i]; y.SanctionState(d, s) == InForce {
			out = append(out, s)
		}
	}
	return out
}

// sanctionCounts tells whether a sanction was neither revoked nor exempted from, whether or not its effect ended.
func (y *Day) sanctionCounts(d *Dossier, key string) bool {
	s := d.sanction(key)
	if s == nil {
		return false
	}
	switch y.SanctionState(d, s) {
	case InForce, Ended, EffectUnknown:
		return true
	}
	return false
}
