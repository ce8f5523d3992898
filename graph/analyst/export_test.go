package analyst

// Rows is how many rows an analyst's statement brings at most.
const Rows = analystRows

// WithoutLiterals is a statement as the log holds it.
var WithoutLiterals = withoutLiterals
