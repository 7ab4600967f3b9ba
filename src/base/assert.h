// Assertions that stay on in release builds. An assertion states a fact about our own code; bytes from the network
// must never reach one.
#pragma once

namespace cw {

/// Prints the failed condition, and what this thread is doing where an AssertionContext says so, and aborts.
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);

/// While it lives, a failed assertion of this thread also prints `text`: the command that repeats a random run.
/// text: must outlive the context.
class AssertionContext {
 public:
  explicit AssertionContext(const char* text);
  ~AssertionContext();
  AssertionContext(const AssertionContext&) = delete;
  AssertionContext& operator=(const AssertionContext&) = delete;

 private:
  const char* before_;
};

}  // namespace cw

#define CW_ASSERT(condition) \
  ((condition) ? static_cast<void>(0) : ::cw::assertion_failed(#condition, __FILE__, __LINE__))

#ifdef CW_SLOW_ASSERTS
#define CW_ASSERT_SLOW(condition) CW_ASSERT(condition)
#else
#define CW_ASSERT_SLOW(condition) static_cast<void>(0)
#endif
