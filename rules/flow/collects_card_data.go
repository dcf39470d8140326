package flow

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/lazy"
	"github.com/twilint/twilint/audit/studio"
)

var collectsCardData = &audit.Rule{
	ID:    "flow-collects-card-data",
	Title: "A flow asks for card numbers outside of Capture Payments",
	Doc: audit.Doc{
		Why: "What *Gather Input On Call* and *Send & Wait For Reply* take in stands in the log of the execution, in message logs and in whatever the flow sends on. " +
			"Card numbers, security codes and expiry dates there put all of that under the rules of the card industry (PCI DSS), which forbid to " +
			"store a security code at all. Twilio keeps out of its logs what *Capture Payments* takes in, and that only.",
		Remediation: "Use *Capture Payments*, with PCI Mode enabled in the account, or send the payer a link to a payment page.",
		FalseAlarms: "Cards that pay nothing, if the prompt speaks of them as of payment cards. The last four digits of a card are not reported, nor are warnings " +
			"never to tell a number. Prompts are read in English, Spanish, French, German and Portuguese, and a prompt that is only played is not known.",
		References: []audit.Link{
			{Title: "Capture Payments widget", URL: "https://www.twilio.com/docs/studio/widget-library/capture-payments"},
			{Title: "PCI Mode", URL: "https://www.twilio.com/docs/voice/pci-workflows"},
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindFlow, How: audit.Each},
		{Kind: inventory.KindFlowRevision, How: audit.Each},
	},
	Check: func(p *audit.Pass) error {
		p.EachRevision(func(r *audit.RevisionPass) {
			faults := widgetFaults{r: r}
			for _, w := range r.Definition.Widgets {
				property := promptProperty(w)
				if property == "" {
					continue
				}
				prompt := w.Property(property)
				if !asksForCard(prompt.Text(), takesCardNumber(w)) {
					continue
				}
				faults.add("", 0, w, audit.Report{
					Location: r.Place(prompt),
					Message: fmt.Sprintf("widget %q asks for data of a payment card, which the log of the execution then holds%s",
						w.Name, wayTo(r.Definition, w)),
					Remediation: fmt.Sprintf("take the payment in a Capture Payments widget in place of %q", w.Name),
				})
			}
			faults.report(func(_ string, count int, widgets string) (message, remediation string) {
				return fmt.Sprintf("%d widgets ask for data of payment cards, which the log of the execution then holds: %s", count, widgets),
					"take the payment in a Capture Payments widget"
			})
		})
		return nil
	},
}

// promptProperty is where a widget that waits for an answer has its question.
func promptProperty(w *studio.Widget) string {
	switch w.Type {
	case "gather-input-on-call":
		return "say"
	case "send-and-wait-for-reply":
		return "body"
	default:
		return ""
	}
}

// takesCardNumber tells a widget that waits for as many digits as the number of a payment card has.
func takesCardNumber(w *studio.Widget) bool {
	digits, ok := wholeNumber(w.Property("number_of_digits"))
	const shortest, longest = 15, 16 // American Express; Visa, Mastercard and most others.
	return ok && digits >= shortest && digits <= longest
}

// cardWords are the words by which a prompt asks for the data of a payment card. They are matched against small letters without accents.
type cardWords struct {
	fold *strings.Replacer
	// card is any card, payment a card that pays; number, code and expiry are what is asked for.
	card, payment, number, code, expiry *regexp.Regexp
	// harmless is what makes the prompt another one: the last digits only, a warning, a card that pays nothing.
	harmless *regexp.Regexp
}

// theCardWords are compiled when the first prompt asks for them, which few flows do.
var theCardWords = lazy.Value[*cardWords]{Make: func() *cardWords {
	return &cardWords{
		fold: strings.NewReplacer("á", "a", "à", "a", "â", "a", "ã", "a", "ä", "a", "é", "e", "è", "e", "ê", "e", "í", "i", "ó", "o", "ô", "o", "õ", "o", "ö", "o",
			"ú", "u", "ü", "u", "ç", "c"),
		card: regexp.MustCompile(`\b(?:card|tarjeta|carte|karte\w*|cartao)\b`),
		payment: regexp.MustCompile(`\b(?:(?:credit|debit|payment|bank)(?:\s+or\s+(?:debit|credit))? card|visa|mastercard|american express` +
			`|tarjeta(?: de)? (?:credito|debito)|tarjeta bancaria|carte (?:de )?(?:credit|debit|bancaire|bleue)|carte de paiement` +
			`|(?:kredit|debit|bank|giro)karten?\w*|cartao (?:de )?(?:credito|debito))\b`),
		number: regexp.MustCompile(`\b(?:number|digits?|numeros?|digitos?|nummer|ziffern?|chiffres?)\b|(?:kredit|debit|bank)kartennummer`),
		code: regexp.MustCompile(`\b(?:cvv2?|cvc2?|cvn|card verification (?:code|value|number))\b` +
			`|\b(?:security code|codigo de seguridad|code de securite|cryptogramme(?: visuel)?|sicherheitscode|prufziffer|codigo de seguranca)\b[^.]*\b(?:card|tarjeta|carte|karte\w*|cartao)\b`),
		expiry: regexp.MustCompile(`\b(?:expir(?:y|ation)(?: date)?|fecha de (?:vencimiento|caducidad)|date d.expiration|ablaufdatum|gultig bis|(?:data de )?validade)\b`),
		harmless: regexp.MustCompile(`\b(?:last (?:four|4|few|six|6|2|two)|ultim[oa]s (?:cuatro|quatro|4)|(?:quatre|4) derniers|letzten? (?:vier|4)` +
			`|(?:never|do not|don.t|not to|nunca|no|ne|nicht|nao) (?:\w+ ){0,3}(?:share|give|tell|send|reply with|comparta|diga|envie|partage|communique|mitteilen|nennen|compartilhe|informe)\w*` +
			`|(?:gift|membership|member|loyalty|library|insurance|health|id|sim|business|store|report|score|medicare|fuel) card)\b`),
	}
}}

// cardStems are in every text that one of the patterns matches.
var cardStems = [...]string{"card", "cart", "kart", "tarjeta", "visa", "american express", "cvv", "cvc", "cvn"}

// asksForCard tells whether a prompt asks for the data of a payment card. Long says that the widget waits for as many digits as a
// number has.
func asksForCard(prompt string, long bool) bool {
	text := strings.ToLower(prompt)
	if !slices.ContainsFunc(cardStems[:], func(stem string) bool { return strings.Contains(text, stem) }) {
		return false
	}
	c := theCardWords.Get()
	text = c.fold.Replace(text)
	switch {
	case c.harmless.MatchString(text):
		return false
	case c.code.MatchString(text):
		return true
	case c.payment.MatchString(text):
		return long || c.number.MatchString(text) || c.expiry.MatchString(text)
	default:
		return long && c.card.MatchString(text)
	}
}
