package liquid_test
import ("testing";"strings";"time";"fmt";"runtime";"github.com/twilint/twilint/audit/studio/liquid")
func TestBig(t *testing.T){
 for _, u := range []string{"{% if a.b %}{{ a.b }}", "{% for i in (1..2) %}", "{{ a[", "{{", "{{ a ", "{{a}}"} {
   x := strings.Repeat(u, 20<<20/len(u))
   s:=time.Now(); tp := liquid.Scan(x); d := time.Since(s)
   var m runtime.MemStats; runtime.ReadMemStats(&m)
   fmt.Printf("%-24s %v refs %d faults %d+%d sys %dMB\n",u,d,len(tp.References),len(tp.Faults),tp.MoreFaults,m.Sys>>20)
 }
}
