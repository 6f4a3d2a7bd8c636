/** Opens what tests of the loop need of the runtime's package. */
@NullMarked
package org.wearablecoach.onnx;

import org.jspecify.annotations.NullMarked;
