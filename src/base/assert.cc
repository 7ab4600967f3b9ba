#include "base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace cw {
namespace {

// The one piece of global state of the core: nothing but a dying process ever reads it.
thread_local const char* context = nullptr;

}  // namespace

AssertionContext::AssertionContext(const char* text) : before_(context) { context = text; }
AssertionContext::~AssertionContext() { context = before_; }

void assertion_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: assertion failed: %s\n", file, line, condition);
  if (context != nullptr) std::fprintf(stderr, "%s\n", context);
  std::abort();
}

}  // namespace cw
