/**
 * The domain: what a person's devices report, what the coach decides, and what came of it; and the
 * two forms in which records leave a process. A record does not know how it is encoded: {@link
 * org.wearablecoach.event.RecordFormat} is its form on the wire, {@link
 * org.wearablecoach.event.JsonFormat} its form in files and under row hashes.
 *
 * <p>Times are milliseconds since 1970-01-01T00:00Z. <em>Sensor time</em> is when a device
 * measured; <em>ingest time</em> is when the gateway received the record (the Kafka timestamp).
 */
@NullMarked
package org.wearablecoach.event;

import org.jspecify.annotations.NullMarked;
