package figures

// What the tests hold to the judge.
var (
	CaseCounts     = caseCounts
	Exemption      = exemption
	Begin          = begin
	GroundsCount   = groundsCount
	SanctionCounts = sanctionCounts
)
