package report_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/report"
)

// sarifLog is what the tests read of a SARIF file.
type sarifLog struct {
	Runs []struct {
		Tool struct {
			Driver struct {
				Version string
				Rules   []struct {
					ID, Name        string
					FullDescription struct{ Text string }
				}
				Notifications []struct{ ID string }
			}
		}
		Invocations []struct {
			ToolExecutionNotifications []struct {
				Descriptor, AssociatedRule sarifReference
				Message                    struct{ Text string }
			}
		}
		Results []struct {
			RuleID                      string
			RuleIndex                   int
			Message                     struct{ Text string }
			Locations, RelatedLocations []sarifLocation
			PartialFingerprints         map[string]string
		}
	}
}

type sarifReference struct {
	ID    string
	Index int
}

type sarifLocation struct {
	PhysicalLocation struct {
		ArtifactLocation struct{ URI, URIBaseID string }
		Region           struct{ StartLine, StartColumn, EndLine, EndColumn int }
	}
	LogicalLocations []struct{ FullyQualifiedName, Kind string }
	Message          struct{ Text string }
}

func readSARIF(t *testing.T, text []byte) sarifLog {
	t.Helper()
	var log sarifLog
	if err := json.Unmarshal(text, &log); err != nil {
		t.Fatal(err)
	}
	if len(log.Runs) != 1 || len(log.Runs[0].Invocations) != 1 {
		t.Fatalf("want one run with one invocation")
	}
	return log
}

// messages are all messages of the results, their places and the notifications.
func (l sarifLog) messages() []string {
	var all []string
	for _, result := range l.Runs[0].Results {
		all = append(all, result.Message.Text)
		for _, related := range result.RelatedLocations {
			all = append(all, related.Message.Text)
		}
	}
	for _, n := range l.Runs[0].Invocations[0].ToolExecutionNotifications {
		all = append(all, n.Message.Text)
	}
	return all
}

func TestSARIFReferences(t *testing.T) {
	for name, r := range results(t) {
		run := readSARIF(t, write(t, "sarif", r, report.Options{})).Runs[0]
		if len(run.Results) != len(r.Findings) {
			t.Errorf("%s: %d results of %d findings", name, len(run.Results), len(r.Findings))
		}
		for _, result := range run.Results {
			if id := run.Tool.Driver.Rules[result.RuleIndex].ID; id != result.RuleID {
				t.Errorf("%s: a result of %s points to rule %s", name, result.RuleID, id)
			}
			if len(result.Locations) != 1 || result.Locations[0].PhysicalLocation.Region.StartLine < 1 || len(result.Locations[0].LogicalLocations) != 1 {
				t.Errorf("%s: a result of %s has no place: %+v", name, result.RuleID, result.Locations)
			}
			own := result.PartialFingerprints["twilintFingerprint/v1"]
			_, live := result.PartialFingerprints["primaryLocationLineHash"]
			if onFile := result.Locations[0].PhysicalLocation.ArtifactLocation.URIBaseID == "%SRCROOT%"; len(own) != 64 || live == onFile {
				t.Errorf("%s: a result of %s, on a file: %t, has the fingerprints %v", name, result.RuleID, onFile, result.PartialFingerprints)
			}
		}
		incomplete := 0
		for _, n := range run.Invocations[0].ToolExecutionNotifications {
			if id := run.Tool.Driver.Notifications[n.Descriptor.Index].ID; id != n.Descriptor.ID {
				t.Errorf("%s: a notification %s points to %s", name, n.Descriptor.ID, id)
			}
			if n.AssociatedRule.ID == "" {
				continue
			}
			incomplete++
			if id := run.Tool.Driver.Rules[n.AssociatedRule.Index].ID; id != n.AssociatedRule.ID {
				t.Errorf("%s: a notification about %s points to rule %s", name, n.AssociatedRule.ID, id)
			}
		}
		want := 0
		for _, o := range r.Outcomes {
			if o.Incomplete() {
				want++
			}
		}
		if incomplete != want {
			t.Errorf("%s: %d notifications of rules that could not judge everything, want %d", name, incomplete, want)
		}
	}
}

