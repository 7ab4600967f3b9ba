// What makes a design unusable although every field of it is well formed: names that mean nothing or two things,
// addresses outside their network. Judgement about good and bad designs belongs to the checks.
#pragma once

#include "design/decoder.h"
#include "design/model.h"

namespace cw::design {

/// Reports to `decoder`, with the places of the fields in its document. A field that did not decode is empty here and
/// is not reported again.
void verify(const Design& design, Decoder& decoder);
void verify(const DrillSpec& drill, Decoder& decoder);

}  // namespace cw::design
