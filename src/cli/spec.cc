#include "cli/spec.h"

namespace cw::cli {
namespace {

const Positional kDesign{"DESIGN", "design file (YAML or JSON); - reads standard input"};
const OptionSpec kOutput{"-o,--output", "FORMAT", "text for people (the default) or json for programs"};
const OptionSpec kSeed{"--seed", "N", "seed of all chance: same design, same seed, same result (default 1)"};
const OptionSpec kProfile{"--profile", "NAME",
                          "azure: gateways behave as Azure documents them; causeway: the best these gateways can do. "
                          "Overrides what the design says"};
const OptionSpec kThreads{"--threads", "N", "worker threads (default: one per core)"};

CommandSpec rehearse() {
  return {"rehearse",
          "play a design in virtual time, cut what its drills cut, and judge it",
          "Compiles the design, boots every gateway and router with the real protocol code in virtual time, waits until "
          "nothing changes, and walks the path of every flow both ways. Then it plays the drills: it cuts, measures with "
          "numbered packets what was lost and where the time went, restores, and measures the way back.\n"
          "Exit status: 0 every objective was met, 1 an objective was missed, 2 it could not run.",
          {kDesign},
          {{"--drill", "NAME|FILE", "a drill of the design by name, or a file that holds one; may be given more than once "
                                    "(default: all drills of the design)", true},
           {"--no-drill", "", "only converge and show the paths"},
           kSeed,
           kProfile,
           {"--sweep", "1|2", "instead of drills: every single failure of a link, node, instance, tunnel or peering (1), or "
                              "every pair of them (2), each out and back"},
           kThreads,
           kOutput,
           {"--report", "FILE.html", "also write a report with pictures: one file that works offline"},
           {"--journal", "FILE.jsonl", "also write every event, one JSON object a line"}},
          {{"causeway rehearse examples/microsoft-backup.yaml", "all drills of the design"},
           {"causeway rehearse design.yaml --drill circuit-cut --report report.html", "one drill, with pictures"},
           {"causeway rehearse design.yaml --profile azure --seed 7", "as Azure's own gateways behave, other chance"},
           {"causeway rehearse design.yaml --sweep 2 -o json", "every pair of failures, for a program"}}};
}

CommandSpec check() {
  return {"check",
          "judge a design by the documented rules of Azure",
          "Prints every finding with its place, what happens otherwise, the fix, and the document behind the rule.\n"
          "Exit status: 0 no errors (warnings may be), 1 errors found, 2 the design could not be loaded.",
          {kDesign},
          {kOutput},
          {{"causeway check design.yaml", "findings for people"},
           {"causeway check design.yaml -o json", "findings for a program"}}};
}

CommandSpec plan() {
  return {"plan",
          "print the design compiled: nodes, links, addresses, sessions, tunnels",
          "A plan is what a rehearsal plays: every instance, router and host, every link with its addresses, every BGP and "
          "BFD session and every tunnel. Same design, same plan.",
          {kDesign},
          {kProfile, kOutput},
          {{"causeway plan design.yaml", "the tables"}, {"causeway plan design.yaml -o json", "the same as JSON"}}};
}

CommandSpec explain() {
  return {"explain",
          "why packets between two hosts go where they go",
          "Shows, both ways, every node that decides, every candidate route it has, the step of the decision at which each "
          "one lost and the rule behind it, and the one setting that would change the outcome.",
          {kDesign},
          {{"--from", "HOST", "host name or address the packets come from"},
           {"--to", "HOST", "host name or address they go to"},
           {"--when", "FAULT", "while this is cut, for example \"circuit er1\""},
           kSeed,
           kProfile,
           kOutput},
          {{"causeway explain design.yaml --from app --to vm", "while everything works"},
           {"causeway explain design.yaml --from app --to vm --when \"circuit er1\"", "while the circuit is cut"}}};
}

CommandSpec show() {
  return {"show",
          "tables of a rehearsal: routes, learned, advertised, bgp, bfd, events",
          "Plays the design to a moment and prints tables there. WHAT is one of:\n"
          "  routes      effective routes of virtual networks, learned routes of all other nodes\n"
          "  learned     Network, NextHop, AsPath, Weight: what a node learned by BGP\n"
          "  advertised  the same for what it told each peer\n"
          "  bgp         Neighbor, AS, State, Up/Down, messages and prefixes\n"
          "  bfd         Peer, State, Interval, Detect, Diag\n"
          "  events      the journal\n"
          "Without --at the moment is when nothing changes any more. With --drill the drill's steps are played from there; "
          "without --at up to just before its first restoration, else for TIME from the drill's start.",
          {{"WHAT", "routes, learned, advertised, bgp, bfd or events"}, kDesign},
          {{"--at", "TIME", "the moment: 90s, 1500ms, 2min; since power-on, with --drill since the drill's start"},
           {"--node", "NAME", "only this node (causeway plan lists them)"},
           {"--peer", "NAME", "advertised: only to this peer, by name or address"},
           {"--drill", "NAME|FILE", "play this drill's steps"},
           kSeed,
           kProfile,
           kOutput},
          {{"causeway show learned design.yaml --node vpn-gw/0", "what a VPN gateway instance learned"},
           {"causeway show bgp design.yaml --at 3s", "sessions three seconds after power-on"},
           {"causeway show routes design.yaml --drill circuit-cut", "routes while the circuit is cut"},
           {"causeway show events design.yaml --drill circuit-cut --node onprem/ce1", "what one router did"}}};
}

CommandSpec list_drills() {
  return {"list-drills",
          "the drills a design holds, and what they cut when",
          "Prints every drill's name and steps.",
          {kDesign},
          {kOutput},
          {{"causeway list-drills design.yaml", "names to give to rehearse --drill"}}};
}

CommandSpec swarm() {
  return {"swarm",
          "rehearse random designs under random faults and check that nothing breaks",
          "Draws designs, faults and chance from a seed. Under faults no packet may loop; when they are healed everything "
          "must converge, with no black hole and forwarding tables equal to the best paths. A failure prints the command "
          "that repeats it.\n"
          "Exit status: 0 all held, 1 something failed.",
          {},
          {{"--count", "N", "how many (default 200)"},
           {"--seed", "S", "seed of the first; the others follow from it (default 1)"},
           {"--only", "S", "repeat the one with this seed"},
           kThreads,
           kOutput},
          {{"causeway swarm", "two hundred of them"}, {"causeway swarm --only 4711", "repeat one that failed"}}};
}

CommandSpec schema() {
  return {"schema",
          "JSON Schema of the design file or of a rehearsal's JSON",
          "Editors complete and check a design with the first. KIND is design (the default) or rehearsal.",
          {{"KIND", "design or rehearsal", false}},
          {{"--reference", "", "as a table of fields for people (Markdown) instead"}},
          {{"causeway schema design > design.schema.json", "for an editor"},
           {"causeway schema design --reference", "every field of a design, to read"}}};
}

}  // namespace

const std::vector<CommandSpec>& commands() {
  static const std::vector<CommandSpec> all{
      rehearse(),
      check(),
      plan(),
      explain(),
      show(),
      list_drills(),
      swarm(),
      schema(),
      {"version", "print the version", "Prints the version.", {}, {}, {{"causeway version", ""}}},
      {"help", "help for a command", "Prints the help of a command, or the list of commands.",
       {{"COMMAND", "a command", false}}, {}, {{"causeway help rehearse", ""}}},
      {"help-reference", "print docs/cli.md", "Prints this reference as Markdown.", {}, {}, {}, true},
  };
  return all;
}

const CommandSpec* find_command(std::string_view name) {
  for (const CommandSpec& command : commands()) {
    if (command.name == name) return &command;
  }
  return nullptr;
}

std::string_view long_name(const OptionSpec& option) {
  const std::size_t comma = option.names.rfind(',');
  return comma == std::string_view::npos ? option.names : option.names.substr(comma + 1);
}

std::string_view version() { return CAUSEWAY_VERSION; }

}  // namespace cw::cli
