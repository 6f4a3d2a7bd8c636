/**
 * Aggregate functions of Flink SQL over the sums of {@code org.wearablecoach.signals}: what a query
 * says and what the stream says is computed by the same classes.
 *
 * <p>Names and classes are persisted in catalogs and plans, accumulators in state: neither changes.
 */
@NullMarked
package org.wearablecoach.sql;

import org.jspecify.annotations.NullMarked;
