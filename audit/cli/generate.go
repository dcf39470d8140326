package cli

//go:generate go test . -run TestGeneratedConsoleBlocks -update
