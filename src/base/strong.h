// Strong ids: numbers that have a name in our heads and must not convert silently.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace cw {

template <typename Tag, typename T>
struct Strong {
  using Value = T;
  T value{};
  constexpr Strong() = default;
  constexpr explicit Strong(T v) : value(v) {}
  friend constexpr auto operator<=>(const Strong&, const Strong&) = default;
};

using AsNumber = Strong<struct AsNumberTag, std::uint32_t>;   ///< RFC 6793 4-octet AS number
using RouterId = Strong<struct RouterIdTag, std::uint32_t>;   ///< BGP identifier, host byte order
using NodeId = Strong<struct NodeIdTag, std::uint32_t>;       ///< index of a node in the plan
using LinkId = Strong<struct LinkIdTag, std::uint32_t>;       ///< index of a link in the plan
using InterfaceId = Strong<struct InterfaceIdTag, std::uint32_t>;  ///< index within one node
using PeerId = Strong<struct PeerIdTag, std::uint32_t>;       ///< BGP peer, index within one node
using BfdId = Strong<struct BfdIdTag, std::uint32_t>;         ///< BFD session, index within one node
using TunnelId = Strong<struct TunnelIdTag, std::uint32_t>;   ///< tunnel, index within one node
using Discriminator = Strong<struct DiscriminatorTag, std::uint32_t>;  ///< RFC 5880 discriminator

inline constexpr InterfaceId kNoInterface{UINT32_MAX};

struct StrongHash {
  template <typename Tag, typename T>
  std::size_t operator()(const Strong<Tag, T>& id) const {
    return std::hash<T>{}(id.value);
  }
};

}  // namespace cw
