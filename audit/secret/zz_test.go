package secret_test
import ("testing";"strings";"time";"github.com/twilint/twilint/audit/secret")
func TestZZ(t *testing.T){ for _,n:=range []int{10000,100000,1000000}{ for _,u:=range []string{"-----BEGIN PRIVATE KEY-----","Bearer ","://a:b","-----BEGIN PRIVATE KEY----- x"}{ s:=strings.Repeat(u,n/len(u)); a:=time.Now(); secret.Mask(s); t.Log(n,u,time.Since(a)) } } }
