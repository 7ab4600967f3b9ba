#include "bgp/types.h"

namespace cw::bgp {

std::string_view to_string(State state) {
  switch (state) {
    case State::Idle: return "Idle";
    case State::Connect: return "Connect";
    case State::Active: return "Active";
    case State::OpenSent: return "OpenSent";
    case State::OpenConfirm: return "OpenConfirm";
    case State::Established: return "Established";
  }
  return "?";
}

std::string_view to_string(Connection connection) {
  return connection == Connection::Outgoing ? "outgoing" : "incoming";
}

}  // namespace cw::bgp
