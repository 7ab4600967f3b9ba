#include "cli/files.h"

#include <fmt/core.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <vector>

#include "base/text.h"

namespace cw::cli {
namespace {

namespace fs = std::filesystem;

std::string too_large(std::string_view path, std::size_t bytes_max) {
  return fmt::format("{}: larger than {} bytes, the most a design may be; is it the right file?", path,
                     with_thousands(bytes_max));
}

// A file of the same folder that was probably meant.
std::string nearby(const fs::path& path) {
  std::error_code error;
  const fs::path folder = path.parent_path().empty() ? fs::path(".") : path.parent_path();
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (names.size() > 500) break;
    names.push_back(entry.path().filename().string());
  }
  const std::string wrong = path.filename().string();
  const std::vector<std::string_view> views(names.begin(), names.end());
  const auto nearest = nearest_name(wrong, views);
  if (!nearest) return {};
  return fmt::format("; did you mean {}?", (path.parent_path() / std::string(*nearest)).string());
}

std::expected<std::string, std::string> read_stream(std::istream& in, std::string_view name, std::size_t bytes_max) {
  std::string text;
  char buffer[65536];
  while (in) {
    in.read(buffer, sizeof buffer);
    text.append(buffer, static_cast<std::size_t>(in.gcount()));
    if (text.size() > bytes_max) return std::unexpected(too_large(name, bytes_max));
  }
  if (in.bad()) return std::unexpected(fmt::format("{}: cannot read", name));
  return text;
}

}  // namespace

std::expected<std::string, std::string> read_file(std::string_view path, std::istream& in, std::size_t bytes_max) {
  if (path == "-") return read_stream(in, "standard input", bytes_max);
  const fs::path where{std::string(path)};
  std::error_code error;
  const fs::file_status status = fs::status(where, error);
  if (!fs::exists(status)) {
    return std::unexpected(fmt::format("{}: no such file{}", path, nearby(where)));
  }
  if (fs::is_directory(status)) {
    return std::unexpected(fmt::format("{}: is a directory; name a design file in it", path));
  }
  if (fs::is_regular_file(status)) {
    const auto size = fs::file_size(where, error);
    if (!error && size > bytes_max) return std::unexpected(too_large(path, bytes_max));
  }
  errno = 0;
  std::ifstream file(where, std::ios::binary);
  if (!file) {
    const int reason = errno;
    return std::unexpected(fmt::format("{}: cannot open ({}); check its permissions", path,
                                       reason != 0 ? std::strerror(reason) : "unknown reason"));
  }
  return read_stream(file, path, bytes_max);
}

std::expected<void, std::string> write_file(std::string_view path, std::string_view text) {
  const fs::path where{std::string(path)};
  std::error_code error;
  if (fs::is_directory(where, error)) {
    return std::unexpected(fmt::format("{}: is a directory; name a file to write", path));
  }
  const auto failed = [&](const char* what) {
    const int reason = errno;
    return std::unexpected(fmt::format("{}: cannot {} ({}); does the folder exist and is it writable?", path, what,
                                       reason != 0 ? std::strerror(reason) : "unknown reason"));
  };
  // Pipes and devices cannot be renamed over.
  const bool is_special = fs::exists(where, error) && !fs::is_regular_file(where, error);
  const fs::path target = is_special ? where : fs::path(where.string() + ".part");
  errno = 0;
  {
    std::ofstream file(target, std::ios::binary | std::ios::trunc);
    if (!file) return failed("write");
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    file.flush();
    if (!file) return failed("write all of it");
  }
  if (is_special) return {};
  fs::rename(target, where, error);
  if (error) return std::unexpected(fmt::format("{}: cannot replace ({})", path, error.message()));
  return {};
}

}  // namespace cw::cli
