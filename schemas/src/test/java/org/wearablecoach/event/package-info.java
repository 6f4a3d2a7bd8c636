@NullMarked
package org.wearablecoach.event;

import org.jspecify.annotations.NullMarked;
