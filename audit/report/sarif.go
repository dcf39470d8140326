package report

import (
	"fmt"
	"io"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/compliance"
	"github.com/twilint/twilint/audit/inventory"
)

// What readers of SARIF do with it, as far as it decided the form of this one:
//
//   - GitHub code scanning shows the message as the title of an alert, cut after the first sentence where room is short, and as
//     plain text: Markdown in a message is ignored. So what is wrong is the first sentence, and what to do the second. It shows the
//     rule's help as Markdown. It needs a location for every result and reads only the first. Related locations show only where the
//     message links to them, which the message of a finding on live resources cannot do: there is no such file to open. So members
//     are named in the message as well. It tells alerts apart by primaryLocationLineHash alone; its upload action computes that from
//     the file, and cannot where there is none. It allows 1,000 locations in a result, 1,024 characters in a description, and 10
//     megabytes, compressed.
//     https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
//     https://github.com/github/codeql-action/blob/main/src/fingerprints.ts
//   - That upload action sets automationDetails, by which uploads are told apart, from its category or from the workflow, but only
//     where there are none. So none are written: two audits in one workflow would replace each other's alerts.
//   - security-severity turns an alert into one about security, whatever its level. Rules do not say whether they are about
//     security, and most are about calls that get lost, so it is not written.
//   - Viewers resolve a uriBaseId against the folder that they have open. The documents of live resources are not there, so their
//     addresses have none.
//   - A message is text in which [text](target) is a link. Somebody's name must not become one: see sarifEscape.
const (
	sarifSchema  = "https://json.schemastore.org/sarif-2.1.0.json"
	sourceRoot   = "%SRCROOT%" // by custom, the root of the repository
	ownHash      = "twilintFingerprint/v1"
	gitHubHash   = "primaryLocationLineHash"
	relatedLimit = 100  // more are not shown anywhere
	longestText  = 1000 // of a description, in characters
)

// The notifications, in the order of their indexes.
const (
	notifyGap = iota
	notifyNotEvaluated
	notifyPartlyEvaluated
)

func notifications() []sarifDescriptor {
	const help = "Read the message: it says what could not be read and why. Where the credentials do not reach it, give them the permission, " +
		"or take the rule out of the audit."
	describe := func(id, name, short, full string) sarifDescriptor {
		return sarifDescriptor{
			ID: id, Name: name, ShortDescription: sarifText{Text: short}, FullDescription: sarifText{Text: full}, Help: &sarifText{Text: help},
			DefaultConfiguration: &sarifConfiguration{Level: "warning"},
		}
	}
	return []sarifDescriptor{
		notifyGap: describe("coverage-gap", "CoverageGap", "Something could not be read.",
			"A resource, or a list of them, was asked for and could not be read."),
		notifyNotEvaluated: describe("rule-not-evaluated", "RuleNotEvaluated", "A rule was not evaluated.",
			"A rule was not evaluated, since what it needs could not be read. No finding of it does not mean that nothing is wrong."),
		notifyPartlyEvaluated: describe("rule-partly-evaluated", "RulePartlyEvaluated", "A rule was only partly evaluated.",
			"A rule judged what could be read, and something could not."),
	}
}

func writeSARIF(w io.Writer, r *audit.Result, o Options) error {
	run := sarifRun{
		Tool:        sarifTool{Driver: sarifToolDriver(r, o.Tool)},
		Invocations: []sarifInvocation{{ExecutionSuccessful: true, Notifications: sarifNotifications(r)}},
		OriginalURIBaseIDs: map[string]sarifArtifactLocation{
			sourceRoot: {Description: &sarifText{Text: "The root of the folder tree that the flow files are in."}},
		},
		ColumnKind: "unicodeCodePoints",
		Results:    []sarifResult{},
	}
	if !r.AsOf.IsZero() {
		run.Properties = &sarifRunProperties{AsOf: r.AsOf.UTC().Format(time.RFC3339)}
	}
	return encode(w, sarifLog{Schema: sarifSchema, Version: "2.1.0", Runs: []sarifRun{run}}, list{
		name: "results", depth: 3, elements: func(yield func(any) bool) {
			index := ruleIndex(r)
			for _, f := range open(r) {
				if !yield(sarifFinding(r, f, index[f.Rule.ID])) {
					return
				}
			}
		},
	})
}

// ruleIndex is the place of each rule in the list of rules.
func ruleIndex(r *audit.Result) map[string]int {
	index := make(map[string]int, len(r.Rules))
	for i, rule := range r.Rules {
		index[rule.ID] = i
	}
	return index
}

// versionForm is a version as readers compare it: numbers, and perhaps a suffix. https://semver.org
const versionForm = `^\d+\.\d+\.\d+([-+][0-9A-Za-z.+-]+)?$`

