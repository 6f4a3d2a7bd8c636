-- Every decision with what came of it, as Parquet: a table for pandas, DuckDB, Spark or a warehouse.
--
--   sql-client.sh -i tables.sql -f decisions-with-rewards.sql
--
-- Run it as often as you like, nightly for instance: it reads the topics up to where they end now,
-- and replaces the folder. Jars in lib/ beside those of tables.sql: flink-sql-parquet-2.3.0.jar,
-- hadoop-client-api-3.4.1.jar and hadoop-client-runtime-3.4.1.jar.
SET 'execution.runtime-mode' = 'batch';
SET 'table.dml-sync' = 'true';

CREATE TABLE decisions_with_rewards (
    decisionId STRING,
    userId STRING,
    `index` BIGINT,
    decisionTime TIMESTAMP_LTZ(3),
    zone STRING,
    type STRING,
    `trigger` STRING,
    available BOOLEAN,
    reason STRING,
    probability DOUBLE,
    chosen STRING,
    policyName STRING,
    policyVersion STRING,
    dosage DOUBLE,
    messagesToday INT,
    baselineFeatures ARRAY<DOUBLE>,
    advantageFeatures ARRAY<DOUBLE>,
    deliveredAt TIMESTAMP_LTZ(3),
    openedAt TIMESTAMP_LTZ(3),
    answeredAt TIMESTAMP_LTZ(3),
    answer STRING,
    outcome STRING,
    outcomeTime TIMESTAMP_LTZ(3),
    outcomeValue DOUBLE,
    reward DOUBLE,
    learnable BOOLEAN,
    closedBy STRING
) WITH (
    'connector' = 'filesystem',
    -- Any file system that Flink knows: s3://bucket/folder, hdfs://..., file:///...
    'path' = 'file:///tmp/decisions-with-rewards',
    'format' = 'parquet',
    -- Times as other programs read them: UTC, 64 bits, in ms.
    'parquet.utc-timezone' = 'true',
    'parquet.write.int64.timestamp' = 'true',
    'parquet.timestamp.time.unit' = 'millis'
);

-- A job that delivers at least once may write a row twice after a failure; copies are equal, and one
-- is kept. A decision whose outcome is still open has NULL in the columns from deliveredAt on.
INSERT OVERWRITE decisions_with_rewards
SELECT
    d.decisionId, d.userId, d.`index`, d.decisionTime, d.zone, d.type, d.`trigger`, d.available,
    d.reason, d.probability, d.chosen, d.policy.name, d.policy.version, d.dosage, d.messagesToday,
    d.baselineFeatures, d.advantageFeatures,
    r.deliveredAt, r.openedAt, r.answeredAt, r.answer, r.outcome, r.outcomeTime, r.outcomeValue,
    r.reward, r.learnable, r.closedBy
FROM (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY decisionId ORDER BY recordTime) AS copy
    FROM decisions /*+ OPTIONS('scan.bounded.mode' = 'latest-offset') */
) AS d
LEFT JOIN (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY decisionId ORDER BY recordTime) AS copy
    FROM rewards /*+ OPTIONS('scan.bounded.mode' = 'latest-offset') */
) AS r
ON d.decisionId = r.decisionId AND r.copy = 1
WHERE d.copy = 1;
