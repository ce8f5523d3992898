package appraisal

// Load reads all facts.
var Load = load
