/**
 * Topics and recordings as tables of Flink SQL: the format {@code coach-avro} for Flink's Kafka
 * connectors, and the connector {@code recordings}. The script {@code sql/tables.sql} holds the DDL
 * of every topic.
 */
@NullMarked
package org.wearablecoach.tables;

import org.jspecify.annotations.NullMarked;
