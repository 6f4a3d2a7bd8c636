/**
 * Records framed by a schema registry: a small client of the API that Confluent's registry,
 * Apicurio and others share, and the decoder that reads both framings on one topic.
 */
@NullMarked
package org.wearablecoach.kafka.registry;

import org.jspecify.annotations.NullMarked;
