// Assertions that stay on in release builds. An assertion states a fact about our own code; bytes from the network
// must never reach one.
#pragma once

namespace cw {

/// Prints the failed condition and aborts.
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);

}  // namespace cw

#define CW_ASSERT(condition) \
  ((condition) ? static_cast<void>(0) : ::cw::assertion_failed(#condition, __FILE__, __LINE__))

#ifdef CW_SLOW_ASSERTS
#define CW_ASSERT_SLOW(condition) CW_ASSERT(condition)
#else
#define CW_ASSERT_SLOW(condition) static_cast<void>(0)
#endif
