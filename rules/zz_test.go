package rules_test
import ("testing";"fmt";"os")
func TestZZ(t *testing.T){
 types:=map[string]int{}; sizes:=map[int]int{}; total:=0
 for s:=range uint64(400){ f:=soundFlow(s); sizes[len(f.widgets)/5*5]++; for _,w:=range f.widgets{types[w.Type]++}; total+=len(f.text(t)); if s==3 {os.WriteFile("/tmp/flow3.json",f.text(t),0o644)}}
 fmt.Println(sizes,total/400); fmt.Println(types)
}
