package judge

// Ask says what is to be filled and what is required for it: a vacancy, a post, a rank, or requirements alone.
type Ask struct {
	Vacancy      string        // key; its post, requirements and wants are taken
	Position     string        // key, where no vacancy is named
	Ladder, Rank string        // a rank to be granted instead of a post
	Requirements []Requirement // beside the vacancy's; they replace its requirements of the same rule
	Wants        []Want        // replace the vacancy's where given
}

// Opening is an Ask made ready for one day and rule book: its rules in the order of the book, values read.
// It is safe for concurrent use.
type Opening struct {
	day    *Day
	book   *RuleBook
	ask    Ask
	post   *Position     // nil where no post is named
	unit   *Organization // of the post
	grade  int8          // of the post, as place in grades; 0 unknown or none
	wants  []Want
	checks []*check // in the order of the book
	quick  []*check // the same, MUST and cheap first
	digest string
}

// Open makes an Ask ready. It is an error to name a vacancy, post, rank or rule that does not exist, or a value
// that its rule cannot read; the error says what would be right.
func (y *Day) Open(b *RuleBook, ask Ask) (*Opening, error) { return nil, nil }

// Digest identifies the opening: rule book, requirements, day and what is to be filled. Lots are drawn by it.
func (o *Opening) Digest() string { return o.digest }

// Gates are all gates of one person, in the order of the rule book.
func (o *Opening) Gates(d *Dossier) []Gate { return nil }

// Verdict is Sum(Gates(d)), without its words.
func (o *Opening) Verdict(d *Dossier) Verdict { return Eligible }
