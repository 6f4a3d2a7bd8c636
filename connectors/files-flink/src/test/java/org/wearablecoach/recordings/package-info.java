@NullMarked
package org.wearablecoach.recordings;

import org.jspecify.annotations.NullMarked;
