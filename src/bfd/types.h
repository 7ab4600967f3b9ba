// Names of the BFD machine. States and diagnostics are the wire's own (RFC 5880 §4.1), under the machine's roof.
#pragma once

#include "wire/bfd/control_packet.h"

namespace cw::bfd {

using wire::bfd::Diagnostic;
using wire::bfd::State;
using wire::bfd::to_string;

}  // namespace cw::bfd
