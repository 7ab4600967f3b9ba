// Names and ids of the BGP machine.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/strong.h"

namespace cw::bgp {

/// RFC 4271 §8.2.2.
enum class State : std::uint8_t { Idle, Connect, Active, OpenSent, OpenConfirm, Established };
std::string_view to_string(State state);

/// Which of the (at most two) TCP connections of one peer: the one we opened or the one the peer opened.
/// RFC 4271 §6.8 decides which survives when both reach OpenConfirm.
enum class Connection : std::uint8_t { Outgoing, Incoming };
std::string_view to_string(Connection connection);

}  // namespace cw::bgp
