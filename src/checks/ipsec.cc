// VP: custom IPsec policies and liveness of the tunnels.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "checks/judges.h"

namespace cw::checks {

namespace {

using namespace std::chrono_literals;

constexpr Duration kDpdMin = 9s, kDpdMax = 3600s, kDpdAdvised = 30s;              // VPN-FAQ26
constexpr std::uint32_t kLifetimeSecondsMin = 300, kLifetimeKilobytesMin = 1024;  // VPN-FAQ26

struct Field {
  std::string_view name;
  const std::string* value = nullptr;
};

std::array<Field, 6> fields_of(const design::IpsecPolicy& policy) {
  return {{{"ikeEncryption", &policy.ike_encryption},
           {"ikeIntegrity", &policy.ike_integrity},
           {"dhGroup", &policy.dh_group},
           {"ipsecEncryption", &policy.ipsec_encryption},
           {"ipsecIntegrity", &policy.ipsec_integrity},
           {"pfsGroup", &policy.pfs_group}}};
}

template <typename F>
void for_each_policy(const View& view, F&& judge) {
  for (const VpnRoad& road : view.vpn_roads) {
    if (road.connection->ipsec_policy) judge(*road.connection, *road.connection->ipsec_policy);
  }
}

bool is_gcm(std::string_view algorithm) { return algorithm.starts_with("GCM"); }

bool is_weak(std::string_view value) {
  constexpr std::array<std::string_view, 9> kWeak{"DES",      "DES3", "MD5",  "SHA1", "DHGroup1",
                                                  "DHGroup2", "None", "PFS1", "PFS2"};
  return std::ranges::find(kWeak, value) != kWeak.end();
}

}  // namespace

void gcm_pair(const View& view, Sink& sink) {
  for_each_policy(view, [&](const design::Connection& connection, const design::IpsecPolicy& policy) {
    if (policy.ipsec_integrity.empty() || policy.ipsec_encryption.empty()) return;  // VP-015
    if (!is_gcm(policy.ipsec_encryption) && !is_gcm(policy.ipsec_integrity)) return;
    if (policy.ipsec_encryption == policy.ipsec_integrity) return;
    sink.add(policy.at, "connections/" + connection.name,
             fmt::format("ipsecEncryption {} with ipsecIntegrity {}", policy.ipsec_encryption, policy.ipsec_integrity),
             fmt::format("ipsecIntegrity: {}", is_gcm(policy.ipsec_encryption) ? policy.ipsec_encryption : "SHA256"));
  });
}

void incomplete_policy(const View& view, Sink& sink) {
  for_each_policy(view, [&](const design::Connection& connection, const design::IpsecPolicy& policy) {
    std::string missing;
    for (const Field& field : fields_of(policy)) {
      if (field.value->empty()) missing += (missing.empty() ? "" : ", ") + std::string(field.name);
    }
    if (missing.empty()) return;
    sink.add(policy.at, "connections/" + connection.name, fmt::format("the policy lacks {}", missing));
  });
}

void weak_algorithms(const View& view, Sink& sink) {
  for_each_policy(view, [&](const design::Connection& connection, const design::IpsecPolicy& policy) {
    std::string weak;
    for (const Field& field : fields_of(policy)) {
      if (is_weak(*field.value)) weak += fmt::format("{}{} {}", weak.empty() ? "" : ", ", field.name, *field.value);
    }
    if (weak.empty()) return;
    sink.add(policy.at, "connections/" + connection.name, fmt::format("the policy allows {}", weak));
  });
}

void dpd_range(const View& view, Sink& sink) {
  for (const VpnRoad& road : view.vpn_roads) {
    const Duration timeout = road.connection->dpd_timeout;
    if (timeout >= kDpdAdvised && timeout <= kDpdMax) continue;
    const bool outside = timeout < kDpdMin || timeout > kDpdMax;
    sink.add(outside ? Severity::Error : Severity::Warning, road.connection->at, "connections/" + road.connection->name,
             fmt::format("dpdTimeoutSeconds is {}; {}", cw::to_string(timeout),
                         outside ? "9 s to 3600 s are accepted" : "30 s to 45 s are advised"));
  }
}

void short_lifetime(const View& view, Sink& sink) {
  for_each_policy(view, [&](const design::Connection& connection, const design::IpsecPolicy& policy) {
    if (policy.sa_life_time_seconds >= kLifetimeSecondsMin && policy.sa_data_size_kilobytes >= kLifetimeKilobytesMin)
      return;
    sink.add(
        policy.at, "connections/" + connection.name,
        fmt::format("saLifeTimeSeconds {} and saDataSizeKilobytes {}; at least {} and {}", policy.sa_life_time_seconds,
                    policy.sa_data_size_kilobytes, kLifetimeSecondsMin, kLifetimeKilobytesMin));
  });
}

}  // namespace cw::checks