func TestSARIFPlaces(t *testing.T) {
	for path, want := range map[string]string{
		"flows/a.json":           "flows/a.json in %SRCROOT%",
		"flows/50% off #1?.json": "flows/50%25%20off%20%231%3F.json in %SRCROOT%",
		"a:b.json":               "./a:b.json in %SRCROOT%",
		"Grüße.json":             "Gr%C3%BC%C3%9Fe.json in %SRCROOT%",
		"/tmp/a b.json":          "file:///tmp/a%20b.json in ",
	} {
		r := audit.Run(flowFile(t, path, surveyFlow), rules())
		at := readSARIF(t, write(t, "sarif", r, report.Options{})).Runs[0].Results[0].Locations[0]
		if got := at.PhysicalLocation.ArtifactLocation.URI + " in " + at.PhysicalLocation.ArtifactLocation.URIBaseID; got != want {
			t.Errorf("%s is written as %s, want %s", path, got, want)
		}
		if got, want := at.LogicalLocations[0].FullyQualifiedName, "studio_flow/"+path+"/states/Trigger/transitions/0/next"; got != want {
			t.Errorf("the place is called %s, want %s", got, want)
		}
	}
}

// Columns count code points: the text before this one holds two letters that are two bytes each.
func TestSARIFColumns(t *testing.T) {
	const text = `{"description": "Grüß Gott", "states": [{"name": "T", "type": "trigger", "transitions": [{"event": "e", "next": "x"}]}], "initial_state": "T"}`
	r := audit.Run(flowFile(t, "a.json", text), rules())
	region := readSARIF(t, write(t, "sarif", r, report.Options{})).Runs[0].Results[0].Locations[0].PhysicalLocation.Region
	want := strings.Index(text, `"x"`) + 1 - 2
	if region.StartColumn != want || region.EndColumn != want+3 {
		t.Errorf("columns %d to %d, want %d to %d", region.StartColumn, region.EndColumn, want, want+3)
	}
}

func TestSARIFVersion(t *testing.T) {
	for version, want := range map[string]string{"1.2.3": "1.2.3", "v1.2.3-rc.1+dirty": "1.2.3-rc.1+dirty", "(devel)": "0.0.0", "": "0.0.0"} {
		f, err := report.Lookup("sarif")
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := f.Write(&b, &audit.Result{}, report.Options{Tool: report.Tool{Name: "twilint", Version: version}}); err != nil {
			t.Fatal(err)
		}
		if got := readSARIF(t, []byte(b.String())).Runs[0].Tool.Driver.Version; got != want {
			t.Errorf("version %q is written as %q, want %q", version, got, want)
		}
	}
}

// GitHub rejects the whole file over more than 1,000 locations of a result, and cuts descriptions at 1,024 characters.
func TestSARIFLimits(t *testing.T) {
	long := rules()
	for _, rule := range long {
		rule.Doc.Why = strings.Repeat("Why? ", 1000)
	}
	r := audit.Run(clinic(t), long)
	for i := range r.Findings {
		if m := r.Findings[i].Members; len(m) > 0 {
			for len(r.Findings[i].Members) < 2000 {
				r.Findings[i].Members = append(r.Findings[i].Members, m...)
			}
		}
	}
	run := readSARIF(t, write(t, "sarif", r, report.Options{})).Runs[0]
	most := 0
	for _, result := range run.Results {
		most = max(most, len(result.RelatedLocations))
	}
	if most != 100 {
		t.Errorf("a result has %d related locations, want 100", most)
	}
	for _, rule := range run.Tool.Driver.Rules {
		if n := len([]rune(rule.FullDescription.Text)); n < 1000 || n > 1024 {
			t.Errorf("the description of %s has %d characters", rule.ID, n)
		}
		if rule.Name == rule.ID {
			t.Errorf("the name of %s is its id", rule.ID)
		}
	}
}

// The message of a finding about many names them: GitHub does not show related locations that the message does not link to.
func TestSARIFMembers(t *testing.T) {
	log := readSARIF(t, write(t, "sarif", results(t)["live"], report.Options{}))
	for _, result := range log.Runs[0].Results {
		if result.RuleID != "number-callback-missing" {
			continue
		}
		if len(result.RelatedLocations) != 14 {
			t.Errorf("got %d related locations, want one for each of the 14 numbers", len(result.RelatedLocations))
		}
		for _, want := range []string{fmt.Sprintf("+441632960110 (%s) voice_url", sid("PN", 10)), "and 4 more"} {
			if !strings.Contains(result.Message.Text, want) {
				t.Errorf("the message does not name %s: %s", want, result.Message.Text)
			}
		}
		return
	}
	t.Error("the finding with members is missing")
}
