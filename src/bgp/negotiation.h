// What goes into our OPEN, what is refused in the peer's, and what both sides then agree on. Pure functions.
#pragma once

#include <optional>
#include <string>

#include "bgp/config.h"
#include "bgp/events.h"

namespace cw::bgp {

/// Our OPEN. forwarding_preserved: this process has had the session before, so its forwarding outlived the loss of it
/// (the F bits of RFC 4724 §3).
wire::bgp::Open make_open(const SessionConfig& config, bool forwarding_preserved);

struct OpenRefusal {
  wire::bgp::Notification notification;  ///< what the peer is told
  std::string why;
};
/// RFC 4271 §6.2 in its order; nullopt when the OPEN is acceptable.
std::optional<OpenRefusal> refuse(const SessionConfig& config, const wire::bgp::Open& open);

/// The agreement; `open` must have passed refuse().
Negotiated negotiate(const SessionConfig& config, const wire::bgp::Open& open);

wire::bgp::DecodeContext decode_context(const SessionConfig& config, const Negotiated& negotiated);
wire::bgp::EncodeContext encode_context(const Negotiated& negotiated);

/// RFC 4271 §6.8 with RFC 6286 §2.3 for equal identifiers: which connection survives a collision.
Connection collision_winner(const SessionConfig& config, const Negotiated& negotiated);

}  // namespace cw::bgp
