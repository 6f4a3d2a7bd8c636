/** A single Kafka node inside this process, for a laptop and for tests. */
@NullMarked
package org.wearablecoach.kafka.local;

import org.jspecify.annotations.NullMarked;
