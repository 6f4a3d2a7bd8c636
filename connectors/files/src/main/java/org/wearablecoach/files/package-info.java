/**
 * Recordings: files of telemetry read into domain records, in the order in which a gateway would
 * have received them.
 *
 * <p>Start at {@link org.wearablecoach.files.Format}. A reader parses its input once, holds the
 * records of one recording in memory (about 60 bytes a heart rate) and hands them out merged by
 * ingest time as often as asked. It needs no Flink and no Kafka.
 */
@NullMarked
package org.wearablecoach.files;

import org.jspecify.annotations.NullMarked;
