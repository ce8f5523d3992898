// Package command is bole's commands: each reads its flags and hands over to the rooms.
package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"
	"golang.org/x/text/language"

	"bole/graph"
	"bole/graph/message"
	"bole/graph/store"
	"bole/internal/appraisal"
	"bole/internal/dataset"
	"bole/internal/dataset/demo"
	"bole/internal/due"
	"bole/internal/localneo4j"
	"bole/internal/webhooks"
)

// Settings are shared by the commands. A flag goes before its environment variable, that before the default.
type Settings struct {
	Data          string `help:"Folder for the local graph, secrets and logs." env:"BOLE_DATA" default:"${data}" type:"path"`
	Neo4jURI      string `name:"neo4j-uri" help:"Neo4j 5 to use, bolt:// or neo4j+s://; empty: a managed local one." env:"NEO4J_URI"`
	Neo4jUser     string `name:"neo4j-user" help:"User at that Neo4j." env:"NEO4J_USER" default:"neo4j"`
	Neo4jPassword string `kong:"-"`
	PasswordFile  string `name:"neo4j-password-file" help:"File with the password; else NEO4J_PASSWORD." env:"NEO4J_PASSWORD_FILE" type:"path"`
	Heap          int    `help:"Heap of the managed Neo4j, MiB." env:"BOLE_HEAP" default:"512"`
	PageCache     int    `help:"Page cache of the managed Neo4j, MiB." env:"BOLE_PAGE_CACHE" default:"256"`
	DiskReserve   int    `help:"Free disk of the managed Neo4j, MiB, below which nothing is written any more." env:"BOLE_DISK_RESERVE" default:"512"`
	LogLevel      string `help:"debug, info, warn or error." env:"BOLE_LOG_LEVEL" default:"info" enum:"debug,info,warn,error"`
	Lang          tongue `help:"Language of messages, en or zh; left out: that of the locale." env:"BOLE_LANG" placeholder:"en|zh"`
	Audit         bool   `help:"Write down who saw whose record, before it is shown." env:"BOLE_AUDIT" default:"true" negatable:""`
	Hearing       int    `help:"Days after notice in which one may answer where no date was set." env:"BOLE_HEARING" default:"30"`

	lang       language.Tag
	hold       *localneo4j.Hold // of the managed folder, for a command of several steps
	serves     bool             // and refuses at once while Neo4j is away; other commands have nobody waiting, and give it time
	observe    func(context.Context, store.Observed)
	keepBytes  int64 // of dear answers
	keepFrom   time.Duration
	audited    func(events int, took time.Duration, err error)
	purpose    bool // what is shown of a person is shown for a purpose that is stated
	cypherRole string
	appraisal  appraisal.Options
	deadlines  *due.Rules
	limits     graph.Options
	webhooks   webhooks.Options

	Stdout io.Writer    `kong:"-"`
	Stderr io.Writer    `kong:"-"`
	Log    *slog.Logger `kong:"-"`
}

// CLI is the whole command line.
type CLI struct {
	Settings

	Demo      Demo      `cmd:"" help:"Serve the demo dataset from a managed local Neo4j."`
	Serve     Serve     `cmd:"" help:"Serve the API."`
	Import    Import    `cmd:"" help:"Check a dataset and load it."`
	Template  Template  `cmd:"" help:"Write an empty workbook to fill in and import."`
	Check     Check     `cmd:"" help:"Hold the facts against the rules of data quality."`
	Repair    Repair    `cmd:"" help:"Leave one of relationships that stand several times in the graph."`
	Stats     Stats     `cmd:"" help:"Count the statistics beside the published account's figures."`
	Export    Export    `cmd:"" help:"Write the graph as a dataset."`
	Migrate   Migrate   `cmd:"" help:"Make the constraints and indexes; again it changes nothing."`
	Questions Questions `cmd:"" help:"Store a folder's operations as trusted documents."`
	Token     Token     `cmd:"" help:"Sign a development token."`
	MCP       MCP       `cmd:"" name:"mcp" help:"Let an agent ask a server, by the Model Context Protocol over standard input and output."`
	Webhook   Webhook   `cmd:"" help:"Send a webhook an event that says nothing, to try its receiver."`
	Inspect   Audit     `cmd:"" name:"audit" help:"Verify, export or let go what was written down of who saw whose record."`
	Version   Version   `cmd:"" help:"Say which build this is."`
	Health    Health    `cmd:"" help:"Ask the server of this machine whether it is well; for health checks."`
	Neo4j     Neo4j     `cmd:"" name:"neo4j" help:"Run the managed local Neo4j by itself, or copy its data."`
}

// Run reads the command line and runs the command: 0 done, 1 refused or failed, 2 wrong usage.
func Run(args []string, stdout, stderr io.Writer) int {
	var cli CLI
	cli.Stdout, cli.Stderr, cli.lang = stdout, stderr, languageOf(args)
	settings, err := readFile()
	if err != nil {
		return cli.failed(2, err)
	}
	parser, err := cli.parser(settings)
	if err != nil {
		return cli.failed(2, err)
	}
	ctx, err := parser.Parse(args)
	if cli.Lang.Tag != nil {
		cli.lang = *cli.Lang.Tag
	}
	if err != nil {
		fmt.Fprintln(stderr, "bole:", misused(err, cli.lang))
		cli.say(stderr, "Try: bole --help")
		return 2
	}
	if cli.Neo4jPassword, err = password(cli.PasswordFile); err != nil {
		return cli.failed(2, err)
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(cli.LogLevel)); err != nil {
		return cli.failed(2, err)
	}
	cli.Log = slog.New(slog.NewJSONHandler(stderr, &slog.HandlerOptions{Level: level}))
	err = ctx.Run(&cli.Settings)
	var refused *dataset.Refused
	switch {
	case errors.As(err, &refused): // each line stands for itself, as editors read them
		fmt.Fprintln(stderr, refused.In(cli.lang))
		return 1
	case err != nil:
		return cli.failed(1, err)
	}
	return 0
}

// parser reads the command line. Its help is in the language of the settings.
func (c *CLI) parser(settings *file) (*kong.Kong, error) {
	parser, err := kong.New(c, kong.Name("bole"), kong.Description("伯乐: a knowledge graph of officials, by their work."),
		kong.Vars{"data": dataFolder(), "asof": demo.AsOf, "cadres": strconv.Itoa(demo.Cadres)}, kong.Writers(c.Stdout, c.Stderr), kong.UsageOnError(), kong.Resolvers(settings))
	if err != nil || c.lang != message.Chinese {
		return parser, err
	}
	inChinese(parser.Model.Node)
	return parser, kong.Help(printChinese).Apply(parser)
}

// failed says why a command ends with a status.
func (s *Settings) failed(status int, err error) int {
	if foreign(err) && s.Log != nil {
		s.Log.Error("Neo4j refused a statement", "cause", err)
	}
	fmt.Fprintln(s.Stderr, "bole:", told(err, s.lang))
	return status
}

// password comes from a file or the environment, never from a flag, which every process list shows.
func password(file string) (string, error) {
	if file == "" {
		return os.Getenv("NEO4J_PASSWORD"), nil
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return "", message.Errorf("read Neo4j's password: %v", err)
	}
	return strings.TrimSpace(string(b)), nil
}

func dataFolder() string {
	if dir, err := os.UserHomeDir(); err == nil {
		return filepath.Join(dir, ".bole")
	}
	return ".bole"
}
