package report_test
import ("testing";"os";"strconv";"bytes";"github.com/twilint/twilint/audit/report")
func TestLook(t *testing.T) {
	f,_ := report.Lookup("table")
	w,_ := strconv.Atoi(os.Getenv("W"))
	var b bytes.Buffer
	err := f.Write(&b, results(t)[os.Getenv("R")], report.Options{Tool:tool,Width:w,Color:os.Getenv("C")!="",Links:os.Getenv("C")!="",Verbose:os.Getenv("V")!="",Quiet:os.Getenv("Q")!=""})
	os.Stdout.Write(b.Bytes())
	if err!=nil {t.Fatal(err)}
}
