// Command virtual-kubelet-flags asks the flag parser of Liqo's real virtual kubelet how it reads arguments.
//
// It builds the very command that the virtual kubelet builds, with the very flags, and replaces only what the command
// does once its arguments have been read. The tests hold the validator's reading of virtualKubelet.extra.args, and the
// list of flags that the chart and the validator share, against it.
//
//	virtual-kubelet-flags --list   prints all flags, sorted by name, as one JSON array
//	virtual-kubelet-flags          reads one JSON array of arguments per line, answers with one JSON object per line
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/liqotech/liqo/cmd/virtual-kubelet/root"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// longestLine bounds one line of input; real argument lists are far shorter.
const longestLine = 16 << 20

// flagInfo describes one flag of the virtual kubelet.
type flagInfo struct {
	Name string `json:"name"`
	Type string `json:"type"`
	// Boolean flags stand alone; every other flag takes the next argument as its value when it has no "=".
	Boolean bool   `json:"boolean"`
	Default string `json:"default"`
}

// reading is what the virtual kubelet makes of one list of arguments.
type reading struct {
	DisableIPReflection bool     `json:"disableIPReflection"`
	Positional          []string `json:"positional"`
	// Error is what the program would end with because of its arguments.
	Error string `json:"error"`
	// Starts tells that the program would go on; without an error and without this, it has printed its usage instead.
	Starts bool `json:"starts"`
}

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "virtual-kubelet-flags:", err)
		os.Exit(1)
	}
}

func run(args []string, in io.Reader, out io.Writer) error {
	switch {
	case len(args) == 0:
		return answer(in, out)
	case len(args) == 1 && args[0] == "--list":
		return json.NewEncoder(out).Encode(list())
	default:
		return fmt.Errorf("unexpected arguments %q: only --list is known", args)
	}
}

func list() []flagInfo {
	command, _ := newCommand()
	command.InitDefaultHelpFlag()

	infos := []flagInfo{}
	command.Flags().VisitAll(func(flag *pflag.Flag) {
		infos = append(infos, flagInfo{
			Name:    flag.Name,
			Type:    flag.Value.Type(),
			Boolean: flag.NoOptDefVal != "",
			Default: flag.DefValue,
		})
	})
	return infos
}

func answer(in io.Reader, out io.Writer) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, longestLine)
	answers := bufio.NewWriter(out)
	defer answers.Flush()
	encoder := json.NewEncoder(answers)
	for number := 1; lines.Scan(); number++ {
		args := []string{}
		if err := json.Unmarshal(lines.Bytes(), &args); err != nil {
			return fmt.Errorf("line %d is no JSON array of strings: %w", number, err)
		}
		if err := encoder.Encode(read(args)); err != nil {
			return err
		}
		// One answer per question at once: the caller may be waiting for it before it asks the next one.
		if err := answers.Flush(); err != nil {
			return err
		}
	}
	return lines.Err()
}

func read(args []string) reading {
	command, opts := newCommand()
	command.SilenceErrors = true
	command.SilenceUsage = true
	command.SetOut(io.Discard)
	command.SetErr(io.Discard)

	result := reading{Positional: []string{}}
	command.RunE = func(_ *cobra.Command, positional []string) error {
		result.Starts = true
		result.DisableIPReflection = opts.DisableIPReflection
		result.Positional = append(result.Positional, positional...)
		return nil
	}
	command.SetArgs(args)
	if err := command.Execute(); err != nil {
		result.Error = err.Error()
	}
	return result
}

func newCommand() (*cobra.Command, *root.Opts) {
	opts := root.NewOpts()
	command := root.NewCommand(context.Background(), "virtual-kubelet", opts)
	root.InstallFlags(command.Flags(), opts)
	return command, opts
}
