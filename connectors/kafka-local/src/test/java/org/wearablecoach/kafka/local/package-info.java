/** Tests of the local broker. */
@NullMarked
package org.wearablecoach.kafka.local;

import org.jspecify.annotations.NullMarked;
