// Command cmd writes testdata/twilio-api.json from a folder of Twilio's OpenAPI documents:
//
//	go run ./audit/twiliosim/apifacts/cmd -oai FOLDER -o testdata/twilio-api.json
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/twilint/twilint/audit/twiliosim/apifacts"
)

func main() {
	oai := flag.String("oai", "", "folder of the OpenAPI documents (https://github.com/twilio/twilio-oai, spec/json)")
	out := flag.String("o", "testdata/twilio-api.json", "file to write")
	flag.Parse()
	if err := run(*oai, *out); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(oai, out string) error {
	facts, err := apifacts.Extract(oai)
	if err != nil {
		return err
	}
	text, err := facts.Format()
	if err != nil {
		return err
	}
	return os.WriteFile(out, text, 0o644)
}
