/** Tests of topics and plain clients, and what all tests of the connector share. */
@NullMarked
package org.wearablecoach.kafka;

import org.jspecify.annotations.NullMarked;