func sarifToolDriver(r *audit.Result, tool Tool) sarifDriver {
	driver := sarifDriver{Name: tool.Name, InformationURI: tool.InformationURI, Rules: []sarifDescriptor{}, Notifications: notifications()}
	driver.Version = strings.TrimPrefix(tool.Version, "v")
	if !regexp.MustCompile(versionForm).MatchString(driver.Version) { // A build without a version, such as "(devel)".
		driver.Version = "0.0.0"
	}
	driver.SemanticVersion = driver.Version
	for _, rule := range r.Rules {
		driver.Rules = append(driver.Rules, sarifRule(rule))
	}
	return driver
}

func sarifRule(rule *audit.Rule) sarifDescriptor {
	family, _, _ := strings.Cut(rule.ID, "-")
	severity := rule.Severity.String()
	if rule.Severity == audit.Note {
		severity = "recommendation" // The name that GitHub has for it.
	}
	why, _, _ := strings.Cut(rule.Doc.Why, "\n\n")
	return sarifDescriptor{
		ID:                   rule.ID,
		Name:                 pascalCase(rule.ID),
		ShortDescription:     sarifText{Text: sentence(rule.Title)},
		FullDescription:      sarifText{Text: shorten(sentence(why), longestText)},
		Help:                 &sarifText{Text: helpText(rule), Markdown: helpMarkdown(rule)},
		HelpURI:              rule.HelpURI(),
		DefaultConfiguration: &sarifConfiguration{Level: rule.Severity.String()},
		Properties:           &sarifDescriptorProperties{Tags: append([]string{"twilio", family}, controlTags(rule)...), ProblemSeverity: severity},
	}
}

// controlTags are the controls that a rule gives evidence for, in the form that GitHub has for catalogues of others.
func controlTags(rule *audit.Rule) []string {
	var tags []string
	for _, f := range compliance.Frameworks() {
		for _, control := range f.ControlsOf(rule.ID) {
			tags = append(tags, "external/"+f.ID+"/"+strings.ToLower(control))
		}
	}
	return tags
}

// pascalCase writes a rule's id as SARIF wants the name of a rule, which must differ from the id: "NumberVoiceFallbackMissing".
func pascalCase(id string) string {
	var b strings.Builder
	for word := range strings.FieldsFuncSeq(id, func(r rune) bool { return r == '-' }) {
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return b.String()
}

// sentence ends a text with a full stop.
func sentence(text string) string {
	if text == "" || strings.ContainsRune(".!?", rune(text[len(text)-1])) {
		return text
	}
	return text + "."
}

func helpText(rule *audit.Rule) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\nWhat to do: %s\n", rule.Doc.Why, rule.Doc.Remediation)
	if rule.Doc.FalseAlarms != "" {
		fmt.Fprintf(&b, "\nWhen it may be ignored: %s\n", rule.Doc.FalseAlarms)
	}
	for _, link := range rule.Doc.References {
		fmt.Fprintf(&b, "\n%s: %s", link.Title, link.URL)
	}
	return b.String()
}

func helpMarkdown(rule *audit.Rule) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n## What to do\n\n%s\n", rule.Doc.Why, rule.Doc.Remediation)
	if rule.Doc.FalseAlarms != "" {
		fmt.Fprintf(&b, "\n## When it may be ignored\n\n%s\n", rule.Doc.FalseAlarms)
	}
	fmt.Fprintf(&b, "\n[The page of the rule](%s), with tested examples.\n", rule.HelpURI())
	if len(rule.Doc.References) > 0 {
		b.WriteString("\n## Sources\n\n")
	}
	for _, link := range rule.Doc.References {
		fmt.Fprintf(&b, "- [%s](%s)\n", link.Title, link.URL)
	}
	return b.String()
}

// sarifNotifications tell what could not be read and what could not be judged.
func sarifNotifications(r *audit.Result) []sarifNotification {
	descriptors := notifications()
	notify := func(kind int, text string) sarifNotification {
		return sarifNotification{
			Descriptor: sarifReference{ID: descriptors[kind].ID, Index: kind},
			Level:      descriptors[kind].DefaultConfiguration.Level,
			Message:    sarifText{Text: sarifEscape(sentence(Clean(text)))},
		}
	}
	var all []sarifNotification
	for _, c := range r.Coverage {
		for _, gap := range c.Gaps {
			all = append(all, notify(notifyGap, fmt.Sprintf("%s, %s: %s could not be read: %s",
				accountTitle(r, c.Account), inventory.Describe(c.Kind).Plural, gap.Ref, gap.Reason)))
		}
	}
	index := ruleIndex(r)
	for _, outcome := range r.Outcomes {
		kind, what := notifyNotEvaluated, "not"
		switch outcome.Outcome {
		case audit.NotEvaluated:
		case audit.PartlyEvaluated:
			kind, what = notifyPartlyEvaluated, "only partly"
		default:
			continue
		}
		n := notify(kind, fmt.Sprintf("%s: rule %s was %s evaluated: %s", accountTitle(r, outcome.Account), outcome.Rule.ID, what, outcome.Reason))
		n.AssociatedRule = &sarifReference{ID: outcome.Rule.ID, Index: index[outcome.Rule.ID]}
		all = append(all, n)
	}
	return all
}

