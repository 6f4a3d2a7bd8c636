/**
 * The domain: what a person's devices report, what the coach decides, and what came of it. Nothing
 * here knows how a record is encoded.
 *
 * <p>Times are milliseconds since 1970-01-01T00:00Z. <em>Sensor time</em> is when a device
 * measured; <em>ingest time</em> is when the gateway received the record (the Kafka timestamp).
 */
@NullMarked
package org.wearablecoach.event;

import org.jspecify.annotations.NullMarked;
