@NullMarked
package org.wearablecoach.simulation;

import org.jspecify.annotations.NullMarked;
