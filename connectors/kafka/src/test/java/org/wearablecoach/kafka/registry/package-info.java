@NullMarked
package org.wearablecoach.kafka.registry;

import org.jspecify.annotations.NullMarked;
