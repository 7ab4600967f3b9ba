// Reading and writing whole files, with sentences that say what to do when it does not work.
#pragma once

#include <cstddef>
#include <expected>
#include <istream>
#include <string>
#include <string_view>

namespace cw::cli {

/// The file's bytes; "-" is `in`. errors: one sentence with the fix; nothing larger than `bytes_max` is read.
std::expected<std::string, std::string> read_file(std::string_view path, std::istream& in, std::size_t bytes_max);

/// Writes beside the file and renames, so that a reader never sees half. errors: one sentence.
std::expected<void, std::string> write_file(std::string_view path, std::string_view text);

}  // namespace cw::cli
