-- The topics of Wearable Coach, and recordings, as tables of Flink SQL (Flink 2.3).
--
-- Run it in the SQL client (sql-client.sh -i tables.sql), in the catalog and database of your choice.
-- Jars in lib/, or by ADD JAR: coach-connector-tables-0.1.0-SNAPSHOT-flink.jar,
-- flink-sql-connector-kafka-5.0.0-2.2.jar.
--
-- Change here what differs with you: the address of Kafka and what all topics share. Where the job
-- has a topics.prefix, put it before each 'topic'. With a schema registry add
--   'value.coach-avro.registry.url' = 'http://registry:8081'
CREATE TABLE coach_topics WITH (
    'connector' = 'kafka',
    'properties.bootstrap.servers' = 'localhost:9092',
    -- What a transaction has not committed is not there.
    'properties.isolation.level' = 'read_committed',
    'properties.enable.metrics.push' = 'false',
    -- From the first record on and without end. For what is there now, in a query:
    --   SELECT ... FROM decisions /*+ OPTIONS('scan.bounded.mode' = 'latest-offset') */
    'scan.startup.mode' = 'earliest-offset',
    'key.format' = 'raw',
    'value.format' = 'coach-avro'
);

-- What wearables send. Exactly one of the columns from heartRate to sensorValues is set; none where the
-- record is of a kind that this version does not know.
CREATE TABLE telemetry (
    userId STRING NOT NULL,
    device STRING NOT NULL,
    boot BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    sensorTime TIMESTAMP_LTZ(3) NOT NULL,
    heartRate ROW<bpm FLOAT, minuteMean BOOLEAN>,
    beatIntervals ROW<milliseconds ARRAY<FLOAT>>,
    acceleration ROW<hertz FLOAT, gPerCount FLOAT, xyz BYTES>,
    glucose ROW<mgDl FLOAT>,
    steps ROW<`count` INT, cumulative BOOLEAN>,
    deviceStatus ROW<name STRING, `value` DOUBLE>,
    interaction ROW<decisionId STRING, what STRING>,
    profile ROW<zone STRING, `language` STRING, enrolled BOOLEAN, restingBpm FLOAT, maximumBpm FLOAT,
        glucoseSensor BOOLEAN>,
    consent ROW<granted BOOLEAN>,
    erase BOOLEAN,
    -- Of a sensor that a module brings.
    sensorValues ROW<sensor STRING, hertz FLOAT, `values` ARRAY<FLOAT>>,
    -- When the gateway received it; NULL in an INSERT: the broker's clock.
    ingestTime TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',
    kafkaPartition INT METADATA FROM 'partition' VIRTUAL,
    kafkaOffset BIGINT METADATA FROM 'offset' VIRTUAL,
    WATERMARK FOR ingestTime AS ingestTime - INTERVAL '0.001' SECOND
) WITH (
    'topic' = 'telemetry',
    'value.coach-avro.record' = 'Telemetry',
    'key.fields' = 'userId',
    'scan.watermark.idle-timeout' = '30 s'
) LIKE coach_topics;

-- What could not be used, and why. topic, partition and offset are the place of the record,
-- kafkaPartition and kafkaOffset that of the dead letter, as ./coach dead-letters takes it.
CREATE TABLE dead_letters (
    cause STRING NOT NULL,
    detail STRING NOT NULL,
    topic STRING,
    `partition` INT NOT NULL,
    `offset` BIGINT NOT NULL,
    ingestTime TIMESTAMP_LTZ(3) NOT NULL,
    userId STRING,
    length INT NOT NULL,
    sha256 STRING,
    `raw` BYTES,
    -- The time of the Kafka record.
    recordTime TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',
    kafkaPartition INT METADATA FROM 'partition' VIRTUAL,
    kafkaOffset BIGINT METADATA FROM 'offset' VIRTUAL,
    WATERMARK FOR recordTime AS recordTime - INTERVAL '5' MINUTE
) WITH (
    'topic' = 'dead-letters',
    'value.coach-avro.record' = 'DeadLetter',
    'key.fields' = 'userId',
    'scan.watermark.idle-timeout' = '30 s'
) LIKE coach_topics;

-- Closed windows and what models say of them; where the job has topics.windowScores.
CREATE TABLE window_scores (
    userId STRING NOT NULL,
    signal STRING NOT NULL,
    device STRING NOT NULL,
    `start` TIMESTAMP_LTZ(3) NOT NULL,
    `end` TIMESTAMP_LTZ(3) NOT NULL,
    ingestTime TIMESTAMP_LTZ(3) NOT NULL,
    samples INT NOT NULL,
    quality FLOAT NOT NULL,
    backfill BOOLEAN NOT NULL,
    features ARRAY<ROW<name STRING, `value` DOUBLE>> NOT NULL,
    `model` ROW<name STRING, version STRING, sha256 STRING>,
    scores ARRAY<FLOAT> NOT NULL,
    label STRING,
    slot STRING,
    others ARRAY<ROW<slot STRING, shadow BOOLEAN,
        `model` ROW<name STRING, version STRING, sha256 STRING>, scores ARRAY<FLOAT>>>,
    -- Which sensor, where the signal is SENSOR.
    sensor STRING,
    -- The time of the Kafka record.
    recordTime TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',
    WATERMARK FOR recordTime AS recordTime - INTERVAL '5' MINUTE
) WITH (
    'topic' = 'window-scores',
    'value.coach-avro.record' = 'WindowScore',
    'key.fields' = 'userId',
    'scan.watermark.idle-timeout' = '30 s'
) LIKE coach_topics;

