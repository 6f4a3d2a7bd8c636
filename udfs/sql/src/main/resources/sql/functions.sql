-- Aggregate functions for signals of wearables, in the current catalog and database.
-- The jar first, once a session:
--   ADD JAR '/path/to/coach-sql-0.1.0-SNAPSHOT-flink.jar';

-- Heart-rate variability of beat intervals in ms; with the time of each beat, in any order.
CREATE FUNCTION IF NOT EXISTS RMSSD AS 'org.wearablecoach.sql.Rmssd' LANGUAGE JAVA;
CREATE FUNCTION IF NOT EXISTS SDNN AS 'org.wearablecoach.sql.Sdnn' LANGUAGE JAVA;
CREATE FUNCTION IF NOT EXISTS PNN50 AS 'org.wearablecoach.sql.Pnn50' LANGUAGE JAVA;

-- Glucose in mg/dL.
CREATE FUNCTION IF NOT EXISTS TIME_IN_RANGE AS 'org.wearablecoach.sql.TimeInRange' LANGUAGE JAVA;
CREATE FUNCTION IF NOT EXISTS GMI AS 'org.wearablecoach.sql.Gmi' LANGUAGE JAVA;
CREATE FUNCTION IF NOT EXISTS LBGI AS 'org.wearablecoach.sql.Lbgi' LANGUAGE JAVA;
CREATE FUNCTION IF NOT EXISTS HBGI AS 'org.wearablecoach.sql.Hbgi' LANGUAGE JAVA;

-- Acceleration in g.
CREATE FUNCTION IF NOT EXISTS ENMO AS 'org.wearablecoach.sql.Enmo' LANGUAGE JAVA;
