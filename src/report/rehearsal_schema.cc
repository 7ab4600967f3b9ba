// The schema lives here, so that the program can print it anywhere; docs/schema/rehearsal.schema.json is a copy that a
// test compares.
#include "report/schema.h"

namespace cw::report {

std::string_view rehearsal_schema() {
  return R"json({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "Causeway rehearsal",
  "description": "What `causeway rehearse -o json` prints. Durations are numbers of milliseconds with three decimals; moments are milliseconds since power-on in virtual time.",
  "type": "object",
  "required": ["format", "verdict", "seed", "design", "profile", "converged", "convergence_ms", "flows", "drills", "checker_failures", "why", "findings", "notes"],
  "properties": {
    "format": { "const": "causeway-rehearsal/1", "description": "Name and version of this format." },
    "verdict": { "$ref": "#/$defs/verdict", "description": "PASS: every objective was met, by the sweep too when there is one." },
    "seed": { "type": "integer", "minimum": 0, "description": "Repeats the rehearsal exactly." },
    "design": { "type": "string", "description": "The design's name." },
    "profile": { "enum": ["azure", "causeway"], "description": "How the gateways behaved." },
    "converged": { "type": "boolean", "description": "The network came to rest after power-on." },
    "convergence_ms": { "type": "number", "description": "Power-on until nothing changed any more." },
    "virtual_time_ms": { "type": "number", "description": "How much virtual time was played." },
    "events_processed": { "type": "integer", "description": "Simulation events, for speed figures." },
    "flows": { "type": "array", "items": { "$ref": "#/$defs/flowPaths" }, "description": "The way of every flow after convergence." },
    "drills": { "type": "array", "items": { "$ref": "#/$defs/drill" } },
    "checker_failures": {
      "type": "array",
      "description": "What independent checkers found wrong with the simulated world.",
      "items": {
        "type": "object",
        "required": ["at_ms", "checker", "what"],
        "properties": {
          "at_ms": { "type": "number" },
          "checker": { "type": "string", "description": "no-loop, no-black-hole, fib-equals-best, failback." },
          "what": { "type": "string" }
        }
      }
    },
    "sweep": { "$ref": "#/$defs/sweep" },
    "why": { "$ref": "#/$defs/texts", "description": "Why the whole rehearsal failed, if it did." },
    "findings": { "type": "array", "items": { "$ref": "#/$defs/finding" }, "description": "What the checks say about the design." },
    "notes": { "$ref": "#/$defs/texts", "description": "What the plan chose or could not carry out." }
  },
  "$defs": {
    "verdict": { "enum": ["PASS", "FAIL"] },
    "texts": { "type": "array", "items": { "type": "string" } },
    "road": { "enum": ["-", "ExpressRoute", "VPN", "inside"], "description": "The road between site and virtual network; - for none." },
    "path": {
      "type": "object",
      "required": ["road", "delivered", "hops"],
      "properties": {
        "road": { "$ref": "#/$defs/road" },
        "delivered": { "type": "boolean" },
        "failure": { "type": "string", "description": "Where and why it ended, when not delivered." },
        "hops": {
          "type": "array",
          "items": {
            "type": "object",
            "required": ["node", "address", "route", "shown"],
            "properties": {
              "node": { "type": "string" },
              "address": { "type": "string", "description": "What a traceroute would show; * for a hop that does not answer." },
              "route": { "type": "string", "description": "The prefix that matched and where it led." },
              "shown": { "type": "boolean", "description": "false: transparent, a traceroute would not show it." }
            }
          }
        }
      }
    },
    "flowPaths": {
      "type": "object",
      "required": ["name", "forward", "return", "symmetric"],
      "properties": {
        "name": { "type": "string" },
        "forward": { "$ref": "#/$defs/path" },
        "return": { "$ref": "#/$defs/path" },
        "symmetric": { "type": "boolean", "description": "Both directions were delivered over the same road." }
      }
    },
    "direction": {
      "type": "object",
      "required": ["sent", "received", "lost", "duplicated", "reordered", "outage_ms", "recovered"],
      "properties": {
        "sent": { "type": "integer" },
        "received": { "type": "integer" },
        "lost": { "type": "integer" },
        "duplicated": { "type": "integer" },
        "reordered": { "type": "integer" },
        "outage_ms": { "type": "number", "description": "Longest time without a packet, beyond the packets' interval." },
        "recovered": { "type": "boolean", "description": "Packets arrived at the end of the phase." }
      }
    },
    "budget": {
      "type": "object",
      "description": "Where the outage went, for the worst flow and direction.",
      "required": ["detect_ms", "decide_ms", "program_ms", "first_packet_ms", "detected_by", "share"],
      "properties": {
        "detect_ms": { "type": "number", "description": "Fault until the first machine noticed." },
        "decide_ms": { "type": "number", "description": "Noticed until the last switch that mattered." },
        "program_ms": { "type": "number", "description": "Decided until the forwarding table was changed." },
        "first_packet_ms": { "type": "number", "description": "Table changed until the first packet came through." },
        "detected_by": { "type": "string" },
        "share": { "type": "string", "description": "Whose time it is." }
      }
    },
    "phase": {
      "type": "object",
      "required": ["verdict", "from_ms", "to_ms", "outage_ms", "lost", "reordered", "duplicated", "budget", "flows", "paths", "why"],
      "properties": {
        "verdict": { "$ref": "#/$defs/verdict" },
        "from_ms": { "type": "number" },
        "to_ms": { "type": "number" },
        "outage_ms": { "type": "number", "description": "Worst over flows and directions." },
        "lost": { "type": "integer" },
        "reordered": { "type": "integer" },
        "duplicated": { "type": "integer" },
        "budget": { "$ref": "#/$defs/budget" },
        "flows": {
          "type": "array",
          "items": {
            "type": "object",
            "required": ["name", "forward", "return"],
            "properties": {
              "name": { "type": "string" },
              "forward": { "$ref": "#/$defs/direction" },
              "return": { "$ref": "#/$defs/direction" }
            }
          }
        },
        "paths": { "type": "array", "items": { "$ref": "#/$defs/flowPaths" }, "description": "At the end of the phase." },
        "why": { "$ref": "#/$defs/texts", "description": "One sentence per missed objective, with what to change." }
      }
    },
    "drill": {
      "type": "object",
      "required": ["name", "cuts", "verdict", "started_ms", "objectives", "before", "out", "back", "symmetry", "failed_back", "pins", "why"],
      "properties": {
        "name": { "type": "string" },
        "cuts": { "$ref": "#/$defs/texts" },
        "verdict": { "$ref": "#/$defs/verdict" },
        "started_ms": { "type": "number" },
        "objectives": {
          "type": "object",
          "required": ["outage_out_ms", "outage_back_ms", "lost_back", "symmetric"],
          "properties": {
            "outage_out_ms": { "type": "number" },
            "outage_back_ms": { "type": "number" },
            "lost_back": { "type": "integer" },
            "symmetric": { "type": "boolean" }
          }
        },
        "before": { "type": "array", "items": { "$ref": "#/$defs/flowPaths" } },
        "out": { "$ref": "#/$defs/phase", "description": "From the first cut to the last restoration." },
        "back": { "$ref": "#/$defs/phase", "description": "From the last restoration to the end." },
        "symmetry": {
          "type": "object",
          "required": ["verdict", "why"],
          "properties": { "verdict": { "$ref": "#/$defs/verdict" }, "why": { "$ref": "#/$defs/texts" } }
        },
        "failed_back": { "type": "boolean", "description": "Every flow was on its road again." },
        "pins": { "$ref": "#/$defs/texts", "description": "What keeps traffic on the backup, and the setting to change." },
        "why": { "$ref": "#/$defs/texts" }
      }
    },
    "sweep": {
      "type": "object",
      "description": "With --sweep: every failure out and back, worst first.",
      "required": ["verdict", "order", "passed", "failed", "flows", "rows"],
      "properties": {
        "verdict": { "$ref": "#/$defs/verdict" },
        "order": { "enum": [1, 2], "description": "1: single failures; 2: pairs of them." },
        "passed": { "type": "integer" },
        "failed": { "type": "integer" },
        "flows": { "$ref": "#/$defs/texts" },
        "rows": {
          "type": "array",
          "items": {
            "type": "object",
            "required": ["faults", "verdict", "outage_ms", "lost_out", "lost_back", "recovered", "symmetric", "failed_back", "flows", "why"],
            "properties": {
              "faults": { "$ref": "#/$defs/texts" },
              "verdict": { "$ref": "#/$defs/verdict" },
              "outage_ms": { "type": "number" },
              "lost_out": { "type": "integer" },
              "lost_back": { "type": "integer" },
              "recovered": { "type": "boolean", "description": "Every flow was delivered during the failure." },
              "symmetric": { "type": "boolean" },
              "failed_back": { "type": "boolean" },
              "flows": {
                "type": "array",
                "items": {
                  "type": "object",
                  "required": ["name"],
                  "properties": {
                    "name": { "type": "string" },
                    "forward_outage_ms": { "type": "number" },
                    "return_outage_ms": { "type": "number" },
                    "during": { "$ref": "#/$defs/roads" },
                    "after": { "$ref": "#/$defs/roads" }
                  }
                }
              },
              "why": { "$ref": "#/$defs/texts" }
            }
          }
        }
      }
    },
    "roads": {
      "type": "object",
      "required": ["forward", "return", "symmetric"],
      "properties": {
        "forward": { "$ref": "#/$defs/road" },
        "return": { "$ref": "#/$defs/road" },
        "symmetric": { "type": "boolean" }
      }
    },
    "finding": {
      "type": "object",
      "required": ["rule", "severity", "file", "line", "column", "resource", "message", "fix"],
      "properties": {
        "rule": { "type": "string" },
        "severity": { "type": "string" },
        "file": { "type": "string" },
        "line": { "type": "integer" },
        "column": { "type": "integer" },
        "resource": { "type": "string" },
        "title": { "type": "string" },
        "message": { "type": "string" },
        "consequence": { "type": "string" },
        "fix": { "type": "string" },
        "source": {
          "type": "object",
          "required": ["code"],
          "properties": {
            "code": { "type": "string" },
            "document": { "type": "string" },
            "date": { "type": "string" }
          }
        },
        "confidence": { "type": "string" }
      }
    }
  }
}
)json";
}

}  // namespace cw::report