func sarifFinding(r *audit.Result, f *audit.Finding, rule int) sarifResult {
	result := sarifResult{
		RuleID:              f.Rule.ID,
		RuleIndex:           rule,
		Level:               f.Severity.String(),
		Message:             sarifText{Text: sarifMessage(r, f)},
		Locations:           []sarifLocation{sarifPlace(f.Subject, f.Location)},
		PartialFingerprints: map[string]string{ownHash: string(f.Fingerprint)},
	}
	if f.Account != "" {
		// In the form of GitHub's own: a hash of 64 bits, and which of the lines with that hash.
		result.PartialFingerprints[gitHubHash] = fmt.Sprintf("%.16s:1", f.Fingerprint)
		result.Properties = &sarifResultProperties{Account: f.Account, ConsoleURI: f.ConsoleURI}
	}
	relate := func(place sarifLocation, message string) {
		if place.ID = len(result.RelatedLocations) + 1; place.ID <= relatedLimit {
			place.Message = &sarifText{Text: sarifEscape(sentence(Clean(message)))}
			result.RelatedLocations = append(result.RelatedLocations, place)
		}
	}
	for _, related := range f.Related {
		relate(sarifPlace(f.Subject, related.Location), related.Message)
	}
	for _, m := range f.Members {
		relate(sarifPlace(m.Subject, m.Location), fullName(m.Subject, m.Location))
	}
	return result
}

// sarifMessage says what is wrong and what to do, and on a live resource, where.
func sarifMessage(r *audit.Result, f *audit.Finding) string {
	sentences := []string{sentence(f.Message)}
	if names := memberNames(f); len(names) > 0 {
		sentences = append(sentences, "It is about "+strings.Join(names, ", ")+".")
	}
	sentences = append(sentences, "What to do: "+sentence(f.Remediation))
	if reach := f.Reach(); reach != "" {
		sentences = append(sentences, "Reached from "+reach+".")
	}
	if f.Account != "" {
		sentences = append(sentences, accountTitle(r, f.Account)+", "+fullName(f.Subject, f.Location)+".")
	}
	return sarifEscape(Clean(strings.Join(sentences, " ")))
}

// sarifEscape keeps a text from holding a link: "[text](target)" is one even in a plain message.
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html, 3.11.6
func sarifEscape(text string) string {
	if !strings.Contains(text, "](") {
		return text
	}
	return strings.NewReplacer(`[`, `\[`, `]`, `\]`).Replace(text)
}

func sarifPlace(subject inventory.Ref, at inventory.Location) sarifLocation {
	span := at.Span
	return sarifLocation{
		PhysicalLocation: sarifPhysicalLocation{
			ArtifactLocation: sarifArtifact(subject, at),
			Region: sarifRegion{
				StartLine: span.Start.Line, StartColumn: span.Start.Column, EndLine: span.End.Line, EndColumn: span.End.Column,
			},
		},
		LogicalLocations: []sarifLogicalLocation{{
			Name:               Clean(subject.Name),
			FullyQualifiedName: Clean(logicalName(subject, at)),
			Kind:               "resource",
		}},
	}
}

// logicalName names a place by what it belongs to: account, kind, SID, and the value in the resource, in which Studio widgets go by
// their names.
func logicalName(subject inventory.Ref, at inventory.Location) string {
	parts := []string{string(subject.Kind), subject.SID}
	if subject.Account != "" {
		parts = slices.Insert(parts, 0, subject.Account)
	} else {
		parts[1] = at.Document
	}
	return strings.Join(parts, "/") + at.Symbolic
}

// sarifArtifact is the address of a document: relative to the root of the repository for a file, absolute for a file outside it.
func sarifArtifact(subject inventory.Ref, at inventory.Location) sarifArtifactLocation {
	address := url.URL{Path: at.Document}
	switch {
	case subject.Account != "":
		return sarifArtifactLocation{URI: address.String()}
	case path.IsAbs(at.Document):
		address.Scheme = "file"
		return sarifArtifactLocation{URI: address.String()}
	default:
		return sarifArtifactLocation{URI: address.String(), URIBaseID: sourceRoot}
	}
}