-- The audit log: every decision point, also those at which nothing is sent.
CREATE TABLE decisions (
    decisionId STRING NOT NULL,
    deployment STRING NOT NULL,
    userId STRING NOT NULL,
    `index` BIGINT NOT NULL,
    type STRING NOT NULL,
    `trigger` STRING NOT NULL,
    decisionTime TIMESTAMP_LTZ(3) NOT NULL,
    sensorTime TIMESTAMP_LTZ(3) NOT NULL,
    ingestTime TIMESTAMP_LTZ(3) NOT NULL,
    skippedTicks BIGINT NOT NULL,
    available BOOLEAN NOT NULL,
    reason STRING,
    featureSchema INT NOT NULL,
    context ARRAY<ROW<name STRING, `value` DOUBLE>> NOT NULL,
    baselineFeatures ARRAY<DOUBLE> NOT NULL,
    advantageFeatures ARRAY<DOUBLE> NOT NULL,
    windows ARRAY<ROW<signal STRING, device STRING, `start` TIMESTAMP_LTZ(3), `end` TIMESTAMP_LTZ(3),
        quality FLOAT, `model` STRING, sensor STRING>> NOT NULL,
    candidates ARRAY<ROW<intervention STRING, reason STRING, share DOUBLE>> NOT NULL,
    probability DOUBLE NOT NULL,
    chosen STRING,
    draw DOUBLE,
    drawCounter STRING NOT NULL,
    allocation STRING NOT NULL,
    advantages ARRAY<ROW<name STRING, mean DOUBLE, variance DOUBLE>> NOT NULL,
    margin DOUBLE,
    policy ROW<name STRING, version STRING, sha256 STRING> NOT NULL,
    `models` ARRAY<ROW<name STRING, version STRING, sha256 STRING>> NOT NULL,
    build STRING NOT NULL,
    configHash STRING NOT NULL,
    dosage DOUBLE NOT NULL,
    messagesToday INT NOT NULL,
    lastMessageTime TIMESTAMP_LTZ(3),
    zone STRING NOT NULL,
    tzVersion STRING NOT NULL,
    template STRING,
    previousHash STRING NOT NULL,
    rowHash STRING,
    -- The time of the Kafka record.
    recordTime TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',
    WATERMARK FOR recordTime AS recordTime - INTERVAL '5' MINUTE
) WITH (
    'topic' = 'decisions',
    'value.coach-avro.record' = 'Decision',
    'key.fields' = 'userId',
    'scan.watermark.idle-timeout' = '30 s'
) LIKE coach_topics;

-- What to show now.
CREATE TABLE recommendations (
    decisionId STRING NOT NULL,
    userId STRING NOT NULL,
    type STRING NOT NULL,
    intervention STRING NOT NULL,
    template STRING NOT NULL,
    `language` STRING NOT NULL,
    text STRING NOT NULL,
    decisionTime TIMESTAMP_LTZ(3) NOT NULL,
    ingestTime TIMESTAMP_LTZ(3) NOT NULL,
    expiresAt TIMESTAMP_LTZ(3) NOT NULL,
    -- The time of the Kafka record.
    recordTime TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',
    WATERMARK FOR recordTime AS recordTime - INTERVAL '5' MINUTE
) WITH (
    'topic' = 'recommendations',
    'value.coach-avro.record' = 'Recommendation',
    'key.fields' = 'userId',
    'scan.watermark.idle-timeout' = '30 s'
) LIKE coach_topics;

-- What came of each decision.
CREATE TABLE rewards (
    decisionId STRING NOT NULL,
    userId STRING NOT NULL,
    `index` BIGINT NOT NULL,
    lastIndex BIGINT NOT NULL,
    deliveredAt TIMESTAMP_LTZ(3),
    openedAt TIMESTAMP_LTZ(3),
    answeredAt TIMESTAMP_LTZ(3),
    answer STRING,
    outcome STRING NOT NULL,
    outcomeValue DOUBLE,
    outcomeTime TIMESTAMP_LTZ(3) NOT NULL,
    reward DOUBLE,
    parts ARRAY<ROW<name STRING, `value` DOUBLE>> NOT NULL,
    rewardModel ROW<name STRING, version STRING, sha256 STRING>,
    learnable BOOLEAN NOT NULL,
    closedBy STRING NOT NULL,
    closedAt TIMESTAMP_LTZ(3) NOT NULL,
    decisionHash STRING,
    rewardIndex BIGINT,
    previousHash STRING,
    rowHash STRING,
    -- The time of the Kafka record.
    recordTime TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',
    WATERMARK FOR recordTime AS recordTime - INTERVAL '5' MINUTE
) WITH (
    'topic' = 'rewards',
    'value.coach-avro.record' = 'Reward',
    'key.fields' = 'userId',
    'scan.watermark.idle-timeout' = '30 s'
) LIKE coach_topics;

