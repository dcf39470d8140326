package draw

// maxArrows is how many arrows may end at one node. A main menu that every branch returns to would gather dozens, across the whole
// drawing and all its other lines.
const maxArrows = 4

// untangle lets all but one of the arrows to a node that has too many of them end at a small node of their own, which says where it
// goes on. The one that stays comes from the node that is first in order.
func (d *Drawing) untangle(order []int) {
	rank := make([]int, len(d.nodes))
	for i := range rank {
		rank[i] = len(d.nodes) // What is not in order comes last.
	}
	for i, n := range order {
		rank[n] = i
	}
	arrows := make([]int, len(d.nodes))
	first := make([]int, len(d.nodes)) // the edge that stays, by node
	for i := range first {
		first[i] = -1
	}
	for i, e := range d.edges {
		if e.from == e.to {
			continue
		}
		arrows[e.to]++
		if first[e.to] < 0 || rank[e.from] < rank[d.edges[first[e.to]].from] {
			first[e.to] = i
		}
	}
	for i, e := range d.edges {
		if e.from == e.to || arrows[e.to] <= maxArrows || first[e.to] == i {
			continue
		}
		d.edges[i].to = len(d.nodes)
		d.nodes = append(d.nodes, node{shape: jump, lines: []string{"→ " + d.nodes[e.to].lines[0]}, island: d.nodes[e.from].island})
	}
}
