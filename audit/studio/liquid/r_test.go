package liquid_test
import ("testing";"strings";"time";"fmt";"github.com/twilint/twilint/audit/studio/liquid")
func TestRatio(t *testing.T){
 u := "{{ a$$\f\f\f' \x00EEEEEEE\x19\x01 {{ \"| x \x18 \"{\x00\x00$$\f\f\fx }} {{"
  for _, n := range []int{32,64,128,256,512} {
   x := strings.Repeat(u, n<<10/len(u))
   s:=time.Now(); liquid.Scan(x); fmt.Println(n,time.Since(s))
  }
}