-- Which subtask serves which version since when.
CREATE TABLE control_status (
    kind STRING NOT NULL,
    name STRING NOT NULL,
    version STRING NOT NULL,
    sha256 STRING NOT NULL,
    effectiveFrom TIMESTAMP_LTZ(3) NOT NULL,
    accepted BOOLEAN NOT NULL,
    detail STRING NOT NULL,
    operator STRING NOT NULL,
    subtask INT NOT NULL,
    parallelism INT NOT NULL,
    action STRING,
    -- The time of the Kafka record.
    recordTime TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',
    WATERMARK FOR recordTime AS recordTime - INTERVAL '5' MINUTE
) WITH (
    'topic' = 'control-status',
    'value.coach-avro.record' = 'ControlStatus',
    'key.fields' = 'name',
    'scan.watermark.idle-timeout' = '30 s'
) LIKE coach_topics;

-- Every version of a model that was published and is still in the topic. updateKey is the name, for
-- the actions SHADOW and WITHDRAW name/shadow; the job refuses an update under another key.
CREATE TABLE `models` (
    updateKey STRING,
    name STRING NOT NULL,
    version STRING NOT NULL,
    sha256 STRING NOT NULL,
    effectiveFrom TIMESTAMP_LTZ(3) NOT NULL,
    manifest STRING NOT NULL,
    `model` BYTES,
    uri STRING,
    keyId STRING,
    signature BYTES,
    action STRING,
    -- The time of the Kafka record.
    recordTime TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',
    WATERMARK FOR recordTime AS recordTime - INTERVAL '5' MINUTE
) WITH (
    'topic' = 'models',
    'value.coach-avro.record' = 'ModelUpdate',
    'key.fields' = 'updateKey',
    'value.fields-include' = 'EXCEPT_KEY',
    'scan.watermark.idle-timeout' = '30 s'
) LIKE coach_topics;

-- Every version of a policy that was published and is still in the topic.
CREATE TABLE policies (
    name STRING NOT NULL,
    version STRING NOT NULL,
    sha256 STRING NOT NULL,
    effectiveFrom TIMESTAMP_LTZ(3) NOT NULL,
    specification STRING NOT NULL,
    -- The time of the Kafka record.
    recordTime TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',
    WATERMARK FOR recordTime AS recordTime - INTERVAL '5' MINUTE
) WITH (
    'topic' = 'policies',
    'value.coach-avro.record' = 'PolicyUpdate',
    'key.fields' = 'name',
    'scan.watermark.idle-timeout' = '30 s'
) LIKE coach_topics;

-- The last update of each key, as tables that change: for queries in streaming mode. To publish,
-- INSERT INTO `models` and policies.
CREATE TABLE coach_compacted_topics WITH (
    'connector' = 'upsert-kafka',
    'properties.bootstrap.servers' = 'localhost:9092',
    'properties.isolation.level' = 'read_committed',
    'properties.enable.metrics.push' = 'false',
    'key.format' = 'raw',
    'value.format' = 'coach-avro'
);

CREATE TABLE current_models (
    updateKey STRING NOT NULL,
    name STRING NOT NULL,
    version STRING NOT NULL,
    sha256 STRING NOT NULL,
    effectiveFrom TIMESTAMP_LTZ(3) NOT NULL,
    manifest STRING NOT NULL,
    `model` BYTES,
    uri STRING,
    keyId STRING,
    signature BYTES,
    action STRING,
    recordTime TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',
    PRIMARY KEY (updateKey) NOT ENFORCED
) WITH (
    'topic' = 'models',
    'value.coach-avro.record' = 'ModelUpdate',
    'value.fields-include' = 'EXCEPT_KEY'
) LIKE coach_compacted_topics;

CREATE TABLE current_policies (
    name STRING NOT NULL,
    version STRING NOT NULL,
    sha256 STRING NOT NULL,
    effectiveFrom TIMESTAMP_LTZ(3) NOT NULL,
    specification STRING NOT NULL,
    recordTime TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',
    PRIMARY KEY (name) NOT ENFORCED
) WITH (
    'topic' = 'policies',
    'value.coach-avro.record' = 'PolicyUpdate'
) LIKE coach_compacted_topics;

-- A recording, in any format of docs/formats.md, with the columns of telemetry. It ends. Options:
-- path (several with ; between), zone, user, profiles, speed (0: as fast as possible).
CREATE TABLE recordings WITH (
    'connector' = 'recordings',
    'format' = 'fitbit-minutes',
    'path' = 'recording.csv'
) LIKE telemetry (EXCLUDING OPTIONS);

-- They were only a place for options.
DROP TABLE coach_topics;
DROP TABLE coach_compacted_topics;
