package figures

// What the tests hold to the judge.
var (
	CaseCounts     = caseCounts
	Exemption      = exemption
	GroundsCount   = groundsCount
	SanctionCounts = sanctionCounts
)
