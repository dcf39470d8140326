package liquid

// pathStep names a path by the path before its last step and that step, so that paths are equal when their numbers are.
type pathStep struct {
	before int
	step   string
}

// tests keeps the values that the conditions of the open blocks test.
type tests struct {
	paths map[pathStep]int // numbers of the paths that were ever tested, from 1; 0 is the empty path
	times []int            // by number: how many open blocks test the path
	open  []int            // the numbers that the open blocks test, in the order of the blocks
}

// add notes that the innermost block tests a path.
func (t *tests) add(path []Segment) {
	number := 0
	for _, segment := range path {
		if segment.Dynamic {
			return
		}
		step := pathStep{number, segment.Text}
		next, ok := t.paths[step]
		if !ok {
			if t.paths == nil {
				t.paths = make(map[pathStep]int)
				t.times = append(t.times, 0)
			}
			next = len(t.times)
			t.paths[step] = next
			t.times = append(t.times, 0)
		}
		number = next
	}
	t.times[number]++
	t.open = append(t.open, number)
}

// cover tells whether an open block tests the path or a beginning of it.
func (t *tests) cover(path []Segment) bool {
	if len(t.open) == 0 {
		return false
	}
	number := 0
	for _, segment := range path {
		next, ok := t.paths[pathStep{number, segment.Text}]
		if !ok || segment.Dynamic {
			return false
		}
		if t.times[next] > 0 {
			return true
		}
		number = next
	}
	return false
}

// closeBack forgets the tests of the blocks that are closed: all but the first ones.
func (t *tests) closeBack(first int) {
	for _, number := range t.open[first:] {
		t.times[number]--
	}
	t.open = t.open[:first]
}

// condition reads what if, unless, elsif, case and when test. It holds for the block that is innermost.
func (s *scanner) condition(inside Span) {
	first := len(s.References)
	s.expression(inside, true)
	for i := first; i < len(s.References) && len(s.blocks) > 0; i++ {
		if s.References[i].Tested {
			s.tests.add(s.References[i].Path)
		}
	}
}

// place marks what is known of references when they are read: which blocks they stand in.
func (s *scanner) place(references []Reference) {
	if len(s.tests.open) == 0 && len(s.loopNames) == 0 {
		return
	}
	for i := range references {
		r := &references[i]
		r.Guarded = s.tests.cover(r.Path)
		root := r.Root()
		r.Local = s.loopNames[root] > 0 ||
			root == "forloop" && s.openBlocks[forBlock] > 0 || root == "tablerowloop" && s.openBlocks[tablerowBlock] > 0
	}
}

// resolveNames marks the references to names that the text gives anywhere: a loop may well use a name in its second round that it
// gives at the end of its first.
func (s *scanner) resolveNames() {
	if len(s.names) == 0 {
		return
	}
	for i := range s.References {
		r := &s.References[i]
		if _, ok := s.names[r.Root()]; ok {
			r.Local = true
		}
	}
}

// literalLimits are the numbers in a loop tag that bound it.
type literalLimits struct {
	first, last, limit, offset number
}

// number is a whole number that stands in the text, if it does.
type number struct {
	value int
	known bool
}

// most is the greatest number of rounds, -1 if it is not known.
func (l literalLimits) most() int {
	most := -1
	if l.first.known && l.last.known {
		most = max(0, l.last.value-l.first.value+1)
		if l.offset.known {
			most = max(0, most-max(0, l.offset.value))
		}
	}
	if l.limit.known && l.limit.value >= 0 && (most < 0 || l.limit.value < most) {
		most = l.limit.value
	}
	return most
}
